// A run that meets an engine which refuses is not lost: the real queue tries it again, and it comes late.
import { scoreJobs, openJobQueue, startWorker } from "@mimamori/job-schedules";
import type { JobHandlers, JobOutcome, ScoreJobs } from "@mimamori/job-schedules";
import { MetricsRegistry } from "@mimamori/service-lifecycle";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { observeJobs } from "./metrics.ts";
import {
  arrive,
  CONFIG_DIR,
  connectScoreProducer,
  dayAt,
  engines,
  log,
  smallCompany,
  startEmpty,
  tables,
} from "./scoring-fixture.ts";
import { scoreLive } from "./scoring.ts";
import type { Scoring } from "./scoring.ts";

const producer = await connectScoreProducer();
const catalogue = scoreJobs("Asia/Tokyo");

beforeAll(async () => {
  await startEmpty();
  await arrive(smallCompany(), dayAt(90));
});
afterAll(async () => {
  await producer.disconnect();
  await tables.close();
});

test("a run on a full disk waits, says so, and is complete when there is room again", async () => {
  const scoring: Scoring = { tables, producer, configDir: CONFIG_DIR, log };
  const said: string[] = [];
  const waits = {
    begin: (what: string, error: unknown): void =>
      void said.push(`${what}: ${(error as { code: string }).code}`),
    end: (what: string): void => void said.push(`${what} goes on`),
  };
  const observe = observeJobs(new MetricsRegistry(), waits);
  const outcomes: JobOutcome[] = [];
  const unused = (): Promise<never> => Promise.reject(new Error("not part of this test"));
  const handlers: JobHandlers<ScoreJobs> = {
    "score-due": unused,
    "score-usage": unused,
    "score-all": unused,
    "score-as-of": unused,
    backtest: unused,
    "backtest-scorecards": unused,
    replay: unused,
    "train-churn-model": unused,
    "snapshot-renewals": unused,
    "thin-history": unused,
    "expire-raw-usage": unused,
    "find-identity-conflicts": unused,
    "score-now": (_, { signal }) => scoreLive(scoring, "all", signal),
  };
  const onOutcome = (outcome: JobOutcome): void => {
    if (outcome.job !== "score-now") return;
    outcomes.push(outcome);
    observe(outcome);
  };
  const worker = await startWorker(catalogue, handlers, {
    redisUrl: engines.redisUrl,
    log,
    onOutcome,
  });
  const queue = await openJobQueue(catalogue, engines.redisUrl);
  try {
    await tables.command(
      "ALTER TABLE mimamori.health_scores MODIFY SETTING min_free_disk_bytes_to_perform_insert = 1e18",
    );
    const asked = queue.enqueueAndWait("score-now", {}, 100_000);
    await vi.waitFor(
      () => {
        expect(outcomes.length).toBeGreaterThan(1);
      },
      { timeout: 60_000 },
    );
    await tables.command(
      "ALTER TABLE mimamori.health_scores RESET SETTING min_free_disk_bytes_to_perform_insert",
    );
    expect(await asked).toMatchObject({ accounts: 4, asOf: dayAt(90) });
    expect(said[0]).toBe("score-now: CLICKHOUSE_243");
    expect(said.at(-1)).toBe("score-now goes on");
    const runs = await tables.query<{ status: string }>(
      "SELECT DISTINCT status FROM mimamori.score_runs FINAL ORDER BY status",
    );
    expect(runs.map(({ status }) => status)).toEqual(["complete", "failed"]);
  } finally {
    await queue.close();
    await worker.close(1_000);
  }
});
