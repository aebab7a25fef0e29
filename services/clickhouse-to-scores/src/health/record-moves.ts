/**
 * What made each account's score move since the last run over all accounts of an earlier day, and of an earlier week.
 *
 * In: this run's rows of health, those of the two runs before. Out: rows of health_moves under the run's id. After a crash: written
 * again with the same keys, or never seen. Memory: one chunk of accounts.
 */
import { moveBetween } from "@mimamori/health-score";
import {
  readScorecards,
  readStoredScores,
  type StoredScore,
  tellMove,
} from "@mimamori/score-history";
import { z } from "zod";
import { insertNamed } from "../insert-named.ts";
import type { RunContext } from "../run-context.ts";

const ACCOUNTS_PER_CHUNK = 2_000;

interface EarlierRun {
  readonly since: "day" | "week";
  readonly runId: string;
  readonly configVersion: string;
}

const earlierRow = z.object({
  since: z.enum(["day", "week"]),
  run_id: z.string(),
  config_version: z.string(),
});

/** Weeks begin on Monday; days and weeks are the company's. */
const EARLIER = `
SELECT since, argMax(run_id, (as_of, completed_at)) AS run_id, argMax(config_version, (as_of, completed_at)) AS config_version
FROM mimamori.score_runs FINAL
ARRAY JOIN ['day', 'week'] AS since
WHERE kind = 'live' AND status = 'complete' AND scope = 'all'
  AND if(since = 'day', toDate(as_of, {timeZone:String}) < toDate({asOf:DateTime64(3)}, {timeZone:String}),
         toStartOfWeek(as_of, 1, {timeZone:String}) < toStartOfWeek({asOf:DateTime64(3)}, 1, {timeZone:String}))
GROUP BY since`;

async function earlierRuns({ tables, run, config }: RunContext): Promise<EarlierRun[]> {
  const parameters = { asOf: run.asOf, timeZone: config.company.timeZone };
  const rows = await tables.query(EARLIER, parameters, earlierRow);
  return rows.map(({ since, run_id, config_version }) => ({
    ...{ since, runId: run_id, configVersion: config_version },
  }));
}

/** Writes the moves of the accounts. To be called by a live run over all of them, when its health is written. */
export async function recordMoves(context: RunContext, accounts: readonly string[]): Promise<void> {
  const { tables, run, signal } = context;
  const earlier = await earlierRuns(context);
  if (earlier.length === 0) return;
  const versions = [run.configVersion, ...earlier.map(({ configVersion }) => configVersion)];
  const cardOf = await readScorecards(tables, versions);
  for (let from = 0; from < accounts.length; from += ACCOUNTS_PER_CHUNK) {
    signal.throwIfAborted();
    const chunk = accounts.slice(from, from + ACCOUNTS_PER_CHUNK);
    const after = await readStoredScores(tables, run.runId, chunk, cardOf);
    for (const { since, runId } of earlier) {
      const before = await readStoredScores(tables, runId, chunk, cardOf);
      const rows = [...after.values()].flatMap((one) =>
        moveRows(context, since, before.get(one.account), one),
      );
      if (rows.length > 0) await insertNamed(tables, "mimamori.health_moves", rows);
    }
  }
}

function moveRows(
  { config, run }: RunContext,
  since: string,
  before: StoredScore | undefined,
  after: StoredScore,
): Record<string, unknown>[] {
  const parts = before === undefined ? null : moveBetween(before.state, after.state);
  if (before === undefined || parts === null) return [];
  const common = {
    ...{ run_id: run.runId, since, account: after.account, as_of: run.asOf.toISOString() },
    ...{ previous_run_id: before.runId, previous_as_of: before.asOf.toISOString() },
    score_before: decimal(before.state.score ?? 0),
    score_after: decimal(after.state.score ?? 0),
  };
  return tellMove(config.company.language, before, after, parts).map((part) => ({
    ...common,
    ...{ kind: part.kind, measure: part.measure ?? "", label: part.label },
    ...{ points: decimal(part.points), reason: part.sentence },
  }));
}

/** As text: a decimal is not rounded through a float on its way. */
function decimal(points: number): string {
  return points.toFixed(9);
}
