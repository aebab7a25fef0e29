/**
 * Tables churn_models and model_reports: what was learned, and how good it was found.
 *
 * In: a training's outcome. Out: one row each, the same whenever the same is learned again. After a crash: a model without its row
 * was never used, and is trained again.
 */
import { createHash } from "node:crypto";
import type { BacktestReport, ChurnModel } from "@mimamori/churn-risk";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";
import { churnFeaturePlan } from "./feature-plan.ts";
import type { ChurnFeaturePlan } from "./feature-plan.ts";

/** What a training found. */
export interface TrainedModel {
  readonly trainedAsOf: Date;
  readonly verdict: "published" | "no predictive signal" | "too few events";
  /** In a sentence. */
  readonly why: string;
  readonly plan: ChurnFeaturePlan;
  /** Null: too few events. It is kept when it may not be shown, for people who want to know why. */
  readonly model: ChurnModel | null;
}

/** A model as it is kept. */
export interface KeptModel extends TrainedModel {
  /** Hash of the content. */
  readonly version: string;
  /** How much there was to learn from: see history-size.ts. */
  readonly historySize: number;
}

/** What a training counts. */
export interface TrainingCounts {
  readonly rows: number;
  readonly events: number;
  readonly accounts: number;
  readonly sampledShare: number;
  readonly tier: string;
  /** See history-size.ts. */
  readonly historySize: number;
}

/** A line of the logit, with its words. */
export interface ReasonLine {
  readonly name: string;
  readonly template: string;
}

const DIGITS = 16;

/** The version that content gets: the same for the same. */
function versionOf(trained: TrainedModel): string {
  return createHash("sha256").update(JSON.stringify(trained)).digest("hex").slice(0, DIGITS);
}

/** Keeps a model, and the report of its training. */
export async function keepModel(
  tables: ClickhouseTables,
  trained: TrainedModel,
  counts: TrainingCounts,
  reasons: readonly ReasonLine[],
  report: BacktestReport,
): Promise<KeptModel> {
  const version = versionOf(trained);
  const { trainedAsOf, verdict, why, plan, model } = trained;
  const asOf = trainedAsOf.toISOString();
  const reportRow = {
    report_id: version,
    kind: "training",
    as_of: asOf,
    model_version: version,
    report: JSON.stringify(report),
  };
  await tables.insertRows("mimamori.model_reports", keysOf(reportRow), [reportRow]);
  const row = {
    model_version: version,
    trained_as_of: asOf,
    verdict,
    why,
    tier: counts.tier,
    rows: counts.rows,
    events: counts.events,
    accounts: counts.accounts,
    sampled_share: counts.sampledShare,
    history_size: counts.historySize,
    reasons,
    model: JSON.stringify({ plan, model }),
  };
  await tables.insertRows("mimamori.churn_models", keysOf(row), [row]);
  return { ...trained, version, historySize: counts.historySize };
}

function keysOf<Row extends object>(row: Row): (keyof Row & string)[] {
  return Object.keys(row) as (keyof Row & string)[];
}

const modelRow = z.object({
  model_version: z.string(),
  trained_as_of: z.string(),
  verdict: z.enum(["published", "no predictive signal", "too few events"]),
  why: z.string(),
  history_size: z.number(),
  model: z.string(),
});

/** What is kept was written by keepModel: of the model itself only its format is checked. */
const content = z.object({
  plan: churnFeaturePlan,
  model: z.custom<ChurnModel>((value) => (value as ChurnModel | null)?.format === 1).nullable(),
});

/** The newest model trained as of a time from `from` to `to`. */
export async function findModel(
  tables: ClickhouseTables,
  from: Date,
  to: Date,
): Promise<KeptModel | undefined> {
  const [row] = await tables.query(
    `SELECT model_version, trained_as_of, toString(verdict) AS verdict, why, history_size, model
     FROM mimamori.churn_models FINAL
     WHERE trained_as_of BETWEEN {from:DateTime64(3)} AND {to:DateTime64(3)}
     ORDER BY trained_as_of DESC, trained_at DESC, model_version LIMIT 1`,
    { from, to },
    modelRow,
  );
  if (row === undefined) return undefined;
  const { plan, model } = content.parse(JSON.parse(row.model));
  const { model_version: version, verdict, why, history_size: historySize } = row;
  const trainedAsOf = new Date(row.trained_as_of);
  return { version, trainedAsOf, verdict, why, historySize, plan, model };
}
