// What a consumer is asked to do and what it hands over, and the settings of kafkajs that follow from it.
import type { Consumer } from "kafkajs";
import { openKafka } from "./connection.ts";
import type { KafkaConnection } from "./connection.ts";
import type { IncomingRecords } from "./incoming-records.ts";

export interface RecordBatch {
  readonly topic: string;
  readonly partition: number;
  /** At least one. */
  readonly records: IncomingRecords;
  /** Of all records with their keys and headers. */
  readonly bytes: number;
  /** The partition's end offset when the batch was fetched: the batch reaches the end when its last offset is one less. */
  readonly highWatermark: bigint;
  /**
   * True when the consumer is stopping or the partition is being taken away: what is done now may be done again elsewhere.
   * Ask it between steps that take long, and throw `BatchAbandoned` to stop there.
   */
  isStale(): boolean;
  /** Tells the group that we live. A timer does so while the handler runs; only code that blocks the event loop needs it. */
  heartbeat(): Promise<void>;
}

export interface ConsumerOptions extends KafkaConnection {
  readonly groupId: string;
  readonly topics: readonly string[];
  /**
   * Resolves when the batch is durably done; its offsets are committed then. Called for several partitions at once. A batch that
   * has to wait for something is postponed (throw `BatchPostponed`); any other failure ends the consumer.
   */
  handleBatch(batch: RecordBatch): Promise<void>;
  /** Called with topic -> partitions whenever the group has assigned them anew. */
  onAssignment?(assignment: ReadonlyMap<string, readonly number[]>): void;
  /** False: the group remembers no place, and whoever joins it reads from the beginning (topic-table.ts). */
  readonly commitsOffsets?: boolean;
  /** How much one fetch brings of one partition, at most: few large batches are what ClickHouse wants. */
  readonly maxBytesPerPartition?: number;
  readonly partitionsConsumedConcurrently?: number;
  /** How long a dead consumer keeps its partitions. */
  readonly sessionTimeoutMs?: number;
  /** How long the group waits for a member that is busy with a batch; must exceed the longest batch. */
  readonly rebalanceTimeoutMs?: number;
  /** A broker that has been silent for so long is connected to anew; for a while it may just be busy. */
  readonly requestTimeoutMs?: number;
}

export interface RunningConsumer {
  /** Resolves after stop(); rejects with a KafkaStreamError when the consumer ends by itself. The process should exit then. */
  readonly finished: Promise<void>;
  /** Leaves the group. Batches in hand see isStale() and are waited for; what completes is committed. */
  stop(): Promise<void>;
  /** When the broker last answered a fetch (Unix ms): a liveness check compares it with the clock. */
  lastFetchAtMs(): number;
  /** Whether the partition rests because its batch was postponed. */
  isPaused(topic: string, partition: number): boolean;
}

/** A trickle is collected for a moment: every batch becomes work of its own for whoever stores it. */
const FETCH_WAIT_MS = 500;
const FETCH_MIN_BYTES = 64 * 1024;
const MAX_BYTES_PER_PARTITION = 16 * 1024 * 1024;
const FETCHED_PARTITIONS = 4;
const REQUEST_TIMEOUT_MS = 15_000;
export const HEARTBEAT_INTERVAL_MS = 2_000;

/** @param mayRestart asked when kafkajs has given up for a reason that time may heal. */
export function openConsumer(
  options: ConsumerOptions,
  mayRestart: (error: Error) => boolean,
): Consumer {
  const maxBytesPerPartition = options.maxBytesPerPartition ?? MAX_BYTES_PER_PARTITION;
  const { kafka, reconnectAfterSilence } = openKafka(options, {
    retry: { retries: 10, initialRetryTime: 300, maxRetryTime: 5_000 },
    requestTimeoutMs: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
  });
  const consumer = kafka.consumer({
    groupId: options.groupId,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    minBytes: FETCH_MIN_BYTES,
    maxBytesPerPartition,
    maxBytes: maxBytesPerPartition * FETCHED_PARTITIONS,
    heartbeatInterval: HEARTBEAT_INTERVAL_MS,
    sessionTimeout: options.sessionTimeoutMs ?? 30_000,
    rebalanceTimeout: options.rebalanceTimeoutMs ?? 60_000,
    retry: {
      retries: 10,
      initialRetryTime: 300,
      maxRetryTime: 5_000,
      restartOnFailure: (error) => Promise.resolve(mayRestart(error)),
    },
  });
  return reconnectAfterSilence(consumer);
}
