import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { validEvent } from "./event-fixture.ts";
import { factsAsOf } from "./facts-as-of.ts";
import type { FactsAsOfOptions } from "./facts-as-of.ts";
import { arrive, emptyTables, factsOf, openStore, settle } from "./facts-fixture.ts";
import type { Arrival } from "./facts-fixture.ts";
import type { FactsStore } from "./facts-store.ts";
import type { FactFamily } from "./touched-buckets.ts";
import { arrivalsOf, cleanArrivals, history } from "./history-fixture.ts";

let store: FactsStore;
let serial = 0;

beforeAll(async () => {
  store = await openStore(attachSharedEngines(inject("sharedEngines")));
});
beforeEach(() => emptyTables(store));
afterAll(() => store.tables.close());

/** What a run as of a time sees, without max_known_at: that says when facts were settled, not what they are. */
async function seenAsOf(asOf: string, accounts: FactsAsOfOptions["accounts"] = "all") {
  const facts = await factsAsOf(store, {
    runId: `run-${serial++}`,
    asOf: new Date(asOf),
    accounts,
  });
  const seen = await facts.read(() =>
    factsOf(store, { source: (family) => facts.source(family as FactFamily) }),
  );
  await facts.drop();
  return withoutBounds(seen);
}

function withoutBounds(facts: Record<string, unknown[]>) {
  return Object.fromEntries(
    Object.entries(facts).map(([family, rows]) => [
      family,
      rows.map((row) => ({ ...(row as object), max_known_at: undefined })),
    ]),
  );
}

function on(day: number, hour = 12): string {
  return new Date(Date.UTC(2026, 0, day, hour)).toISOString();
}

function known(event: Arrival["event"], knownAt = new Date(event.timeMs).toISOString()): Arrival {
  return { event, knownAt };
}

const use = (subject: string, time: string, quantity = 1) =>
  validEvent("usage.feature_used.v1", subject, time, { feature: "export", user: "7", quantity });
const ticket = (subject: string, time: string, status: string) =>
  validEvent("engagement.ticket_changed.v1", subject, time, {
    ticket_id: "t",
    status,
    opened_at: on(1),
  });
const subscription = (subject: string, time: string, amount: number) =>
  validEvent("billing.subscription_changed.v1", subject, time, {
    subscription_id: "s",
    status: "active",
    items: [{ product: "p", amount_minor: amount }],
    currency: "JPY",
    interval: { unit: "month", count: 1 },
  });

const EARLY = [
  known(use("A", on(1))),
  known(use("B", on(1))),
  known(use("user:7", on(2))),
  known(ticket("A", on(1), "open")),
  known(subscription("A", on(1), 100)),
  known(validEvent("account.user_linked.v1", "B", on(2), { user: "7" })),
  known(validEvent("account.profile_changed.v1", "A", on(1), { name: "Ada" })),
];

/** All that becomes known after 5 January. */
const LATER: Record<string, Arrival[]> = {
  "events that come late": [known(use("A", on(1, 13)), on(6)), known(use("B", on(3)), on(6))],
  duplicates: EARLY.map(({ event }) => known(event, on(7))),
  retractions: [
    known(retraction(EARLY[0]!.event, on(6))),
    known(retraction(EARLY[5]!.event, on(6))),
  ],
  "a merge": [known(validEvent("account.account_merged.v1", "B", on(6), { merged_account: "A" }))],
  "a merge that happened before and became known after": [
    known(validEvent("account.account_merged.v1", "B", on(3), { merged_account: "A" }), on(6)),
  ],
  "a link to another account": [
    known(validEvent("account.user_linked.v1", "A", on(1), { user: "7" }), on(6)),
  ],
  "newer snapshots": [
    known(ticket("A", on(6), "solved")),
    known(subscription("A", on(6), 300)),
    known(validEvent("account.profile_changed.v1", "A", on(6), { name: "Bo" })),
  ],
};

function retraction(of: Arrival["event"], when: string): Arrival["event"] {
  const { subject, timeMs, source, id } = of;
  const retracted = { subject, time: new Date(timeMs).toISOString(), source, id };
  return validEvent("account.event_retracted.v1", "A", when, { retracted });
}

