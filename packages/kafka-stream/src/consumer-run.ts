// One member of a consumer group: handles batches, commits them afterwards, and knows when they are no longer its own.
import { setTimeout as delay } from "node:timers/promises";
import kafkajs from "kafkajs";
import type { Consumer, EachBatchPayload } from "kafkajs";
import { HEARTBEAT_INTERVAL_MS, openConsumer } from "./consumer-options.ts";
import type { ConsumerOptions, RunningConsumer } from "./consumer-options.ts";
import {
  BatchAbandoned,
  BatchPostponed,
  describeDriverError,
  KafkaStreamError,
  protocolErrorType,
} from "./errors.ts";
import { readRecords } from "./incoming-records.ts";
import { PausedPartitions } from "./paused-partitions.ts";

/** How long a failure of a broker that does answer is put up with. One that is away is waited for without an end. */
const LONGEST_TROUBLE_MS = 5 * 60_000;
const START_AGAIN_MS = 2_000;
// The member is out of step with its group: the runner joins again, and our work in hand may be done elsewhere.
const MEMBERSHIP_LOST = new Set([
  "REBALANCE_IN_PROGRESS",
  "ILLEGAL_GENERATION",
  "UNKNOWN_MEMBER_ID",
]);

export class ConsumerRun implements RunningConsumer {
  readonly finished: Promise<void>;
  readonly #consumer: Consumer;
  readonly #options: ConsumerOptions;
  readonly #paused = new PausedPartitions();
  readonly #settle: { resolve: () => void; reject: (error: Error) => void };
  #lastFetchAtMs = Date.now();
  #stopping = false;
  /** Rises with every assignment: a batch fetched under an older one must not commit under the newer. */
  #assignmentNumber = 0;
  /** From the moment a heartbeat or commit learns of a rebalance until the next assignment. */
  #membershipLost = false;

  /** When kafkajs first gave up, for another reason than brokers that are away, without a fetch having succeeded since. */
  #troubleSinceMs: number | undefined;

  constructor(options: ConsumerOptions) {
    this.#consumer = openConsumer(options, (error) => this.#mayRestart(error));
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

  isPaused(topic: string, partition: number): boolean {
    return this.#paused.has(topic, partition);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#paused.clear();
    await this.#consumer.disconnect();
    this.#settle.resolve();
  }

  /** @throws KafkaStreamError when the brokers or topics cannot be reached. */
  async start(): Promise<void> {
    const { topics, partitionsConsumedConcurrently = 1 } = this.#options;
    try {
      await this.#consumer.connect();
      await this.#consumer.subscribe({ topics: [...topics], fromBeginning: true });
    } catch (error) {
      await this.#consumer.disconnect().catch(() => undefined);
      throw describeDriverError(error, `read ${topics.join(", ")}`);
    }
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently,
      eachBatch: (payload) => this.#handle(payload),
    });
  }

  /** For outages in which kafkajs gives up without asking. */
  async #startAgain(): Promise<void> {
    for (;;) {
      await delay(START_AGAIN_MS);
      if (this.#stopping) return;
      try {
        await this.start();
        return;
      } catch (error) {
        const failure = describeDriverError(error, "go on reading");
        if (failure.code !== "broker_unreachable") {
          this.#crash(failure);
          return;
        }
      }
    }
  }

  #crash(cause: KafkaStreamError): void {
    const message = `the consumer ended: ${cause.message}; restart the process`;
    const { retryable } = cause;
    this.#settle.reject(new KafkaStreamError("consumer_crashed", retryable, message, { cause }));
  }

  async #handle(payload: EachBatchPayload): Promise<void> {
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
    if (this.#options.commitsOffsets ?? true) await this.#commit(payload);
    // Only now may the next fetch go on behind this batch.
    payload.resolveOffset(payload.batch.lastOffset());
  }

  /** Whether the handler finished the batch. */
  async #runHandler(payload: EachBatchPayload, isStale: () => boolean): Promise<boolean> {
    const { batch } = payload;
    const records = readRecords(batch);
    // Compaction may have left nothing of what is behind the last commit.
    if (records.length === 0) return true;
    const heartbeat = (): Promise<void> => this.#heartbeat(payload);
    const timer = setInterval(() => void heartbeat(), HEARTBEAT_INTERVAL_MS);
    try {
      await this.#options.handleBatch({
        topic: batch.topic,
        partition: batch.partition,
        records,
        bytes: records.bytes,
        highWatermark: BigInt(batch.highWatermark),
        isStale,
        heartbeat,
      });
      return true;
    } catch (error) {
      if (error instanceof BatchAbandoned && isStale()) return false;
      if (error instanceof BatchPostponed) {
        if (!isStale())
          this.#paused.rest(batch.topic, batch.partition, error.pauseMs, payload.pause());
        return false;
      }
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
    const offset = (BigInt(payload.batch.lastOffset()) + 1n).toString();
    try {
      await payload.commitOffsetsIfNecessary({
        topics: [{ topic, partitions: [{ partition, offset }] }],
      });
    } catch (error) {
      // Handed to kafkajs: it joins the group again or retries, and the batch comes again.
      this.#noticeMembershipLost(error);
      throw error;
    }
  }

  #noticeMembershipLost(error: unknown): void {
    if (MEMBERSHIP_LOST.has(protocolErrorType(error))) this.#membershipLost = true;
  }

  /**
   * kafkajs asks after errors that time may heal: a broker that is away, for which a restart of the process is no cure, or a
   * group coordinator that is still loading, which it takes for the end although every fresh broker answers so. Whatever else
   * it is that does not pass, it would ask for ever; a process that exits is seen.
   */
  #mayRestart(error: Error): boolean {
    if (this.#stopping) return false;
    if (describeDriverError(error, "read").code === "broker_unreachable") return true;
    const nowMs = Date.now();
    this.#troubleSinceMs ??= nowMs;
    return nowMs - this.#troubleSinceMs < LONGEST_TROUBLE_MS;
  }

  /** Ends `finished` and returns what stops kafkajs without a retry. */
  #fail(error: KafkaStreamError): Error {
    this.#stopping = true;
    this.#settle.reject(error);
    return new kafkajs.KafkaJSNonRetriableError(error.message);
  }

  #listen(): void {
    const { GROUP_JOIN, FETCH, CRASH } = this.#consumer.events;
    this.#consumer.on(FETCH, () => {
      this.#lastFetchAtMs = Date.now();
      this.#troubleSinceMs = undefined;
    });
    this.#consumer.on(GROUP_JOIN, ({ payload }) => {
      this.#assignmentNumber += 1;
      this.#membershipLost = false;
      this.#options.onAssignment?.(new Map(Object.entries(payload.memberAssignment)));
    });
    this.#consumer.on(CRASH, ({ payload }) => {
      if (payload.restart || this.#stopping) return;
      const cause = describeDriverError(payload.error, "go on reading");
      if (cause.code === "broker_unreachable") void this.#startAgain();
      else this.#crash(cause);
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
