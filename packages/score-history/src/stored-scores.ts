// Scores as runs have written them, with what each was made of. In: a run, accounts. Out: StoredScore by account; an account that the
// run knows nothing of is not in it.
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { definitionOf, type Measure, type ScoreState } from "@mimamori/health-score";
import { z } from "zod";
import type { ScorecardsInForce } from "./scorecards.ts";

/** One measure's row. */
export interface StoredReason {
  readonly measure: string;
  readonly rawValue: number | null;
  readonly points: number | null;
  readonly weight: number;
  readonly whyMissing: string;
  /** The sentence as it was written then. */
  readonly reason: string;
  /** What a person put in place of the points, in words, or empty. */
  readonly override: string;
  /** As the scorecard of that time defines it; undefined where that is not known any more. */
  readonly defined: Measure | undefined;
}

export interface StoredScore {
  readonly runId: string;
  readonly account: string;
  readonly asOf: Date;
  readonly configVersion: string;
  readonly scorecard: string;
  readonly band: string;
  readonly coverage: number;
  readonly cap: string;
  readonly override: string;
  readonly reasons: readonly StoredReason[];
  readonly state: ScoreState;
}

const scoreRow = z.object({
  account: z.string(),
  as_of: z.string(),
  config_version: z.string(),
  score: z.number().nullable(),
  computed_score: z.number().nullable(),
  band: z.string(),
  coverage: z.number(),
  scorecard: z.string(),
  cap: z.string(),
  override: z.string(),
  reasons: z.array(
    z.tuple([
      z.string(),
      z.number().nullable(),
      z.number().nullable(),
      z.number(),
      z.string(),
      z.string(),
      z.string(),
    ]),
  ),
});

const SQL = `
SELECT account, scores.as_of AS as_of, run.config_version AS config_version, score, computed_score, toString(band) AS band, coverage,
  toString(scorecard) AS scorecard, cap, override, reasons
FROM (SELECT * FROM mimamori.health_scores FINAL WHERE run_id = {runId:String} AND account IN {accounts:Array(String)}) AS scores
INNER JOIN (SELECT run_id, config_version FROM mimamori.score_runs FINAL WHERE run_id = {runId:String}) AS run USING (run_id)
LEFT JOIN (
  SELECT account, groupArray((toString(measure), raw_value, points, weight, toString(why_missing), reason, override)) AS reasons
  FROM (SELECT * FROM mimamori.health_reasons FINAL WHERE run_id = {runId:String} AND account IN {accounts:Array(String)} ORDER BY account, measure)
  GROUP BY account
) AS made USING (account)`;

/** Reads the scores of a run. Memory: the accounts, some thousand at most. */
export async function readStoredScores(
  tables: ClickhouseTables,
  runId: string,
  accounts: readonly string[],
  cardOf: ScorecardsInForce,
): Promise<Map<string, StoredScore>> {
  const rows = await tables.query(SQL, { runId, accounts }, scoreRow);
  return new Map(rows.map((row) => [row.account, storedScore(runId, row, cardOf)]));
}

function storedScore(
  runId: string,
  row: z.output<typeof scoreRow>,
  cardOf: ScorecardsInForce,
): StoredScore {
  const card = cardOf(row.config_version, row.scorecard);
  const reasons = row.reasons.map(
    ([measure, rawValue, points, weight, whyMissing, reason, override]): StoredReason => ({
      ...{ measure, rawValue, points, weight, whyMissing, reason, override },
      defined: card?.measures.find(({ id }) => id === measure),
    }),
  );
  const heldBy = row.override !== "" ? "override" : row.cap !== "" ? "cap" : null;
  return {
    ...{ runId, account: row.account, asOf: new Date(row.as_of) },
    ...{ configVersion: row.config_version, scorecard: row.scorecard, band: row.band },
    ...{ coverage: row.coverage, cap: row.cap, override: row.override, reasons },
    state: {
      ...{ score: row.score, computedScore: row.computed_score, heldBy },
      measures: reasons.map(({ measure, weight, rawValue, points, override, defined }) => ({
        ...{ measure, weight, rawValue, points, isOverridden: override !== "" },
        definition: defined === undefined ? null : definitionOf(defined),
        curve: defined?.curve,
      })),
    },
  };
}
