/** A score run asked of clickhouse-to-scores, and waited for. Interrupted: the run goes on by itself. */
import { openJobQueue, scoreJobs, type ScoreSummary } from "@mimamori/job-schedules";
import { groupDigits, startProgressBar } from "./progress.ts";

const WAIT_MS = 4 * 3_600_000;

/**
 * All accounts as of the settled watermark, or as of a moment in the past. `runId` of the summary is null when nothing was scored.
 * @throws JobError job_failed with the service's words, redis_unreachable, wait_timed_out
 */
export async function requestScores(
  redisUrl: string,
  timeZone: string,
  asOf?: string,
): Promise<ScoreSummary> {
  const bar = startProgressBar("scoring", 1);
  const queue = await openJobQueue(scoreJobs(timeZone), redisUrl);
  try {
    const summary =
      asOf === undefined
        ? await queue.enqueueAndWait("score-now", {}, WAIT_MS)
        : await queue.enqueueAndWait("score-as-of", { asOf }, WAIT_MS);
    const { accounts, accountsScored } = summary;
    bar.finish(`${groupDigits(accountsScored)} of ${groupDigits(accounts)} accounts have a score`);
    return summary;
  } finally {
    await queue.close();
  }
}
