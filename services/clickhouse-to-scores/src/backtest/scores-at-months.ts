/**
 * Health scores as they would have been at the starts of past months.
 *
 * In: facts as of each month's start, today's scorecards. Out: the scores. Each month is a run of kind `backtest`, which no view of
 * what holds now shows, and which is emptied when it has been read; what a crash leaves of it is removed when history is thinned.
 */
import type { CompanyDays } from "@mimamori/churn-risk";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { CompanyConfig } from "@mimamori/company-config";
import { runScores } from "../run.ts";
import { discardRun } from "../thin-history.ts";

/** What an account scored at the start of a month. */
export interface MonthScore {
  readonly account: string;
  /** Company day: the score knows the days before it. */
  readonly day: number;
  /** NaN: there was too little data for one. */
  readonly score: number;
  readonly band: string;
  readonly segment: string;
}

export interface ScoresRequest {
  readonly tables: ClickhouseTables;
  readonly config: CompanyConfig;
  readonly days: CompanyDays;
  readonly factsVersion: string;
  readonly signal: AbortSignal;
}

const COLUMNS = { account: "String", score: "Float64", band: "String", segment: "String" } as const;

/** Scores all accounts at the start of a company day. */
export async function scoresAt(request: ScoresRequest, day: number): Promise<MonthScore[]> {
  const { tables, config, days, factsVersion, signal } = request;
  const asOf = new Date(days.startOfDayMs(day) - 1);
  const run = { kind: "backtest", scope: "all", asOf, factsVersion, accounts: "all" } as const;
  const { runId } = await runScores(tables, config, run, signal);
  const scores: MonthScore[] = [];
  const blocks = tables.queryBinary(
    `SELECT account, ifNull(score, nan) AS score, toString(band) AS band, toString(segment) AS segment
     FROM mimamori.health_scores FINAL WHERE run_id = {runId:String} ORDER BY account`,
    COLUMNS,
    { runId },
  );
  for await (const { rows, columns } of blocks) {
    for (let row = 0; row < rows; row += 1) {
      scores.push({
        account: columns.account[row] ?? "",
        day,
        score: columns.score[row] ?? Number.NaN,
        band: columns.band[row] ?? "",
        segment: columns.segment[row] ?? "",
      });
    }
  }
  await discardRun(tables, runId);
  return scores;
}
