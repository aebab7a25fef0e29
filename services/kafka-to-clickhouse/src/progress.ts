// In: how far the group has come, asked of Kafka each second. Out: partition_progress, the lag, and the throughput in the log.
// The settled watermark hangs on it: nothing may be called settled that is not in raw rows and marks. Committed offsets are
// exactly that. After a crash: reports are facts of their moment and stay true; the next worker goes on reporting.
import { setTimeout as delay } from "node:timers/promises";
import { insertPartitionProgress } from "@mimamori/clickhouse-tables";
import type { ClickhouseTables, PartitionProgress } from "@mimamori/clickhouse-tables";
import { EVENT_TOPICS } from "@mimamori/event-contracts";
import type { KafkaAdmin, PartitionLag } from "@mimamori/kafka-stream";
import type { Log } from "@mimamori/service-lifecycle";
import type { WorkerMetrics } from "./metrics.ts";

/**
 * How far the brokers' clocks may be behind ours, plus the time in which an appended record becomes visible. A partition that
 * is read to its end is settled through now less this.
 */
const ALLOWANCE_MS = 2_000;
const INTERVAL_MS = 1_000;

export interface ProgressContext {
  readonly admin: Pick<KafkaAdmin, "readGroupLag">;
  readonly tables: ClickhouseTables;
  readonly groupId: string;
  readonly log: Log;
  readonly metrics: WorkerMetrics;
  /** Unix ms. */
  readonly now: () => number;
}

export interface Progress {
  /** To be called after a batch is durable, with the append time of its last record (Unix ms). */
  noteStored(topic: string, partition: number, appendedAtMs: number): void;
  /** Records of the event topics that are not committed yet, over all workers; undefined when it is not known. */
  backlogRecords(): number | undefined;
  /** Partitions of the event topics; undefined until the first report. */
  partitions(): number | undefined;
  /** When the last report was written (Unix ms). */
  lastReportAtMs(): number;
  /** Asks and reports once. */
  report(): Promise<void>;
}

export function createProgress(context: ProgressContext): Progress {
  const storedThroughMs = new Map<string, number>();
  let known: { readonly backlog: number; readonly lags: readonly PartitionLag[] } | undefined;
  let lastReportAtMs = context.now();

  return {
    noteStored(topic, partition, appendedAtMs) {
      storedThroughMs.set(`${topic}/${partition}`, appendedAtMs);
    },
    backlogRecords: () => known?.backlog,
    partitions: () => known?.lags.length,
    lastReportAtMs: () => lastReportAtMs,
    async report() {
      try {
        await askAndReport();
      } catch (error) {
        // Not known must not look like 0, nor like the last known.
        for (const lag of known?.lags ?? []) setLag(lag, Number.NaN);
        known = undefined;
        throw error;
      }
    },
  };

  async function askAndReport(): Promise<void> {
    const askedAtMs = context.now();
    const lags = await context.admin.readGroupLag(context.groupId, EVENT_TOPICS);
    const progress = lags.map((lag) =>
      settle(lag, askedAtMs, storedThroughMs.get(`${lag.topic}/${lag.partition}`)),
    );
    await insertPartitionProgress(context.tables, progress);
    for (const lag of lags) setLag(lag, Number(lag.lag));
    known = { lags, backlog: lags.reduce((sum, { lag }) => sum + Number(lag), 0) };
    lastReportAtMs = askedAtMs;
  }

  function setLag({ topic, partition }: PartitionLag, records: number): void {
    context.metrics.lagRecords.set({ topic, partition }, records);
  }
}

/**
 * The end offset was read after `askedAtMs`: if the group had committed it, all that was appended before is stored. Else
 * everything before the last stored record is; not that very millisecond, for the next record may have been appended in it.
 */
export function settle(
  { topic, partition, lag, nextOffset }: PartitionLag,
  askedAtMs: number,
  storedThroughMs: number | undefined,
): PartitionProgress {
  const behindMs = storedThroughMs === undefined ? 0 : storedThroughMs - 1;
  const settledThroughMs = lag === 0n ? Math.max(askedAtMs - ALLOWANCE_MS, behindMs) : behindMs;
  return { topic, partition, nextOffset, settledThroughMs };
}

/** Reports until `signal` aborts. A report that fails is said and made up for by the next one. */
export async function runProgress(
  progress: Progress,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await progress.report();
    } catch (error) {
      log.warn({ err: error }, "could not report the progress; trying again");
    }
    await delay(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}
