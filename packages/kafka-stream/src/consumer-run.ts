// One member of a consumer group: handles batches, commits them afterwards, and knows when they are no longer its own.
import kafkajs from "kafkajs";
import type { Consumer, EachBatchPayload } from "kafkajs";
import { HEARTBEAT_INTERVAL_MS, openConsumer } from "./consumer-options.ts";
import type { ConsumerOptions, RunningConsumer } from "./consumer-options.ts";
import {
  BatchAbandoned,
  describeDriverError,
  KafkaStreamError,
  protocolErrorType,
} from "./errors.ts";
import { readRecords } from "./incoming-records.ts";

const LONGEST_OUTAGE_MS = 5 * 60_000;
// The member is out of step with its group: the runner joins again, and our work in hand may be done elsewhere.
const MEMBERSHIP_LOST = new Set([
  "REBALANCE_IN_PROGRESS",
  "ILLEGAL_GENERATION",
  "UNKNOWN_MEMBER_ID",
]);

export class ConsumerRun implements RunningConsumer {
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
    if (this.#options.commitsOffsets ?? true) await this.#commit(payload);
    // Only now may the next fetch go on behind this batch.
    payload.resolveOffset(payload.batch.lastOffset());
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
