// kafka-to-clickhouse: validate, insert, mark, commit; facts of what was marked. Wiring only.
import { markMissing, markOutdatedRevenue, recomputePending } from "@mimamori/account-facts";
import type { FactsStore } from "@mimamori/account-facts";
import { readCompanyConfig } from "@mimamori/company-config";
import type { Company } from "@mimamori/company-config";
import { runConsumer } from "@mimamori/kafka-stream";
import type { RunningConsumer } from "@mimamori/kafka-stream";
import { runService } from "@mimamori/service-lifecycle";
import type { Service } from "@mimamori/service-lifecycle";
import { configSchema } from "./config.ts";
import type { Config } from "./config.ts";
import { openConnections } from "./connections.ts";
import type { Connections } from "./connections.ts";
import { runFactsLoop } from "./facts-loop.ts";
import type { FactsLoop } from "./facts-loop.ts";
import { historyStartMs } from "./history-start.ts";
import { createMetrics } from "./metrics.ts";
import { createProgress, runProgress } from "./progress.ts";
import { followRetention, openRetention } from "./retention.ts";
import { logThroughput } from "./throughput.ts";
import { createWorker, WORKER_TOPICS } from "./worker.ts";
import type { Worker } from "./worker.ts";

const NAME = "kafka-to-clickhouse";

/** Whoever owns this partition recomputes the facts. */
const FACTS_OWNER = { topic: "account.events", partition: 0 };

/** A consumer that has nothing in hand and has not heard of the broker for so long is stuck. */
const LONGEST_SILENCE_MS = 120_000;

const now = Date.now;

await runService(NAME, configSchema, async (service) => {
  const { log, stopping } = service;
  const { company } = await readCompanyConfig(service.config.CONFIG_DIR);
  const connections = await openConnections(service);
  const metrics = createMetrics(service.metrics);
  const progress = createProgress({ ...connections, groupId: NAME, log, metrics, now });
  const throughput = logThroughput(log, progress, stopping);

  const retention = await openRetention(connections.tables, log, stopping);
  service.run("retention", followRetention(retention, log, stopping));
  const historyStartsAtMs = historyStartMs(company.historyStartsOn);
  const ingest = {
    ...connections,
    log,
    metrics,
    historyStartsAtMs,
    retention,
    timeZone: company.timeZone,
    now,
  };
  const worker = createWorker(ingest, ({ topic, partition, records }) => {
    throughput.count(records.length);
    progress.noteStored(topic, partition, records.at(-1)?.appendedAtMs ?? 0);
  });

  let ownsFacts = false;
  const consumer = await consume(service, worker, (assignment) => {
    ownsFacts = assignment.get(FACTS_OWNER.topic)?.includes(FACTS_OWNER.partition) ?? false;
  });
  service.onShutdown("consumer", () => consumer.stop());
  service.run("consumer", consumer.finished);
  service.run("progress", runProgress(progress, log, stopping));
  const store = storeOf(company, connections);
  const markOutdated = async (): Promise<void> => {
    await markOutdatedRevenue(store);
    await markMissing(store);
  };
  const recompute: FactsLoop["recompute"] = (partitions) => recomputePending(store, { partitions });
  const facts = {
    isOurs: () => ownsFacts,
    ...progress,
    markOutdated,
    recompute,
    log,
    metrics,
    now,
  };
  service.run("facts", runFactsLoop(facts, stopping));
});

async function consume(
  { config, log, addLivenessCheck }: Service<Config>,
  worker: Worker,
  onAssignment: (assignment: ReadonlyMap<string, readonly number[]>) => void,
): Promise<RunningConsumer> {
  const consumer = await runConsumer({
    brokers: config.KAFKA_BROKERS,
    clientId: NAME,
    log,
    groupId: NAME,
    topics: WORKER_TOPICS,
    handleBatch: (batch) => worker.handleBatch(batch),
    onAssignment,
    maxBytesPerPartition: 8 * 1024 * 1024,
    // A killed worker's partitions go to the others after this; heartbeats come from a timer, also during long batches.
    sessionTimeoutMs: 10_000,
    // While one batch waits for the server, others are decoded.
    partitionsConsumedConcurrently: 3,
  });
  addLivenessCheck("consumer", () =>
    worker.batchesInHand() === 0 && now() - consumer.lastFetchAtMs() > LONGEST_SILENCE_MS
      ? "Kafka has not answered a fetch for two minutes"
      : undefined,
  );
  return consumer;
}

function storeOf(company: Company, { tables }: Connections): FactsStore {
  return { tables, timeZone: company.timeZone, currencies: company };
}
