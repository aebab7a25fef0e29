/**
 * Trains a company's churn model as of a time, and judges it on later data.
 *
 * In: facts as of then. Out: the model with its verdict and report, kept. Deterministic: the same history gives the same model. After
 * a crash: nothing is kept; what was staged is dropped a day later.
 */
import { randomBytes } from "node:crypto";
import { factsAsOf } from "@mimamori/account-facts";
import type { FactsAsOf, FactsStore } from "@mimamori/account-facts";
import {
  forecastsOf,
  judge,
  reportForecasts,
  reportSegments,
  seededRandom,
  trainingOf,
} from "@mimamori/churn-risk";
import type {
  BacktestReport,
  BacktestResult,
  ChurnDataset,
  Judgement,
  TrainingResult,
} from "@mimamori/churn-risk";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { Company } from "@mimamori/company-config";
import { daysInTimeZone } from "@mimamori/revenue-movements";
import { buildChurnDataset } from "./churn-dataset.ts";
import type { SampledDataset } from "./churn-dataset.ts";
import { readFeaturePlan } from "./feature-plan.ts";
import { readHistorySize } from "./history-size.ts";
import { keepModel } from "./model-store.ts";
import type { KeptModel, TrainedModel } from "./model-store.ts";
import { compute } from "./on-thread.ts";
import { reasonLines } from "./reason-lines.ts";

const SEED = "gate";

/** Trains with what was known by `asOf`. @throws the reason of `signal` when it is aborted */
export async function trainAsOf(
  tables: ClickhouseTables,
  company: Company,
  asOf: Date,
  signal: AbortSignal,
): Promise<KeptModel> {
  const store: FactsStore = { tables, timeZone: company.timeZone, currencies: company };
  const runId = `train-${randomBytes(6).toString("hex")}`;
  const facts = await factsAsOf(store, { runId, asOf, accounts: "all" });
  try {
    return await trainOnFacts({ store, company, facts, runId, asOf, signal });
  } finally {
    await facts.drop();
  }
}

interface Training {
  readonly store: FactsStore;
  readonly company: Company;
  readonly facts: FactsAsOf;
  readonly runId: string;
  readonly asOf: Date;
  readonly signal: AbortSignal;
}

async function trainOnFacts(training: Training): Promise<KeptModel> {
  const startedMs = Date.now();
  const { store, company, facts, asOf } = training;
  const { tables, timeZone } = store;
  const asOfDay = daysInTimeZone(timeZone).dayOf(asOf.getTime() + 1);
  // Before the facts are read: what comes in from now on is more than this model has seen.
  const historySize = await readHistorySize(tables, asOf);
  const plan = await facts.read(() => readFeaturePlan(tables, facts, asOfDay, timeZone));
  const sampled = await buildChurnDataset({ ...training, plan, lead: "spread" });
  const { dataset, sampledShare } = sampled;
  const [result, rolling] = await Promise.all([
    compute("trainChurnModel", [dataset, { asOfDay }], training.signal),
    compute("backtestRolling", [dataset], training.signal),
  ]);
  const { judgement, report } = judgeModel(sampled, rolling, asOf);
  const trained: TrainedModel = { trainedAsOf: asOf, plan, ...outcomeOf(result, judgement) };
  const counts = { ...countsOf(dataset, result), sampledShare, historySize };
  const lines = trained.model === null ? [] : reasonLines(trained.model, company);
  const seconds = (Date.now() - startedMs) / 1000;
  return keepModel(tables, trained, counts, lines, { ...report, seconds });
}

function outcomeOf(
  result: TrainingResult,
  judgement: Judgement,
): Pick<TrainedModel, "model" | "verdict" | "why"> {
  if (result.status !== "trained") {
    return { model: null, verdict: "too few events", why: result.why };
  }
  return { model: result.model, verdict: judgement.verdict, why: judgement.why };
}

function countsOf({ accounts }: ChurnDataset, result: TrainingResult) {
  if (result.status === "trained") return result.model.training;
  const { rows, events } = result;
  return { rows, events, accounts: accounts.length, tier: "too few" };
}

/** The gate, by the last months of which the outcome is known. */
function judgeModel(
  { dataset, noticeDayOf }: SampledDataset,
  rolling: BacktestResult,
  asOf: Date,
): { judgement: Judgement; report: Omit<BacktestReport, "seconds"> } {
  const judgement = judge(dataset, rolling, seededRandom(SEED));
  const subject = { name: "churn-risk", lead: null, horizonDays: null } as const;
  const forecasts = forecastsOf(dataset, rolling, noticeDayOf);
  const report = {
    asOf: asOf.toISOString(),
    split: null,
    models: [reportForecasts(subject, forecasts, { judgement, ...trainingOf(rolling) })],
    segments: reportSegments(subject, forecasts),
  };
  return { judgement, report };
}
