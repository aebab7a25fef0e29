// In: batches of records of the partitions that the group gave us. Out: offsets committed after the handler is done.
// At least once: a batch is committed only when its handler resolved, so a crash, a rebalance or a failed commit
// brings it again. A handler that throws ends the consumer (`finished` rejects): the process exits and is restarted
// by whoever runs it, instead of kafkajs restarting for ever on the same record. An outage of the brokers is ridden out,
// for some minutes.
import kafkajs from "kafkajs";
import type { Consumer, EachBatchPayload } from "kafkajs";
import { openKafka } from "./connection.ts";
import type { KafkaConnection } from "./connection.ts";
import {
  BatchAbandoned,
  describeDriverError,
  KafkaStreamError,
  protocolErrorType,
} from "./errors.ts";
import { readRecords } from "./incoming-records.ts";
import type { IncomingRecord } from "./incoming-records.ts";

export interface RecordBatch {
  readonly topic: string;
  readonly partition: number;
  /** At least one; offsets ascend, and may have gaps. */
  readonly records: readonly IncomingRecord[];
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
  /** Resolves when the batch is durably done; its offsets are committed then. Called for several partitions at once. */
  handleBatch(batch: RecordBatch): Promise<void>;
  /** Called with topic -> partitions whenever the group has assigned them anew. */
  onAssignment?(assignment: ReadonlyMap<string, readonly number[]>): void;
  /** How much one fetch brings of one partition, at most: few large batches are what ClickHouse wants. */
  readonly maxBytesPerPartition?: number;
  readonly partitionsConsumedConcurrently?: number;
  /** How long a dead consumer keeps its partitions. */
  readonly sessionTimeoutMs?: number;
  /** How long the group waits for a member that is busy with a batch; must exceed the longest batch. */
  readonly rebalanceTimeoutMs?: number;
}

export interface RunningConsumer {
  /** Resolves after stop(); rejects with a KafkaStreamError when the consumer ends by itself. The process should exit then. */
  readonly finished: Promise<void>;
  /** Leaves the group. Batches in hand see isStale() and are waited for; what completes is committed. */
  stop(): Promise<void>;
  /** When the broker last answered a fetch (Unix ms): a liveness check compares it with the clock. */
  lastFetchAtMs(): number;
}

/** A trickle is collected for a moment: every batch becomes work of its own for whoever stores it. */
const FETCH_WAIT_MS = 500;
const FETCH_MIN_BYTES = 64 * 1024;
const MAX_BYTES_PER_PARTITION = 16 * 1024 * 1024;
const FETCHED_PARTITIONS = 4;
const HEARTBEAT_INTERVAL_MS = 2_000;
const LONGEST_OUTAGE_MS = 5 * 60_000;
// The member is out of step with its group: the runner joins again, and our work in hand may be done elsewhere.
const MEMBERSHIP_LOST = new Set([
  "REBALANCE_IN_PROGRESS",
  "ILLEGAL_GENERATION",
  "UNKNOWN_MEMBER_ID",
]);

/**
 * Joins the group and handles batches until stop(). Reads a topic from its beginning where the group has committed nothing.
 * @throws KafkaStreamError when the brokers or topics cannot be reached at the start.
 */
export async function runConsumer(options: ConsumerOptions): Promise<RunningConsumer> {
  const running = new ConsumerRun(options);
  const { consumer } = running;
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
  } catch (error) {
    await consumer.disconnect().catch(() => undefined);
    throw describeDriverError(error, `read ${options.topics.join(", ")}`);
  }
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: options.partitionsConsumedConcurrently ?? 1,
    eachBatch: (payload) => running.handle(payload),
  });
  return running;
}

function openConsumer(options: ConsumerOptions, mayRestart: () => boolean): Consumer {
  const maxBytesPerPartition = options.maxBytesPerPartition ?? MAX_BYTES_PER_PARTITION;
  const kafka = openKafka(options, {
    retry: { retries: 10, initialRetryTime: 300, maxRetryTime: 5_000 },
    requestTimeoutMs: 30_000,
  });
  return kafka.consumer({
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
      restartOnFailure: () => Promise.resolve(mayRestart()),
    },
  });
}

class ConsumerRun implements RunningConsumer {
  readonly finished: Promise<void>;
  readonly consumer: Consumer;
  readonly #options: ConsumerOptions;
  readonly #settle: { resolve: () => void; reject: (error: Error) => void };
  #lastFetchAtMs = Date.now();
  #stopping = false;
  /** Rises with every assignment: a batch fetched under an older one must not commit under the newer. */
  #assignmentNumber = 0;
  /** From the moment a heartbeat or commit learns of a rebalance until the next assignment. */
  #membershipLost = false;

  /** When kafkajs first gave up without a fetch having succeeded since. */
  #outageSinceMs: number | undefined;

