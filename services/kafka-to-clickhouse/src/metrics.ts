// What the worker counts: events, dead letters, how long batches and inserts take, how far it is behind.
import { Counter, Gauge, Histogram } from "@mimamori/service-lifecycle";
import type { MetricsRegistry } from "@mimamori/service-lifecycle";

const SECONDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

export interface WorkerMetrics {
  readonly events: Counter<"topic">;
  readonly deadLetters: Counter<"code">;
  readonly retries: Counter<"error">;
  readonly batchSeconds: Histogram<"topic">;
  readonly insertSeconds: Histogram<"topic">;
  readonly lagRecords: Gauge<"topic" | "partition">;
  readonly factsPassSeconds: Histogram;
  readonly factsMarks: Counter;
}

export function createMetrics(registry: MetricsRegistry): WorkerMetrics {
  const registers = [registry];
  const counter = <Label extends string = never>(
    name: string,
    help: string,
    ...labelNames: Label[]
  ) => new Counter({ name: `mimamori_${name}`, help, labelNames, registers });
  const seconds = <Label extends string = never>(
    name: string,
    help: string,
    ...labelNames: Label[]
  ) => new Histogram({ name: `mimamori_${name}`, help, labelNames, buckets: SECONDS, registers });
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
    retries: counter(
      "retries_total",
      "Repeated requests, by the code of the passing failure.",
      "error",
    ),
    batchSeconds: seconds(
      "batch_seconds",
      "From a fetched batch to the moment when its offsets may be committed.",
      "topic",
    ),
    insertSeconds: seconds(
      "insert_seconds",
      "Inserting the raw events of a batch, with the retries.",
      "topic",
    ),
    lagRecords: new Gauge({
      name: "mimamori_lag_records",
      help: "Records that are not committed yet; NaN when it is not known.",
      labelNames: ["topic", "partition"],
      registers,
    }),
    factsPassSeconds: seconds("facts_pass_seconds", "One pass over the pending marks of facts."),
    factsMarks: counter("facts_marks_total", "Marks of touched buckets that were worked off."),
  };
}
