// The promise of the churn model where the truth is known: three companies of the simulator, through Kafka, raw rows, facts and
// features, learned from their first 18 months and asked about the next 12. What it says is held against the probabilities that the
// simulator threw its dice with.
import path from "node:path";
import { factsAsOf } from "@mimamori/account-facts";
import { backtestSplit } from "@mimamori/churn-risk";
import type { ChurnDataset } from "@mimamori/churn-risk";
import { startTestInstallation, waitForFacts } from "@mimamori/command-line/testing";
import type { TestInstallation } from "@mimamori/command-line/testing";
import { readCompanyConfig } from "@mimamori/company-config";
import { daysInTimeZone } from "@mimamori/revenue-movements";
import { connectKafkaSink, runSimulation } from "@mimamori/simulator";
import type { AccountMonth } from "@mimamori/simulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readWatermark } from "../choose-as-of.ts";
import { runScores } from "../run.ts";
import { buildChurnDataset } from "./churn-dataset.ts";
import { readFeaturePlan } from "./feature-plan.ts";
import {
  calibrationSlopeToTruth,
  expectedLogLoss,
  pairWithTruth,
  rowsOfAccounts,
} from "./truth-fixture.ts";

const SEEDS = [1, 2, 3] as const;
const ACCOUNTS = 400;
const MONTHS = 30;
const SPLIT = new Date("2025-07-01T00:00:00Z");
const UNTIL = new Date("2026-07-01T00:00:00Z");
/** So many days before its decision a month of the simulator has not begun, and the month before is over, in every segment. */
const LEAD_DAYS = 17;
const ACCOUNTS_PER_SEED = 10_000;

const config = await readCompanyConfig(path.resolve(import.meta.dirname, "../../../../config"));
const days = daysInTimeZone(config.company.timeZone);
const silent = (): void => undefined;
const months: AccountMonth[] = [];
let installation: TestInstallation;
let dataset: ChurnDataset;

