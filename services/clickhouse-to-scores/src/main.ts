/** Wiring only: connections, the job worker, and their closing in reverse order. */
import { connectClickhouse, requireSchema } from "@mimamori/clickhouse-tables";
import { readCompanyConfig } from "@mimamori/company-config";
import type { Company } from "@mimamori/company-config";
import { scoreJobs, startWorker } from "@mimamori/job-schedules";
import type { JobHandlers, ScoreJobs } from "@mimamori/job-schedules";
import { connectProducer } from "@mimamori/kafka-stream";
import { runService } from "@mimamori/service-lifecycle";
import { backtestScorecards } from "./backtest/backtest-scorecards.ts";
import { runBacktest } from "./backtest/backtest.ts";
import { trainModel } from "./churn/train-job.ts";
import { configSchema } from "./config.ts";
import { observeJobs } from "./metrics.ts";
import { runReplay } from "./replay/replay.ts";
import { writeReportingSettings } from "./reporting-settings.ts";
import { scoreAsOf, scoreLive } from "./scoring.ts";
import type { Scoring } from "./scoring.ts";
import { findIdentityConflicts } from "./upkeep/find-identity-conflicts.ts";
import { expireUsage } from "./upkeep/expire-usage.ts";
import { snapshotRenewals } from "./upkeep/snapshot-renewals.ts";
import { thinHistory } from "./measures/thin-history.ts";

/** A run is given this share of the shutdown's deadline to end by itself. */
const SHARE_FOR_RUNNING_JOB = 0.5;

await runService("clickhouse-to-scores", configSchema, async (service) => {
  const { config, log, waits, patiently } = service;
  const { company } = await readCompanyConfig(config.CONFIG_DIR);

  const tables = connectClickhouse({
    url: config.CLICKHOUSE_URL,
    user: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
  });
  service.onShutdown("ClickHouse", () => tables.close());
  await patiently("start", async () => {
    await requireSchema(tables, "infra/clickhouse/migrations");
    await writeReportingSettings(tables, company);
  });

  const kafka = { brokers: config.KAFKA_BROKERS, clientId: service.name, log };
  const producer = await patiently("start", () => connectProducer(kafka));
  service.onShutdown("Kafka producer", () => producer.disconnect());

  const scoring: Scoring = { tables, producer, configDir: config.CONFIG_DIR, log };
  const worker = await patiently("start", () =>
    startWorker(scoreJobs(company.timeZone), jobHandlers(scoring, company), {
      redisUrl: config.REDIS_URL,
      log,
      onOutcome: observeJobs(service.metrics, waits),
      onRedis: (trouble) => {
        if (trouble === undefined) waits.end("jobs");
        else waits.begin("jobs", trouble);
      },
    }),
  );
  service.onShutdown("job worker", () =>
    worker.close(config.SHUTDOWN_DEADLINE_MS * SHARE_FOR_RUNNING_JOB),
  );
  service.addLivenessCheck("job worker", () => worker.problem());
});

/** Who does which job. */
function jobHandlers(scoring: Scoring, { timeZone }: Company): JobHandlers<ScoreJobs> {
  const { tables } = scoring;
  return {
    "score-due": (_, { signal }) => scoreLive(scoring, "due", signal),
    "score-usage": (_, { signal }) => scoreLive(scoring, "usage", signal),
    "score-all": (_, { signal }) => scoreLive(scoring, "all", signal),
    "score-now": (_, { signal }) => scoreLive(scoring, "all", signal),
    "score-as-of": ({ asOf, skipHealth }, { signal }) =>
      scoreAsOf(scoring, asOf, signal, { skipHealth }),
    backtest: (request, { signal }) => runBacktest(scoring, request, signal),
    "backtest-scorecards": (_, { signal }) => backtestScorecards(scoring, signal),
    replay: (request, { signal }) => runReplay(scoring, request, signal),
    "train-churn-model": (_, { signal }) => trainModel(scoring, signal),
    "expire-raw-usage": () => expireUsage(scoring),
    "find-identity-conflicts": (_, { signal }) => findIdentityConflicts(tables, new Date(), signal),
    "snapshot-renewals": () => snapshotRenewals(tables, new Date(), timeZone),
    "thin-history": async (_, { signal }) => ({
      runs: await thinHistory(tables, new Date(), timeZone, signal),
    }),
  };
}
