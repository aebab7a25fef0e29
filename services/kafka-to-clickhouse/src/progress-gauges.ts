// How far the worker is behind, read when somebody scrapes. What is not known is NaN, or is not there: never 0, and never the last
// known value.
import type { RunningConsumer } from "@mimamori/kafka-stream";
import { Gauge } from "@mimamori/service-lifecycle";
import type { MetricsRegistry } from "@mimamori/service-lifecycle";
import type { OldestUnprocessed } from "./oldest-unprocessed.ts";
import type { KnownLag, Progress } from "./progress.ts";

export interface GaugeSources {
  readonly lags: Progress["lags"];
  readonly oldest: Pick<OldestUnprocessed, "isOurs" | "appendedAtMs">;
  readonly consumer: Pick<RunningConsumer, "isPaused">;
  /** The time through which facts are known to be complete (Unix ms); undefined when it is not known, or not this worker's turn. */
  readonly settledAtMs: () => number | undefined;
  /** Unix ms. */
  readonly now: () => number;
}

export function registerProgressGauges(registry: MetricsRegistry, sources: GaugeSources): void {
  partitionGauge(
    registry,
    "lag_records",
    "Records of a partition that the group has not committed, whoever reads it; NaN when it is not known.",
    () => sources.lags().map((each) => [each, each.lag === undefined ? NaN : Number(each.lag)]),
  );
  const ours = (): KnownLag[] =>
    sources.lags().filter(({ topic, partition }) => sources.oldest.isOurs(topic, partition));
  partitionGauge(
    registry,
    "oldest_unprocessed_seconds",
    "Since the oldest record was appended that waits in a partition of this worker, at most; NaN when it is not known.",
    () => ours().map((each) => [each, secondsWaiting(each, sources)]),
  );
  partitionGauge(
    registry,
    "partition_paused",
    "1 while a partition of this worker rests because a batch could not be stored.",
    () =>
      ours().map((each) => [each, Number(sources.consumer.isPaused(each.topic, each.partition))]),
  );
  new Gauge({
    name: "mimamori_facts_age_seconds",
    help: "Since the time through which facts are known to be complete; NaN when it is not known, or another worker's turn.",
    registers: [registry],
    collect() {
      const settled = sources.settledAtMs();
      this.set(settled === undefined ? NaN : (sources.now() - settled) / 1_000);
    },
  });
}

function secondsWaiting({ topic, partition, lag }: KnownLag, sources: GaugeSources): number {
  if (lag === 0n) return 0;
  const appendedAtMs = sources.oldest.appendedAtMs(topic, partition);
  if (lag === undefined || appendedAtMs === undefined) return NaN;
  return Math.max(0, (sources.now() - appendedAtMs) / 1_000);
}

function partitionGauge(
  registry: MetricsRegistry,
  name: string,
  help: string,
  read: () => [KnownLag, number][],
): void {
  new Gauge({
    name: `mimamori_${name}`,
    help,
    labelNames: ["topic", "partition"],
    registers: [registry],
    collect() {
      this.reset();
      for (const [{ topic, partition }, value] of read()) this.set({ topic, partition }, value);
    },
  });
}