async function simulateCompany(seed: number): Promise<void> {
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const sink = await connectKafkaSink(installation.kafka.brokers, log);
  const options = { seed, accounts: ACCOUNTS, months: MONTHS, untilMs: UNTIL.getTime() };
  const truth = {
    append: (some: readonly AccountMonth[]) => {
      months.push(...some);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  try {
    const firstAccount = seed * ACCOUNTS_PER_SEED;
    await runSimulation({ options: { ...options, firstAccount, usage: "weekly" }, sink, truth });
  } finally {
    await sink.close();
  }
}

async function readDataset(): Promise<ChurnDataset> {
  const { tables } = installation;
  const { company } = config;
  const store = { tables, timeZone: company.timeZone, currencies: company };
  const runId = "truth";
  const facts = await factsAsOf(store, { runId, asOf: UNTIL, accounts: "all" });
  const today = days.dayOf(UNTIL.getTime());
  const plan = await facts.read(() => readFeaturePlan(tables, facts, today, company.timeZone));
  const { signal } = new AbortController();
  const request = { store, facts, runId, asOf: UNTIL, plan, lead: LEAD_DAYS, signal };
  const built = await buildChurnDataset(request);
  await facts.drop();
  return built.dataset;
}

beforeAll(async () => {
  installation = await startTestInstallation({ on: "memory" });
  await installation.start("kafka-to-clickhouse");
  for (const seed of SEEDS) await simulateCompany(seed);
  await waitForFacts(installation.tables, Date.now());
  dataset = await readDataset();
}, 600_000);

afterAll(async () => {
  await installation.remove();
}, 60_000);

function seedOf(account: string): number {
  return Math.floor(Number(account.slice("acc-".length)) / ACCOUNTS_PER_SEED);
}

test.each(SEEDS)(
  "company %i: forecasts are calibrated to the truth, and lose at most 15 % more than the truth itself",
  (seed) => {
    const company = rowsOfAccounts(dataset, (account) => seedOf(account) === seed);
    const result = backtestSplit(company, days.dayOf(SPLIT.getTime()));
    if (result.status !== "judged") throw new Error(result.why);
    const pairs = pairWithTruth(company, result, months, days.startOfDayMs);
    expect(pairs.length).toBeGreaterThan(0.98 * result.forecasts.rows.length);
    const slope = calibrationSlopeToTruth(pairs);
    const [loss, least] = [
      expectedLogLoss(pairs, ({ forecast }) => forecast),
      expectedLogLoss(pairs, ({ truth }) => truth),
    ];
    expect(slope).toBeGreaterThanOrEqual(0.8);
    expect(slope).toBeLessThanOrEqual(1.25);
    expect(loss / least).toBeLessThanOrEqual(1.15);
  },
);

interface Paid {
  expected: number;
  days: string[];
  mrr: number[];
}

/** What an account pays per month, so many months after the split. */
function mrrIn({ days: changes, mrr }: Paid, month: number): number {
  const day = new Date(Date.UTC(SPLIT.getUTCFullYear(), SPLIT.getUTCMonth() + month, 1));
  const change = changes.findLastIndex((changedOn) => changedOn <= day.toISOString().slice(0, 10));
  return mrr[change] ?? 0;
}

function sumOver(months: number, of: (month: number) => number): number {
  return Array.from({ length: months }, (_, month) => of(month)).reduce((sum, one) => sum + one, 0);
}

/** By how much those who stay pay more each month, over the year before the split. */
function expansionBefore(paid: readonly Paid[]): number {
  const growth = sumOver(12, (month) => {
    const stayed = paid.filter((one) => mrrIn(one, month - 12) > 0 && mrrIn(one, month - 11) > 0);
    const then = stayed.reduce((sum, one) => sum + mrrIn(one, month - 12), 0);
    return Math.log(stayed.reduce((sum, one) => sum + mrrIn(one, month - 11), 0) / then);
  });
  return Math.exp(growth / 12) - 1;
}

test("the revenue that lifetime values expect of 12 months comes in, within 10 %: at the prices of then, and grown as accounts grow", async () => {
  const { tables } = installation;
  const { factsVersion = "0" } = (await readWatermark(tables)) ?? {};
  const request = { kind: "as-of", scope: "all", asOf: SPLIT, accounts: "all" } as const;
  const { runId } = await runScores(
    tables,
    config,
    { ...request, factsVersion, skipHealth: true },
    new AbortController().signal,
  );
  const paid = await tables.query<Paid>(
    `SELECT toFloat64(ifNull(valued.expected_revenue_12_months_minor, 0)) AS expected,
       arrayMap(change -> toString(change.day), mrr_days) AS days,
       arrayMap(change -> toFloat64(ifNull(change.mrr_minor, 0)), mrr_days) AS mrr
     FROM (SELECT account, mrr_days FROM mimamori.revenue FINAL) AS revenue
     LEFT JOIN (SELECT * FROM mimamori.account_lifetime_values FINAL WHERE run_id = {runId:String}) AS valued USING (account)`,
    { runId },
  );
  const expected = paid.reduce((sum, one) => sum + one.expected, 0);
  const ofThen = paid.filter((one) => one.expected > 0);
  const sum = (of: (one: Paid, month: number) => number): number =>
    sumOver(12, (month) => ofThen.reduce((total, one) => total + of(one, month), 0));
  const atPricesOfThen = sum((one, month) => (mrrIn(one, month) > 0 ? mrrIn(one, 0) : 0));
  const realised = sum(mrrIn);
  const growth = sumOver(12, (month) => (1 + expansionBefore(paid)) ** month) / 12;
  expect(expected / atPricesOfThen).toBeGreaterThan(0.9);
  expect(expected / atPricesOfThen).toBeLessThan(1.1);
  expect((expected * growth) / realised).toBeGreaterThan(0.9);
  expect((expected * growth) / realised).toBeLessThan(1.1);
}, 300_000);
