/**
 * Whether the model still fits: its features against those of its training, and who left against who was expected to.
 *
 * In: what a run over all accounts counted, and the forecasts of earlier ones. Out: rows of churn_drift under the run's id. After a
 * crash: written again with the same keys, or never seen.
 */
import { isOutOfLine, observedOverExpected } from "@mimamori/churn-risk";
import { z } from "zod";
import type { FeatureDrift } from "./feature-drift.ts";
import type { ChurnScoring } from "./churn-scoring.ts";

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
/** Forecasts are kept day by day for 90 days; what is older says little of now. */
const MOST_MONTHS = 3;

/** Writes how far features have moved, and observed over expected of the forecasts of the last months. */
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
  as_of: z.string(),
  expected: z.number(),
  observed: z.number(),
  accounts: z.number(),
});
type JudgedRun = z.infer<typeof forecastRow>;

/**
 * Who left against who was expected to, over the last months together: 30 days after each of up to three live runs over all accounts,
 * of which none begins before the one before it is over, so that nobody's leaving counts twice.
 */
async function outcomesOfForecasts(scoring: ChurnScoring): Promise<DriftRow[]> {
  const months: JudgedRun[] = [];
  let until = scoring.run.asOf;
  while (months.length < MOST_MONTHS) {
    const judged = await judgedRun(scoring, until);
    if (judged === undefined) break;
    months.push(judged);
    until = new Date(judged.as_of);
  }
  const total = (count: (month: JudgedRun) => number): number =>
    months.reduce((sum, month) => sum + count(month), 0);
  const [observed, expected] = [total((one) => one.observed), total((one) => one.expected)];
  const range = observedOverExpected(observed, expected);
  if (range === undefined) return [];
  const name = months.map(({ run_id }) => run_id).join(" ");
  const alarm = isOutOfLine(observed, expected) ? "alarm" : "none";
  const { ratio: value, lower, upper } = range;
  const n = total((one) => one.accounts);
  return [{ kind: "observed-over-expected", name, value, lower, upper, n, alarm }];
}

/** The last live run over all accounts whose 30 days were over by `until`, and at most 60 days ago: who left in them. */
async function judgedRun(
  { store, facts }: ChurnScoring,
  until: Date,
): Promise<JudgedRun | undefined> {
  const [found] = await facts.read(() =>
    store.tables.query(
      `WITH (
         SELECT argMax((run_id, as_of), as_of) FROM mimamori.score_runs FINAL
         WHERE kind = 'live' AND scope = 'all' AND status = 'complete'
           AND as_of BETWEEN {until:DateTime64(3)} - INTERVAL ${2 * HORIZON_DAYS} DAY AND {until:DateTime64(3)} - INTERVAL ${HORIZON_DAYS} DAY
       ) AS forecast
       SELECT forecast.1 AS run_id, forecast.2 AS as_of,
         sum(p30) AS expected, toUInt32(countIf(has_left)) AS observed, toUInt32(count()) AS accounts
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
      { until },
      forecastRow,
    ),
  );
  return found;
}
