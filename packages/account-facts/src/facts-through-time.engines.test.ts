import { attachSharedEngines } from "@mimamori/local-engines/testing";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { factsAsOf } from "./facts-as-of.ts";
import { factsThroughTime } from "./facts-through-time.ts";
import { FACT_TABLES } from "./families.ts";
import { arrive, emptyTables, factsOf, openStore, settle } from "./facts-fixture.ts";
import type { FactsStore } from "./facts-store.ts";
import { arrivalsOf, history } from "./history-fixture.ts";
import type { FactFamily } from "./touched-buckets.ts";

const START_MS = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;

/** Together they are all accounts. */
const HALVES = ["cityHash64(account) % 2 = 0", "cityHash64(account) % 2 = 1"];

let store: FactsStore;
let serial = 0;

beforeAll(async () => {
  store = await openStore(attachSharedEngines(inject("sharedEngines")));
});
beforeEach(() => emptyTables(store));
afterAll(() => store.tables.close());

async function seenThroughTime(moments: readonly Date[]) {
  const facts = await factsThroughTime(store, { runId: `t${serial++}`, moments });
  const seen = [];
  for (const moment of moments) {
    const { source } = facts.at(moment);
    seen.push(await factsOf(store, { source: (family) => source(family as FactFamily) }));
  }
  const during = facts.during(moments);
  for (const [index, one] of seen.entries()) {
    const source = (family: string) => `(
      SELECT * EXCEPT (first_moment, end_moment) FROM (${HALVES.map((accounts) => `SELECT * FROM ${during(family as FactFamily, { accounts })} AS half`).join(" UNION ALL ")})
      WHERE first_moment <= ${index} AND end_moment > ${index})`;
    expect(await factsOf(store, { source })).toEqual(one);
  }
  await facts.drop();
  return seen;
}

/** The same, moment by moment. */
async function seenOneByOne(moments: readonly Date[]) {
  const seen = [];
  for (const asOf of moments) {
    const facts = await factsAsOf(store, { runId: `o${serial++}`, asOf, accounts: "all" });
    seen.push(await factsOf(store, { source: (family) => facts.source(family as FactFamily) }));
    await facts.drop();
  }
  return seen;
}

const moments = fc
  .uniqueArray(fc.integer({ min: 12, max: 7 * 24 }), { minLength: 3, maxLength: 3 })
  .map((hours) =>
    hours
      .sort((left, right) => left - right)
      .map((hour) => new Date(START_MS + hour * HOUR_MS - 1)),
  );

test("each moment sees, of every family, read alone or with the others, what a run as of then sees, whatever became known or was taken back since", async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(history.chain(arrivalsOf), moments), async ([batches, asked]) => {
      await emptyTables(store);
      await arrive(store, batches.flat());
      await settle(store);
      const seen = await seenThroughTime(asked);
      // When a bucket last changed is told of the present, not of the moment.
      const comparable = (all: typeof seen) =>
        JSON.parse(
          JSON.stringify(all, (key, value: unknown) => (key === "max_known_at" ? 0 : value)),
        ) as unknown;
      expect(comparable(seen)).toEqual(comparable(await seenOneByOne(asked)));
    }),
    { numRuns: 2, endOnFailure: true },
  );
});

test("nothing is left behind", async () => {
  await seenThroughTime([new Date(START_MS), new Date(START_MS + HOUR_MS)]);
  const tables = ["recompute_buckets", "recompute_members", "account_subjects_at_moments"];
  for (const table of [...tables, ...FACT_TABLES.map(({ family }) => `${family}_as_of`)]) {
    expect(await store.tables.query(`SELECT * FROM mimamori.${table}`)).toEqual([]);
  }
});
