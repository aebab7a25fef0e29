import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import type { ValidEvent } from "@mimamori/event-contracts";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { validEvent } from "./event-fixture.ts";
import { factsAsOf } from "./facts-as-of.ts";
import { arrive, emptyTables, factsOf, openStore, settle } from "./facts-fixture.ts";
import type { FactsStore } from "./facts-store.ts";

let store: FactsStore;

beforeAll(async () => {
  store = await openStore(attachSharedEngines(inject("sharedEngines")));
});
beforeEach(() => emptyTables(store));
afterAll(() => store.tables.close());

const on = (day: number): string => new Date(Date.UTC(2026, 0, day)).toISOString();

function set(day: number, more: object = {}, account = "A"): ValidEvent {
  return validEvent("account.override_set.v1", account, on(day), {
    override_id: "o",
    target: "health_score",
    value: 80,
    reason: "service hold",
    author: "ann",
    expires_at: on(20),
    ...more,
  });
}

const cleared = (day: number): ValidEvent =>
  validEvent("account.override_cleared.v1", "A", on(day), { override_id: "o", author: "bo" });

async function happen(...events: ValidEvent[]): Promise<unknown[] | undefined> {
  const arrivals = events.map((event) => ({
    event,
    knownAt: new Date(event.timeMs).toISOString(),
  }));
  await arrive(store, arrivals);
  await settle(store);
  return (await factsOf(store))["overrides"];
}

test("an override keeps what it says, who said it, why and until when", async () => {
  expect(await happen(set(2))).toMatchObject([
    {
      account: "A",
      override_id: "o",
      target: "health_score",
      measure: "",
      value: "80",
      reason: "service hold",
      author: "ann",
      set_at: on(2),
      expires_at: on(20),
      cleared_at: null,
      cleared_by: "",
    },
  ]);
});

test("a name, a fraction and an exclusion keep their value; an exclusion's is empty", async () => {
  const rows = await happen(
    set(2, { override_id: "a", target: "health_band", value: "healthy" }),
    set(2, { override_id: "b", value: 72.5 }),
    set(2, { override_id: "c", target: "measure", measure: "nps", value: null }),
  );
  expect(rows).toMatchObject([
    { override_id: "a", value: "healthy" },
    { override_id: "b", value: "72.5" },
    { override_id: "c", value: "", measure: "nps" },
  ]);
});

test("clearing ends it and says by whom; setting it again after that begins anew", async () => {
  expect(await happen(set(2), cleared(4))).toMatchObject([
    { cleared_at: on(4), cleared_by: "bo", value: "80" },
  ]);
  expect(await happen(set(6, { value: 30 }))).toMatchObject([
    { cleared_at: null, cleared_by: "", value: "30", set_at: on(6) },
  ]);
});

test("what was cleared without ever having been set is nothing", async () => {
  expect(await happen(cleared(4))).toEqual([]);
});

test("as of a day before it was cleared it stands as it stood then", async () => {
  await happen(set(2), cleared(4));
  const facts = await factsAsOf(store, { runId: "run", asOf: new Date(on(3)), accounts: "all" });
  const rows = await facts.read(() =>
    store.tables.query(`SELECT value, cleared_at FROM ${facts.source("overrides")}`),
  );
  await facts.drop();
  expect(rows).toEqual([{ value: "80", cleared_at: null }]);
});

test("an override of an account that was merged goes on at the one that took it over", async () => {
  const merge = validEvent("account.account_merged.v1", "B", on(5), { merged_account: "A" });
  expect(await happen(set(2), merge)).toMatchObject([{ account: "B", override_id: "o" }]);
});
