// In: how far the group has come, asked of Kafka each second. Out: partition_progress, and the lag.
// The settled watermark hangs on it: nothing may be called settled that is not in raw rows and marks. Committed offsets are
// exactly that. After a crash: reports are facts of their moment and stay true; the next worker goes on reporting.
import { setTimeout as delay } from "node:timers/promises";
import { insertPartitionProgress } from "@mimamori/clickhouse-tables";
import type { ClickhouseTables, PartitionProgress } from "@mimamori/clickhouse-tables";
import { EVENT_TOPICS } from "@mimamori/event-contracts";
import type { KafkaAdmin, PartitionLag } from "@mimamori/kafka-stream";
import type { Beat, Waits } from "@mimamori/service-lifecycle";
import type { BatchWatcher } from "./batch-watcher.ts";
import { WORKER_TOPICS } from "./worker.ts";

/**
 * How far the brokers' clocks may be behind ours, plus the time in which an appended record becomes visible. A partition that
 * is read to its end is settled through now less this.
 */
const ALLOWANCE_MS = 2_000;
const INTERVAL_MS = 1_000;

/** An answer of Kafka that is older is not an answer. */
const STALE_MS = 15_000;

export interface ProgressContext {
  readonly admin: Pick<KafkaAdmin, "readGroupLag">;
  readonly tables: ClickhouseTables;
  readonly groupId: string;
  readonly waits: Pick<Waits, "begin" | "end">;
  /** Unix ms. */
  readonly now: () => number;
}

export interface Progress extends BatchWatcher {
  /** Records of the event topics that are not committed yet, over all workers; undefined when it is not known. */
  readonly backlogRecords: () => number | undefined;
  /** Partitions of the event topics; undefined until Kafka has answered once. */
  readonly partitions: () => number | undefined;
  /** Every partition that the group reads, dead letters too; its lag is undefined when it is not known. */
  readonly lags: () => KnownLag[];
  /** Since when Kafka has answered every question (Unix ms); undefined while it does not. */
  kafkaAnswersSinceMs(): number | undefined;
  /** Asks and reports once. What fails is said, and made up for by the next report. */
  report(): Promise<void>;
}

/** `lag` in records; undefined when it is not known. */
export type KnownLag = Pick<PartitionLag, "topic" | "partition"> & {
  readonly lag: bigint | undefined;
};

export function createProgress(context: ProgressContext): Progress {
  const { admin, tables, groupId, waits, now } = context;
  const storedThroughMs = new Map<string, number>();
  let answer: { readonly askedAtMs: number; readonly lags: readonly PartitionLag[] } | undefined;
  let answersSinceMs: number | undefined;
  const isFresh = (): boolean => answer !== undefined && now() - answer.askedAtMs < STALE_MS;
  const ofEvents = (): readonly PartitionLag[] =>
    (answer?.lags ?? []).filter(({ topic }) => (EVENT_TOPICS as readonly string[]).includes(topic));

  return {
    stored({ topic, partition, records }) {
      storedThroughMs.set(`${topic}/${partition}`, records.at(-1)?.appendedAtMs ?? 0);
    },
    backlogRecords: () =>
      isFresh() ? ofEvents().reduce((sum, { lag }) => sum + Number(lag), 0) : undefined,
    partitions: () => (answer === undefined ? undefined : ofEvents().length),
    lags: () =>
      (answer?.lags ?? []).map(({ topic, partition, lag }) => {
        return { topic, partition, lag: isFresh() ? lag : undefined };
      }),
    kafkaAnswersSinceMs: () => (isFresh() ? answersSinceMs : undefined),
    async report() {
      await waitingFor("lag", ask);
      if (isFresh()) await waitingFor("progress", write);
    },
  };

  async function ask(): Promise<void> {
    const askedAtMs = now();
    const lags = await admin.readGroupLag(groupId, WORKER_TOPICS);
    answersSinceMs = isFresh() ? (answersSinceMs ?? askedAtMs) : askedAtMs;
    answer = { askedAtMs, lags };
  }

  async function write(): Promise<void> {
    const askedAtMs = answer?.askedAtMs ?? 0;
    const progress = ofEvents().map((lag) =>
      settle(lag, askedAtMs, storedThroughMs.get(`${lag.topic}/${lag.partition}`)),
    );
    await insertPartitionProgress(tables, progress);
  }

  async function waitingFor(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      waits.end(what);
    } catch (error) {
      waits.begin(what, error);
    }
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

/** Reports until `signal` aborts, and says at each turn that it is there. */
export async function runProgress(
  progress: Progress,
  beat: Beat,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    beat();
    await progress.report();
    await delay(INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}
