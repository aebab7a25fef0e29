import { factsAsOf } from "@mimamori/account-facts";
import type { FactsAsOf, FactsStore } from "@mimamori/account-facts";
import { leadDaysOf, snapshotAt } from "@mimamori/churn-risk";
import type { ChurnDataset } from "@mimamori/churn-risk";
import { daysInTimeZone } from "@mimamori/revenue-movements";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeReportingSettings } from "../reporting-settings.ts";
import { runScores } from "../run.ts";
import { arrive, config, dayAt, startEmpty, tables } from "../scoring-fixture.ts";
import type { Arrival } from "../scoring-fixture.ts";
import { buildChurnDataset } from "./churn-dataset.ts";
import { readChurnFeatures } from "./churn-features.ts";
import { churningCompany, LAST_DAY, laterNews } from "./churning-company-fixture.ts";
import { modelOfWeek } from "./choose-model.ts";
import { readContractHistories } from "./contract-histories.ts";
import { readFeaturePlan } from "./feature-plan.ts";
import type { ChurnFeaturePlan } from "./feature-plan.ts";
import { trainAsOf } from "./train-churn.ts";

const { company } = config;
const store: FactsStore = { tables, timeZone: company.timeZone, currencies: company };
const days = daysInTimeZone(company.timeZone);
const signal = new AbortController().signal;
const settledAt = dayAt(LAST_DAY + 40);
const asOf = endOf(LAST_DAY);
let serial = 0;

/** The last millisecond of a company day. */
function endOf(daysAfterStart: number): Date {
  return new Date(days.startOfDayMs(days.dayOf(Date.parse(dayAt(daysAfterStart))) + 1) - 1);
}

async function withFacts<T>(
  at: Date,
  work: (facts: FactsAsOf, runId: string) => Promise<T>,
): Promise<T> {
  const runId = `test-${serial++}`;
  const facts = await factsAsOf(store, { runId, asOf: at, accounts: "all" });
  try {
    return await work(facts, runId);
  } finally {
    await facts.drop();
  }
}

function planOf(facts: FactsAsOf): Promise<ChurnFeaturePlan> {
  const day = days.dayOf(asOf.getTime() + 1);
  return facts.read(() => readFeaturePlan(tables, facts, day, company.timeZone));
}

function datasetAsOf(at: Date, lead: number | "spread"): Promise<ChurnDataset> {
  return withFacts(at, async (facts, runId) => {
    const request = { store, facts, runId, asOf: at, plan: await planOf(facts), lead, signal };
    return (await buildChurnDataset(request)).dataset;
  });
}

async function runAsOf(kind: "as-of" | "live", at: Date): Promise<string> {
  const request = { kind, scope: "all", accounts: "all", factsVersion: "0", asOf: at } as const;
  return (await runScores(tables, config, request, signal)).runId;
}

/** What a run says of each account. */
async function risksAsOf(kind: "as-of" | "live"): Promise<Record<string, unknown>[]> {
  const runId = await runAsOf(kind, asOf);
  return tables.query(
    "SELECT * EXCEPT (run_id) FROM mimamori.churn_risk FINAL WHERE run_id = {runId:String} ORDER BY account",
    { runId },
  );
}

/** The same events in another order, each twice. */
function shuffledAndDoubled(arrivals: readonly Arrival[]): Arrival[] {
  return [...arrivals, ...arrivals]
    .map((one, index) => ({ one, key: (index * 7919) % 10_007 }))
    .sort((left, right) => left.key - right.key)
    .map(({ one }) => one);
}

beforeAll(async () => {
  await startEmpty();
  await writeReportingSettings(tables, company);
  await arrive(churningCompany(), settledAt);
}, 300_000);
afterAll(() => tables.close());

test("a model that beats the average rate is published, and tells who went quiet from who did not", async () => {
  const rows = await risksAsOf("live");
  expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(["scored", "closed"]));
  const shown = await tables.query<{ quiet: boolean; risk: number }>(
    `SELECT days_since_use > 21 AS quiet, avg(churn_within_30_days) AS risk FROM cs.churn_risk AS risks
     INNER JOIN (SELECT account, dateDiff('day', max(day), toDate({asOf:DateTime64(3)})) AS days_since_use
                 FROM mimamori.usage_days FINAL GROUP BY account) AS used USING (account)
     WHERE status = 'scored' GROUP BY quiet ORDER BY quiet`,
    { asOf },
  );
  expect(shown).toHaveLength(2);
  expect(shown[1]?.risk).toBeGreaterThan(2 * (shown[0]?.risk ?? 1));
});