  constructor(options: ConsumerOptions) {
    this.consumer = openConsumer(options, () => this.#mayRestart());
    this.#options = options;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.finished = promise;
    // Whoever awaits `finished` still gets the error; nobody awaiting it yet must not end the process.
    promise.catch(() => undefined);
    this.#settle = {
      resolve: () => {
        resolve(undefined);
      },
      reject,
    };
    this.#listen();
  }

  lastFetchAtMs(): number {
    return this.#lastFetchAtMs;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.consumer.disconnect();
    this.#settle.resolve();
  }

  async handle(payload: EachBatchPayload): Promise<void> {
    const assignmentNumber = this.#assignmentNumber;
    const isStale = (): boolean =>
      this.#stopping ||
      this.#membershipLost ||
      this.#assignmentNumber !== assignmentNumber ||
      !payload.isRunning() ||
      payload.isStale();
    if (isStale()) return;

    const done = await this.#runHandler(payload, isStale);
    // A partition that was assigned anew since then is somebody else's, or ours from its last commit: leave it alone.
    if (!done || this.#assignmentNumber !== assignmentNumber) return;
    await this.#commit(payload);
  }

  /** Whether the handler finished the batch. */
  async #runHandler(payload: EachBatchPayload, isStale: () => boolean): Promise<boolean> {
    const { batch } = payload;
    const heartbeat = (): Promise<void> => this.#heartbeat(payload);
    const timer = setInterval(() => void heartbeat(), HEARTBEAT_INTERVAL_MS);
    try {
      await this.#options.handleBatch({
        topic: batch.topic,
        partition: batch.partition,
        records: readRecords(batch.messages),
        highWatermark: BigInt(batch.highWatermark),
        isStale,
        heartbeat,
      });
      return true;
    } catch (error) {
      if (error instanceof BatchAbandoned && isStale()) return false;
      throw this.#fail(handlerFailed(error, batch.topic, batch.partition, batch.firstOffset()));
    } finally {
      clearInterval(timer);
    }
  }

  /** Never throws: kafkajs sends its own heartbeat after the batch and acts on what that one learns. */
  async #heartbeat(payload: EachBatchPayload): Promise<void> {
    try {
      await payload.heartbeat();
    } catch (error) {
      this.#noticeMembershipLost(error);
    }
  }

  async #commit(payload: EachBatchPayload): Promise<void> {
    const { topic, partition } = payload.batch;
    const lastOffset = payload.batch.lastOffset();
    const offset = (BigInt(lastOffset) + 1n).toString();
    try {
      await payload.commitOffsetsIfNecessary({
        topics: [{ topic, partitions: [{ partition, offset }] }],
      });
    } catch (error) {
      // Handed to kafkajs: it joins the group again or retries, and the batch comes again.
      this.#noticeMembershipLost(error);
      throw error;
    }
    // Only now may the next fetch go on behind this batch.
    payload.resolveOffset(lastOffset);
  }

  #noticeMembershipLost(error: unknown): void {
    if (MEMBERSHIP_LOST.has(protocolErrorType(error))) this.#membershipLost = true;
  }

  /**
   * kafkajs asks after errors that time may heal: a broker that is away, or a group coordinator that is still loading, which
   * it takes for the end although every fresh broker answers so. It would ask for ever; a process that exits is seen.
   */
  #mayRestart(): boolean {
    const nowMs = Date.now();
    this.#outageSinceMs ??= nowMs;
    return !this.#stopping && nowMs - this.#outageSinceMs < LONGEST_OUTAGE_MS;
  }

  /** Ends `finished` and returns what stops kafkajs without a retry. */
  #fail(error: KafkaStreamError): Error {
    this.#stopping = true;
    this.#settle.reject(error);
    return new kafkajs.KafkaJSNonRetriableError(error.message);
  }

  #listen(): void {
    const { GROUP_JOIN, FETCH, CRASH } = this.consumer.events;
    this.consumer.on(FETCH, () => {
      this.#lastFetchAtMs = Date.now();
      this.#outageSinceMs = undefined;
    });
    this.consumer.on(GROUP_JOIN, ({ payload }) => {
      this.#assignmentNumber += 1;
      this.#membershipLost = false;
      this.#options.onAssignment?.(new Map(Object.entries(payload.memberAssignment)));
    });
    this.consumer.on(CRASH, ({ payload }) => {
      if (payload.restart || this.#stopping) return;
      const cause = describeDriverError(payload.error, "go on reading");
      const message = `the consumer ended: ${cause.message}; restart the process`;
      this.#settle.reject(
        new KafkaStreamError("consumer_crashed", cause.retryable, message, { cause }),
      );
    });
  }
}

function handlerFailed(
  error: unknown,
  topic: string,
  partition: number,
  firstOffset: string | null,
): KafkaStreamError {
  const detail = error instanceof Error ? error.message : String(error);
  const place = `${topic}/${partition} from offset ${firstOffset ?? "?"}`;
  const message = `handling ${place} failed: ${detail}; nothing of it was committed`;
  return new KafkaStreamError("handler_failed", false, message, { cause: error });
}
