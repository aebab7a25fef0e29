import { attachSharedEngines } from "@mimamori/local-engines/testing";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { factsAsOf } from "./facts-as-of.ts";
import type { FactsAsOf } from "./facts-as-of.ts";
import { factsAtMoments, MOMENT_FAMILIES, writeMoments } from "./facts-at-moments.ts";
import type { FactMoment, MomentFamily } from "./facts-at-moments.ts";
import { arrive, emptyTables, openStore, settle } from "./facts-fixture.ts";
import type { FactsStore } from "./facts-store.ts";
import { arrivalsOf, history } from "./history-fixture.ts";

const DAY_MS = 86_400_000;
const START_DAY = Date.UTC(2026, 0, 1) / DAY_MS;
const WINDOW_DAYS = 7;
/** Tuples as text: those of facts at moments have no names. */
const SHOWN: Readonly<Record<MomentFamily, string>> = {
  usage_days:
    "account, day, events, quantities, feature_events, users, sessions, milestones, last_at",
  engagement_days:
    "account, day, events, toString(surveys), interactions, messages, toString(pulses)",
  tickets: "account, ticket_id, status, opened_at, solved_at",
  invoices: "account, invoice_id, status, issued_at, amount_due_minor",
};

let store: FactsStore;
let serial = 0;

beforeAll(async () => {
  store = await openStore(attachSharedEngines(inject("sharedEngines")));
});
beforeEach(() => emptyTables(store));
afterAll(() => store.tables.close());

async function openFacts(asOfMs: number): Promise<FactsAsOf> {
  return factsAsOf(store, { runId: `r${serial++}`, asOf: new Date(asOfMs), accounts: "all" });
}

/** What each moment saw of a family, read in one go. */
async function seenAtMoments(asOfMs: number, moments: readonly FactMoment[]) {
  const facts = await openFacts(asOfMs);
  const batch = `b${serial++}`;
  await writeMoments(store, batch, moments);
  const windows = { usage_days: WINDOW_DAYS, engagement_days: WINDOW_DAYS };
  const where = "account BETWEEN 'A' AND 'C'";
  const options = { batch, where, windows, mayHaveChanged: true };
  const seen: Record<string, unknown[]> = {};
  const atMoments = await facts.read(() => factsAtMoments(store, facts, options));
  for (const family of MOMENT_FAMILIES) {
    const { sql, parameters } = atMoments.source(family);
    for (const { moment } of moments) {
      seen[`${moment} ${family}`] = await store.tables.query(
        `SELECT ${SHOWN[family]} FROM ${sql} AS pair WHERE moment = ${moment} ORDER BY ALL`,
        parameters,
      );
    }
  }
  await atMoments.drop();
  await facts.drop();
  return seen;
}

/** The same, moment by moment: the facts as of then. */
async function seenOneByOne(moments: readonly FactMoment[]) {
  const seen: Record<string, unknown[]> = {};
  for (const { moment, account, day, atMs } of moments) {
    const facts = await openFacts(atMs);
    for (const family of MOMENT_FAMILIES) {
      const window = family.endsWith("_days")
        ? `toUInt32(day) < ${day} AND toUInt32(day) >= ${day - WINDOW_DAYS}`
        : "1";
      seen[`${moment} ${family}`] = await store.tables.query(
        `SELECT ${SHOWN[family]} FROM ${facts.source(family)} AS source
         WHERE account = '${account}' AND ${window} ORDER BY ALL`,
      );
    }
    await facts.drop();
  }
  return seen;
}

const moments = fc
  .uniqueArray(fc.tuple(fc.constantFrom("A", "B", "C"), fc.integer({ min: 36, max: 6 * 24 })), {
    minLength: 3,
    maxLength: 4,
    selector: (one) => JSON.stringify(one),
  })
  .map((all) =>
    all.map(([account, hours], moment) => ({
      account,
      moment,
      day: START_DAY + Math.ceil(hours / 24),
      atMs: START_DAY * DAY_MS + hours * 3_600_000 - 1,
    })),
  );

test("what a moment sees is what a run as of that moment sees, whatever became known or was taken back since", async () => {
  const world = fc.tuple(history.chain(arrivalsOf), moments, fc.integer({ min: 7, max: 10 }));
  await fc.assert(
    fc.asyncProperty(world, async ([batches, asked, lastDay]) => {
      await emptyTables(store);
      await arrive(store, batches.flat());
      await settle(store);
      const asOfMs = (START_DAY + lastDay) * DAY_MS;
      expect(await seenAtMoments(asOfMs, asked)).toEqual(await seenOneByOne(asked));
    }),
    { numRuns: 4, endOnFailure: true },
  );
});

test("a batch leaves nothing behind", async () => {
  await seenAtMoments(START_DAY * DAY_MS, [
    { account: "A", moment: 1, day: START_DAY, atMs: START_DAY * DAY_MS },
  ]);
  for (const table of ["fact_moments", "account_subjects_at_moments", "recompute_buckets"]) {
    expect(await store.tables.query(`SELECT * FROM mimamori.${table}`)).toEqual([]);
  }
});