test("the reasons of an account sum to its logit, in words with the values put in", async () => {
  const sums = await tables.query<{ logit: number; sum: number; lines: string }>(
    `SELECT any(logit) AS logit, sum(contribution) AS sum, count() AS lines
     FROM cs.churn_risk INNER JOIN cs.churn_reasons USING (account) GROUP BY account`,
  );
  expect(sums.length).toBeGreaterThan(30);
  for (const { logit, sum } of sums) expect(sum).toBeCloseTo(logit, 12);
  const [first] = await tables.query<{ place: number; name: string }>(
    "SELECT place, name FROM cs.churn_reasons ORDER BY account, place LIMIT 1",
  );
  expect(first).toEqual({ place: 1, name: "base" });
  const unfilled = await tables.query("SELECT * FROM cs.churn_reasons WHERE match(reason, '[{}]')");
  expect(unfilled).toEqual([]);
});

test("scoring an account on a day makes the features that training makes of that account and day", async () => {
  const lead = leadDaysOf("account-001", "spread");
  const dataset = await datasetAsOf(asOf, lead);
  const account = dataset.accounts.indexOf("account-001");
  const row = dataset.accountOfRow.lastIndexOf(account);
  const at = new Date(days.startOfDayMs(dataset.day[row] ?? 0) - 1);
  const plan = await withFacts(asOf, planOf);
  const scored = await withFacts(at, async (facts, runId) => {
    const where = "account = 'account-001'";
    const histories = await readContractHistories(tables, facts, where, at);
    const history = histories.get("account-001") ?? { states: [], leavings: [] };
    const state = snapshotAt(history, { days, asOfMs: at.getTime() });
    if (state.status !== "scored") throw new Error(state.status);
    const request = { store, facts, plan, batch: `${runId}.x`, where, mayHaveChanged: false };
    return readChurnFeatures(request, [{ account: "account-001", snapshot: state.snapshot }]);
  });
  const width = dataset.columns.length;
  expect([...scored]).toEqual([...dataset.values.slice(row * width, (row + 1) * width)]);
});

test("a month later who left is held against who was expected to, and features against those of the training", async () => {
  const [forecast] = await tables.query<{ run_id: string }>(
    "SELECT DISTINCT run_id FROM cs.churn_risk",
  );
  await runAsOf("live", endOf(LAST_DAY + 31));
  const drift = await tables.query<{
    kind: string;
    name: string;
    value: number;
    lower: number | null;
    upper: number;
    alarm: string;
  }>("SELECT kind, name, value, lower, upper, alarm FROM cs.churn_drift");
  const [ratio, ...others] = drift.filter(({ kind }) => kind === "observed-over-expected");
  expect(others).toEqual([]);
  expect(ratio?.name).toBe(forecast?.run_id);
  expect(ratio?.upper).toBeGreaterThan(ratio?.value ?? Infinity);
  // Nobody has used the product since.
  const lastUse = drift.find(({ name }) => name === "days_since_last_use");
  expect(lastUse).toMatchObject({ kind: "psi", alarm: "alarm" });
});

test("what becomes known later, and the same events shuffled and doubled, change no feature, no model and no score", async () => {
  const before = { dataset: await datasetAsOf(asOf, "spread"), rows: await risksAsOf("as-of") };
  const knownAt = dayAt(LAST_DAY + 10);
  await arrive([...shuffledAndDoubled(churningCompany()), ...laterNews(knownAt)], settledAt);
  expect(await datasetAsOf(asOf, "spread")).toEqual(before.dataset);
  const [kept] = await tables.query<{ model_version: string; trained_as_of: string }>(
    "SELECT model_version, trained_as_of FROM mimamori.churn_models FINAL ORDER BY trained_as_of LIMIT 1",
  );
  const again = await trainAsOf(tables, company, new Date(kept?.trained_as_of ?? 0), signal);
  expect(again.version).toBe(kept?.model_version);
  expect(await risksAsOf("as-of")).toEqual(before.rows);
});

test("a model is kept while a company lives on, and trained again when history is imported behind it", async () => {
  const kept = await modelOfWeek(tables, company, asOf, signal);
  expect((await modelOfWeek(tables, company, asOf, signal)).historySize).toBe(kept.historySize);
  const imported = churningCompany().map(({ event, knownAt }) => ({
    event: { ...event, subject: `imported-${event.subject}`, id: `imported-${event.id}` },
    knownAt,
  }));
  await arrive(imported, settledAt);
  const again = await modelOfWeek(tables, company, asOf, signal);
  expect(again.historySize).toBeCloseTo(2 * kept.historySize, -2);
  expect(again.version).not.toBe(kept.version);
});