describe("facts as of a time stay the same", () => {
  test.each(Object.entries(LATER))("after %s", async (_, later) => {
    await arrive(store, EARLY);
    await settle(store);
    const before = await seenAsOf(on(5));
    expect(before).toEqual(withoutBounds(await factsOf(store)));
    await arrive(store, later);
    await settle(store);
    expect(await seenAsOf(on(5))).toEqual(before);
  });

  test("after anything at all: they are what a clean run over the events known by then makes", async () => {
    const world = history.chain((events) => arrivalsOf(events));
    const asOf = fc.integer({ min: 1, max: 8 }).map((day) => on(day));
    await fc.assert(
      fc.asyncProperty(world, asOf, async (batches, time) => {
        await emptyTables(store);
        for (const batch of batches) await arrive(store, batch);
        await settle(store);
        const seen = await seenAsOf(time);

        await emptyTables(store);
        const clean = cleanArrivals(batches.flat());
        const inTime = clean.filter(
          ({ event, knownAt }) => knownAt <= time && event.timeMs <= Date.parse(time),
        );
        await arrive(store, inTime);
        await settle(store);
        expect(seen).toEqual(withoutBounds(await factsOf(store)));
      }),
      { numRuns: 4 },
    );
  }, 600_000);
});

describe("a day that is not over at the time", () => {
  test("counts what had happened by then", async () => {
    await arrive(store, [known(use("A", on(1, 10), 1)), known(use("A", on(1, 12), 5))]);
    await settle(store);
    const { usage_days: days } = await seenAsOf(on(1, 11));
    expect(days).toMatchObject([{ account: "A", quantities: { export: 1 } }]);
  });
});

describe("a run that reads while facts go on changing", () => {
  test("sees the facts of its time in every query", async () => {
    await arrive(store, EARLY);
    await settle(store);
    const facts = await factsAsOf(store, {
      runId: "steady",
      asOf: new Date(on(5)),
      accounts: "all",
    });
    const source = (family: string) => facts.source(family as FactFamily);
    const first = withoutBounds(await facts.read(() => factsOf(store, { source })));
    for (const later of Object.values(LATER)) {
      await arrive(store, later);
      await settle(store);
      const again = withoutBounds(await facts.read(() => factsOf(store, { source })));
      expect(again).toEqual(first);
    }
    await facts.drop();
  });

  test("never misses a bucket that a recompute replaced unseen: the query fails, and is repeated", async () => {
    await arrive(store, EARLY);
    await settle(store);
    const facts = await factsAsOf(store, {
      runId: "raced",
      asOf: new Date(on(5)),
      accounts: "all",
    });
    const source = (family: string) => facts.source(family as FactFamily);
    const first = withoutBounds(await facts.read(() => factsOf(store, { source })));
    // A pass that had looked for open runs before this one opened keeps nothing for it.
    await store.tables.command("TRUNCATE TABLE mimamori.as_of_runs");
    await arrive(store, Object.values(LATER).flat());
    await settle(store);
    await expect(factsOf(store, { source })).rejects.toThrow("moved past the time");
    expect(withoutBounds(await facts.read(() => factsOf(store, { source })))).toEqual(first);
    await facts.drop();
  });

  test("leaves nothing behind", async () => {
    await arrive(store, [...EARLY, ...Object.values(LATER).flat()]);
    await settle(store);
    await seenAsOf(on(5), ["A"]);
    const left = await store.tables.query<{ table: string }>(
      `SELECT DISTINCT table FROM system.parts
       WHERE database = 'mimamori' AND active AND rows > 0
         AND (endsWith(table, '_as_of') OR startsWith(table, 'recompute_'))`,
    );
    expect(left).toEqual([]);
  });
});

test("a run about some accounts sees theirs as of its time", async () => {
  await arrive(store, EARLY);
  await settle(store);
  const before = await seenAsOf(on(5));
  await arrive(store, Object.values(LATER).flat());
  await settle(store);
  const { usage_days: days } = await seenAsOf(on(5), ["B"]);
  const ofB = (rows: readonly object[] = []) =>
    rows.filter((row) => "account" in row && row.account === "B");
  expect(ofB(days)).toEqual(ofB(before["usage_days"]));
});

test("a run's name that could not be a partition is refused", async () => {
  const options = { runId: "it's", asOf: new Date(), accounts: "all" } as const;
  await expect(factsAsOf(store, options)).rejects.toMatchObject({ code: "RUN_ID_INVALID" });
});
