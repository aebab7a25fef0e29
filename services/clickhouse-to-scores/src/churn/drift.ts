/**
 * Whether the model still fits: its features against those of its training, and who left against who was expected to.
 *
 * In: what a run over all accounts counted, and the forecasts of an earlier one. Out: rows of churn_drift under the run's id. After a
 * crash: written again with the same keys, or never seen.
 */
import { observedOverExpected } from "@mimamori/churn-risk";
import type { ObservedOverExpected } from "@mimamori/churn-risk";
import { z } from "zod";
import type { FeatureDrift } from "./feature-drift.ts";
import type { ChurnScoring } from "./score-churn.ts";

interface DriftRow {
  readonly kind: "psi" | "observed-over-expected";
  readonly name: string;
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly n: number;
  readonly alarm: "none" | "watch" | "alarm";
}

/** Forecasts for so many days are compared with what happened in them. */
const HORIZON_DAYS = 30;

/** Writes how far features have moved, and observed over expected of the forecasts whose 30 days are over. */
export async function writeDrift(
  scoring: ChurnScoring,
  modelVersion: string,
  drift: FeatureDrift,
): Promise<void> {
  const { store, run } = scoring;
  const ofFeatures = drift.stabilities().map(({ name, index, byChance, state }): DriftRow => {
    const alarm = state === "stable" ? "none" : state;
    return { kind: "psi", name, value: index, lower: null, upper: byChance, n: drift.rows, alarm };
  });
  const rows = [...ofFeatures, ...(await outcomesOfForecasts(scoring))].map((row) => ({
    run_id: run.runId,
    as_of: run.asOf.toISOString(),
    model_version: modelVersion,
    ...row,
  }));
  const columns = [
    "run_id",
    "as_of",
    "model_version",
    "kind",
    "name",
    "value",
    "lower",
    "upper",
    "n",
    "alarm",
  ] as const;
  await store.tables.insertRows("mimamori.churn_drift", columns, rows);
}

const forecastRow = z.object({
  run_id: z.string(),
  expected: z.number(),
  observed: z.number(),
  accounts: z.number(),
});

/** Of the last live run over all accounts whose 30 days are over: who left in them. */
async function outcomesOfForecasts({ store, facts, run }: ChurnScoring): Promise<DriftRow[]> {
  const [found] = await facts.read(() =>
    store.tables.query(
      `WITH (
         SELECT argMax((run_id, as_of), as_of) FROM mimamori.score_runs FINAL
         WHERE kind = 'live' AND scope = 'all' AND status = 'complete'
           AND as_of BETWEEN {asOf:DateTime64(3)} - INTERVAL ${2 * HORIZON_DAYS} DAY AND {asOf:DateTime64(3)} - INTERVAL ${HORIZON_DAYS} DAY
       ) AS forecast
       SELECT forecast.1 AS run_id, sum(p30) AS expected, toUInt32(countIf(has_left)) AS observed, toUInt32(count()) AS accounts
       FROM (
         SELECT account, assumeNotNull(p30) AS p30 FROM mimamori.churn_risk FINAL
         WHERE run_id = forecast.1 AND status = 'scored'
       ) AS forecasts
       LEFT ANY JOIN (
         SELECT account, arrayExists(
           one -> one.known_at > forecast.2 AND one.known_at <= forecast.2 + INTERVAL ${HORIZON_DAYS} DAY, leavings) AS has_left
         FROM ${facts.source("revenue")} AS revenue
       ) AS outcomes ON forecasts.account = outcomes.account
       HAVING accounts > 0`,
      { asOf: run.asOf },
      forecastRow,
    ),
  );
  if (found === undefined) return [];
  const range = observedOverExpected(found.observed, found.expected);
  if (range === undefined) return [];
  const value = { value: range.ratio, lower: range.lower, upper: range.upper };
  const alarm = alarmOf(found.observed, found.expected);
  return [
    { kind: "observed-over-expected", name: found.run_id, ...value, n: found.accounts, alarm },
  ];
}

/** What chance does in one of ten looks is nothing; in one of a hundred it is worth watching; beyond that something is wrong. */
function alarmOf(observed: number, expected: number): DriftRow["alarm"] {
  if (isRight(observedOverExpected(observed, expected, 0.9))) return "none";
  return isRight(observedOverExpected(observed, expected, 0.99)) ? "watch" : "alarm";
}

function isRight(range: ObservedOverExpected | undefined): boolean {
  return range === undefined || (range.lower <= 1 && range.upper >= 1);
}
