import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { validEvent } from "./event-fixture.ts";
import { arrive, emptyTables, factsOf, openStore, settle } from "./facts-fixture.ts";
import type { FactsStore } from "./facts-store.ts";
import { countPendingMarks } from "./pending-marks.ts";
import { recomputePending } from "./recompute.ts";
import { markOutdatedRevenue } from "./revenue-definition.ts";

let store: FactsStore;

beforeAll(async () => {
  store = await openStore(attachSharedEngines(inject("sharedEngines")));
});
beforeEach(() => emptyTables(store));
afterAll(() => store.tables.close());

function subscription(account: string, time: string, more: object = {}) {
  return validEvent("billing.subscription_changed.v1", account, time, {
    subscription_id: `${account}-sub`,
    status: "active",
    items: [{ product: "Team", amount_minor: 1200, seats: 3 }],
    currency: "USD",
    interval: { unit: "month", count: 1 },
    ...more,
  });
}

/** Two accounts and one that was merged into another. */
async function makeFacts(): Promise<void> {
  const events = [
    subscription("A", "2026-01-05T00:00:00Z", { status: "trialing" }),
    subscription("A", "2026-01-15T00:00:00Z"),
    subscription("A", "2026-03-05T00:00:00Z", { cancel_at_period_end: true }),
    subscription("B", "2026-01-05T00:00:00Z"),
    subscription("C", "2026-01-05T00:00:00Z"),
    validEvent("account.account_merged.v1", "B", "2026-02-01T00:00:00Z", { merged_account: "C" }),
  ];
  await arrive(
    store,
    events.map((event) => ({ event, knownAt: new Date(event.timeMs).toISOString() })),
  );
  await settle(store);
}

/** Rows as the release before this one left them: the new columns are empty. */
async function emptyNewColumns(accounts: string): Promise<void> {
  await store.tables.command(
    `INSERT INTO mimamori.revenue
     SELECT * REPLACE ([] AS movement_causes, [] AS contract_states, [] AS leavings, NULL AS leads_since, '' AS definition, version + 1 AS version)
     FROM (SELECT * FROM mimamori.revenue FINAL WHERE account IN (${accounts}))`,
  );
}

test("facts from before a release are made anew once, and then left alone", async () => {
  await makeFacts();
  const { revenue: whole } = await factsOf(store);
  await emptyNewColumns("'A', 'B', 'C'");
  expect((await factsOf(store)).revenue).not.toEqual(whole);

  await markOutdatedRevenue(store);
  await settle(store);
  expect((await factsOf(store)).revenue).toEqual(whole);

  await markOutdatedRevenue(store);
  expect((await countPendingMarks(store)).size).toBe(0);
});

test("a start that was killed while it brought facts up to date is finished by the next", async () => {
  await makeFacts();
  const { revenue: whole } = await factsOf(store);
  await emptyNewColumns("'A', 'B', 'C'");
  // One account is made anew, and its mark is not; the others' marks were written twice.
  await markOutdatedRevenue(store);
  await recomputePending(store, { partitions: 0, limit: 1 });
  await markOutdatedRevenue(store);
  await settle(store);
  expect((await factsOf(store)).revenue).toEqual(whole);
});

test("another rate, time zone or rule about churn is another definition", async () => {
  await makeFacts();
  const { currencies } = store;
  const changed: FactsStore[] = [
    { ...store, timeZone: "Europe/Berlin" },
    { ...store, currencies: { ...currencies, ratesToReporting: { USD: 160 } } },
    {
      ...store,
      currencies: { ...currencies, revenue: { ...currencies.revenue, churnDate: "cancellation" } },
    },
  ];
  for (const other of changed) {
    await markOutdatedRevenue(other);
    expect((await countPendingMarks(store)).get("revenue")).toBe(2);
    await settle(other);
    await markOutdatedRevenue(other);
    expect((await countPendingMarks(store)).size).toBe(0);
  }
  expect((await factsOf(store)).revenue?.[0]).toMatchObject({
    account: "A",
    churned_on: "2026-03-05",
  });
});

test("the new columns tell states, causes, leavings and the lead of an account", async () => {
  await makeFacts();
  const [row] = (await factsOf(store)).revenue ?? [];
  expect(row).toMatchObject({
    account: "A",
    movement_causes: [{ product: "1800" }],
    leavings: [{ known_at: "2026-03-05T00:00:00.000Z", back_at: null }],
    leads_since: "2026-01-05",
    contract_states: [
      { status: "trialing", mrr_minor: "0", seats: 3, leaving: 1 },
      { status: "active", mrr_minor: "1800", term_months: 1, discount_share: 0, leaving: 0 },
      { from_at: "2026-03-05T00:00:00.000Z", known_at: "2026-03-05T00:00:00.000Z", leaving: 1 },
    ],
  });
});
