import type { RecordBatch } from "@mimamori/kafka-stream";
import { MetricsRegistry } from "@mimamori/service-lifecycle";
import { expect, test } from "vitest";
import { createBatchMeter } from "./batch-meter.ts";
import { createMetrics } from "./metrics.ts";
import { createOldestUnprocessed } from "./oldest-unprocessed.ts";
import { registerProgressGauges } from "./progress-gauges.ts";
import { consumerProblem, workerProblem } from "./liveness.ts";

const TOPIC = "usage.events";

function batchOf(partition: number, from: number, count: number, appendedAtMs = 0): RecordBatch {
  const records = Array.from({ length: count }, (_, index) => ({
    offset: BigInt(from + index),
    key: null,
    value: Buffer.from("1234567890"),
    appendedAtMs,
    headers: new Map(),
  }));
  const heartbeat = (): Promise<void> => Promise.resolve();
  const isStale = (): boolean => false;
  const bytes = 10 * count;
  return { topic: TOPIC, partition, records, bytes, highWatermark: 0n, isStale, heartbeat };
}

async function sampleOf(registry: MetricsRegistry, name: string): Promise<number | undefined> {
  const text = await registry.metrics();
  const line = text.split("\n").find((each) => each.startsWith(name));
  return line === undefined ? undefined : Number(line.split(" ").at(-1));
}

test("sizes of batches are measured, and records that come a second time are counted as such", async () => {
  const registry = new MetricsRegistry();
  const meter = createBatchMeter(createMetrics(registry));
  const first = batchOf(0, 0, 100);
  meter.taken?.(first);
  expect(await sampleOf(registry, "mimamori_bytes_in_hand")).toBe(1_000);
  meter.released?.(first);
  expect(await sampleOf(registry, "mimamori_bytes_in_hand")).toBe(0);
  meter.taken?.(batchOf(1, 0, 100));
  expect(await sampleOf(registry, "mimamori_records_reprocessed_total{")).toBeUndefined();
  meter.taken?.(batchOf(0, 50, 100));
  expect(await sampleOf(registry, "mimamori_records_reprocessed_total{")).toBe(50);
  expect(await sampleOf(registry, `mimamori_batch_records_count{topic="${TOPIC}"}`)).toBe(3);
  expect(await sampleOf(registry, `mimamori_batch_records_sum{topic="${TOPIC}"}`)).toBe(300);
  expect(await sampleOf(registry, `mimamori_batch_bytes_sum{topic="${TOPIC}"}`)).toBe(3_000);
});

test("what is not known of a partition is NaN or absent, never 0", async () => {
  const registry = new MetricsRegistry();
  const oldest = createOldestUnprocessed();
  let lag: bigint | undefined = 5n;
  const facts: { settledAtMs?: number } = {};
  registerProgressGauges(registry, {
    lags: () => [0, 1].map((partition) => ({ topic: TOPIC, partition, lag })),
    oldest,
    consumer: { isPaused: (_topic, partition) => partition === 0 },
    settledAtMs: () => facts.settledAtMs,
    now: () => 100_000,
  });
  const gauge = (name: string, partition: number) =>
    sampleOf(registry, `mimamori_${name}{topic="${TOPIC}",partition="${partition}"}`);
  const age = (partition: number) => gauge("oldest_unprocessed_seconds", partition);

  oldest.assigned(new Map([[TOPIC, [0]]]));
  expect([await gauge("lag_records", 0), await gauge("lag_records", 1)]).toEqual([5, 5]);
  // Partition 1 is another worker's; of 0 nothing has come yet.
  expect([await age(0), await age(1)]).toEqual([NaN, undefined]);
  expect(await gauge("partition_paused", 0)).toBe(1);
  expect(await gauge("partition_paused", 1)).toBeUndefined();
  expect(await sampleOf(registry, "mimamori_facts_age_seconds")).toBeNaN();

  oldest.taken?.(batchOf(0, 0, 5, 40_000));
  facts.settledAtMs = 90_000;
  expect(await age(0)).toBe(60);
  expect(await sampleOf(registry, "mimamori_facts_age_seconds")).toBe(10);
  lag = 0n;
  expect(await age(0)).toBe(0);
  lag = undefined;
  expect([await age(0), await gauge("lag_records", 0)]).toEqual([NaN, NaN]);
  lag = 5n;
  oldest.assigned(new Map());
  oldest.assigned(new Map([[TOPIC, [0]]]));
  expect(await age(0)).toBeNaN();
});

test("a worker is stuck when it fetches nothing although Kafka answers, not when it is idle or waits", () => {
  const nowMs = 10_000_000;
  const problem = (fetchedMsAgo: number, answersMsAgo: number | undefined, inHandMs?: number) =>
    consumerProblem({
      consumer: { lastFetchAtMs: () => nowMs - fetchedMsAgo },
      worker: { oldestInHandMs: () => inHandMs },
      progress: {
        kafkaAnswersSinceMs: () => (answersMsAgo === undefined ? undefined : nowMs - answersMsAgo),
      },
      now: () => nowMs,
    });
  expect(problem(121_000, 121_000)).toBe("nothing was fetched for 121 s, although Kafka answers");
  expect(problem(500, 600_000)).toBeUndefined();
  // Kafka is away; it is just back after an hour; a batch is in hand.
  expect(problem(3_600_000, undefined)).toBeUndefined();
  expect(problem(3_600_000, 5_000)).toBeUndefined();
  expect(problem(3_600_000, 3_600_000, nowMs - 1_000)).toBeUndefined();
  const inHand = (ms: number) =>
    workerProblem({ worker: { oldestInHandMs: () => nowMs - ms }, now: () => nowMs });
  expect(inHand(60_000)).toBeUndefined();
  expect(inHand(1_801_000)).toBe("a batch has been in hand for 1801 s");
});
