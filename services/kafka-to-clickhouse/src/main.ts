// kafka-to-clickhouse: validate, insert, mark, commit; facts of what was marked. Wiring only.
import { markMissing, markOutdatedRevenue, recomputePending } from "@mimamori/account-facts";
import type { FactsStore } from "@mimamori/account-facts";
import { readCompanyConfig } from "@mimamori/company-config";
import { runConsumer } from "@mimamori/kafka-stream";
import type { ConsumerOptions, RunningConsumer } from "@mimamori/kafka-stream";
import { runService } from "@mimamori/service-lifecycle";
import type { Service } from "@mimamori/service-lifecycle";
import { createBatchMeter } from "./batch-meter.ts";
import { configSchema } from "./config.ts";
import type { Config } from "./config.ts";
import { openConnections } from "./connections.ts";
import { runFactsLoop } from "./facts-loop.ts";
import type { FactsLoop } from "./facts-loop.ts";
import { historyStartMs } from "./history-start.ts";
import { addLivenessChecks, LONGEST_FACTS_PASS_MS, LONGEST_REPORT_MS } from "./liveness.ts";
import { createMetrics } from "./metrics.ts";
import { createOldestUnprocessed } from "./oldest-unprocessed.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { createPartitionPatience } from "./partition-patience.ts";
import { registerProgressGauges } from "./progress-gauges.ts";
import { createProgress, runProgress } from "./progress.ts";
import type { Progress } from "./progress.ts";
import { createRetention, followRetention } from "./retention.ts";
import { logThroughput } from "./throughput.ts";
import { createWorker, WORKER_TOPICS } from "./worker.ts";

const NAME = "kafka-to-clickhouse";

/** Whoever owns this partition recomputes the facts. */
const FACTS_OWNER = { topic: "account.events", partition: 0 };

const now = Date.now;

await runService(NAME, configSchema, async (service) => {
  const { config, log, stopping, waits } = service;
  const { company } = await readCompanyConfig(config.CONFIG_DIR);
  const connections = await openConnections(service);
  const metrics = createMetrics(service.metrics);
  const progress = createProgress({ ...connections, groupId: NAME, waits, now });
  const oldest = createOldestUnprocessed();
  const patience = createPartitionPatience(waits, Math.random);

  const retention = createRetention(connections.tables);
  await service.patiently("start", () => retention.refresh());
  service.run("retention", followRetention(retention, waits, stopping));
  const historyStartsAtMs = historyStartMs(company.historyStartsOn);
  const { timeZone } = company;
  const terms = { historyStartsAtMs, retention, timeZone };
  const decodeInTurn = oneAtATime();
  const ingest = { ...connections, ...terms, log, metrics, waits, decodeInTurn, now };
  const throughput = logThroughput(log, progress, stopping);
  const watchers = [createBatchMeter(metrics), oldest, progress, throughput];
  const worker = createWorker(ingest, patience, watchers);

  let ownsFacts = false;
  const consumer = await consume(service, worker.handleBatch, (assignment) => {
    ownsFacts = assignment.get(FACTS_OWNER.topic)?.includes(FACTS_OWNER.partition) ?? false;
    oldest.assigned(assignment);
    patience.keepOnly(assignment);
  });
  addLivenessChecks(service, { consumer, worker, progress, now });
  const beat = service.watchLoop("progress", LONGEST_REPORT_MS);
  service.run("progress", runProgress(progress, beat, stopping));

  const store: FactsStore = { tables: connections.tables, timeZone, currencies: company };
  const facts = keepFacts(service, { store, progress, metrics, isOurs: () => ownsFacts });
  service.run("facts", facts.done);
  registerProgressGauges(service.metrics, { ...facts, lags: progress.lags, oldest, consumer, now });
});

async function consume(
  { config, log, patiently, onShutdown, run }: Service<Config>,
  handleBatch: ConsumerOptions["handleBatch"],
  onAssignment: ConsumerOptions["onAssignment"] & object,
): Promise<RunningConsumer> {
  const options: ConsumerOptions = {
    brokers: config.KAFKA_BROKERS,
    clientId: NAME,
    log,
    groupId: NAME,
    topics: WORKER_TOPICS,
    handleBatch,
    onAssignment,
    maxBytesPerPartition: 32 * 1024 * 1024,
    // A killed worker's partitions go to the others after this; heartbeats come from a timer, also during long batches.
    sessionTimeoutMs: 10_000,
    // While one batch waits for the server, others are decoded.
    partitionsConsumedConcurrently: 3,
  };
  const consumer = await patiently("start", () => runConsumer(options));
  onShutdown("consumer", () => consumer.stop());
  run("consumer", consumer.finished);
  return consumer;
}

interface FactsParts extends Pick<FactsLoop, "isOurs" | "metrics"> {
  readonly store: FactsStore;
  readonly progress: Progress;
}

function keepFacts(
  { log, waits, watchLoop, stopping }: Service<Config>,
  { store, progress, metrics, isOurs }: FactsParts,
): { done: Promise<void>; settledAtMs: () => number | undefined } {
  let settledAtMs: number | undefined;
  const markOutdated = async (): Promise<void> => {
    await markOutdatedRevenue(store);
    await markMissing(store);
  };
  const recompute: FactsLoop["recompute"] = async (limits) => {
    const result = await recomputePending(store, limits);
    if (result.settledAt !== undefined) settledAtMs = Date.parse(result.settledAt);
    return result;
  };
  const beat = watchLoop("facts", LONGEST_FACTS_PASS_MS);
  const { backlogRecords, partitions } = progress;
  const done = runFactsLoop(
    { isOurs, backlogRecords, partitions, markOutdated, recompute, log, metrics, waits, beat, now },
    stopping,
  );
  return { done, settledAtMs: () => (isOurs() ? settledAtMs : undefined) };
}
