// What the worker counts: events, dead letters, batches, inserts. Kafka's and the facts' state are in progress-gauges.ts; what is tried
// again, in the waits of every service.
import { Counter, Gauge, Histogram } from "@mimamori/service-lifecycle";
import type { MetricsRegistry } from "@mimamori/service-lifecycle";

const SECONDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];
const RECORDS = [1, 10, 100, 1_000, 3_000, 10_000, 30_000, 100_000];
const BYTES = [1_000, 10_000, 100_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000];

export interface WorkerMetrics {
  readonly events: Counter<"topic">;
  readonly deadLetters: Counter<"code">;
  readonly reprocessed: Counter<"topic">;
  readonly batchRecords: Histogram<"topic">;
  readonly batchBytes: Histogram<"topic">;
  readonly batchSeconds: Histogram<"topic">;
  readonly insertSeconds: Histogram<"topic">;
  readonly bytesInHand: Gauge;
  readonly factsPassSeconds: Histogram;
  readonly factsMarks: Counter;
}

export function createMetrics(registry: MetricsRegistry): WorkerMetrics {
  return { ...countEvents(registry), ...measureBatches(registry), ...measureFacts(registry) };
}

function countEvents(registry: MetricsRegistry) {
  const counter = <Label extends string>(name: string, help: string, label: Label) =>
    new Counter({ name: `mimamori_${name}`, help, labelNames: [label], registers: [registry] });
  return {
    events: counter(
      "events_stored_total",
      "Valid events that are stored; an event that came again counts again.",
      "topic",
    ),
    deadLetters: counter(
      "dead_letters_total",
      "Records that could not be taken, by the code of the reason.",
      "code",
    ),
    reprocessed: counter(
      "records_reprocessed_total",
      "Records that this worker had in hand before: their batch was postponed, or lost before its commit.",
      "topic",
    ),
  };
}

function measureBatches(registry: MetricsRegistry) {
  const registers = [registry];
  const labelNames = ["topic" as const];
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `mimamori_${name}`, help, labelNames, buckets, registers });
  return {
    batchRecords: histogram("batch_records", "Records of a fetched batch.", RECORDS),
    batchBytes: histogram("batch_bytes", "Bytes of a fetched batch's values.", BYTES),
    batchSeconds: histogram(
      "batch_seconds",
      "From a fetched batch to the moment when its offsets may be committed.",
      SECONDS,
    ),
    insertSeconds: histogram(
      "insert_seconds",
      "Inserting the raw events of a batch, with what was tried again at once.",
      SECONDS,
    ),
    bytesInHand: new Gauge({
      name: "mimamori_bytes_in_hand",
      help: "Bytes of the values of the batches that are being handled.",
      registers,
    }),
  };
}

function measureFacts(registry: MetricsRegistry) {
  const registers = [registry];
  return {
    factsPassSeconds: new Histogram({
      name: "mimamori_facts_pass_seconds",
      help: "One pass over the pending marks of facts.",
      buckets: SECONDS,
      registers,
    }),
    factsMarks: new Counter({
      name: "mimamori_facts_marks_total",
      help: "Marks of touched buckets that were worked off.",
      registers,
    }),
  };
}
