// In: a request's records. Out: a promise that resolves only when Kafka has acknowledged all of them.
// What waits for Kafka is bounded: beyond that, and while Kafka is away, senders are told at once to come back later, instead of this
// process growing until it dies. After a crash: what was not answered was not accepted, and the sender has it still.
import type { OutgoingRecord, StreamProducer } from "@mimamori/kafka-stream";
import { isRetryable } from "@mimamori/service-lifecycle";
import type { Waits } from "@mimamori/service-lifecycle";
import type { CollectorMetrics } from "./collector-metrics.ts";
import { RequestError } from "./errors.ts";
import { spreadRetries } from "./spread-retries.ts";

/** Bodies of senders that wait for Kafka's acknowledgement, together; what is made of them takes a few times as much memory. */
const MOST_BYTES_WAITING = 32 * 1024 * 1024;
const RETRY_AFTER_SECONDS = 5;

/** While Kafka is away, one request per so much time tries whether it is back; the others need not wait for the same failure. */
const TRY_EVERY_MS = 1_000;

export interface RecordStore {
  /** Asked before a body is read. @throws RequestError `collector_busy` or `kafka_unavailable` when nothing can be stored now. */
  requireRoom(): void;
  /**
   * @param bytes the size of the request that the records come from.
   * @throws RequestError `collector_busy` or `kafka_unavailable`.
   */
  store(records: ReadonlyMap<string, readonly OutgoingRecord[]>, bytes: number): Promise<void>;
}

export interface StoreParts {
  readonly producer: Pick<StreamProducer, "send">;
  readonly metrics: CollectorMetrics;
  readonly waits: Pick<Waits, "begin" | "end">;
  /** Unix ms. */
  readonly now: () => number;
}

export function createRecordStore(
  parts: StoreParts,
  mostBytesWaiting = MOST_BYTES_WAITING,
): RecordStore {
  const { metrics, now } = parts;
  const outage = new Outage(parts);
  let bytesWaiting = 0;

  function hold(bytes: number): void {
    bytesWaiting += bytes;
    metrics.bytesWaiting.set(bytesWaiting);
  }

  function requireRoomFor(bytes: number): void {
    if (bytesWaiting + bytes > mostBytesWaiting) {
      const why = "too much is waiting for Kafka; send the same again later";
      throw turnedAway(429, "collector_busy", why, metrics);
    }
    if (outage.isOn(now())) {
      const why = "Kafka does not answer; send the same again later";
      throw turnedAway(503, "kafka_unavailable", why, metrics);
    }
  }

  return {
    requireRoom: () => {
      requireRoomFor(0);
    },
    async store(records, bytes) {
      if (records.size === 0) return;
      requireRoomFor(bytes);
      outage.noteTry(now());
      hold(bytes);
      const stopTimer = metrics.kafkaSeconds.startTimer();
      try {
        await send(records, parts, outage);
      } finally {
        stopTimer();
        hold(-bytes);
      }
    },
  };
}

async function send(
  records: ReadonlyMap<string, readonly OutgoingRecord[]>,
  { producer, metrics, now }: StoreParts,
  outage: Outage,
): Promise<void> {
  const sends = [...records].map(([topic, ofTopic]) => producer.send(topic, ofTopic));
  // All have come to an end when this returns: what is said about the request then stays true.
  const failed = (await Promise.allSettled(sends)).find(({ status }) => status === "rejected");
  if (failed === undefined) {
    outage.end();
    return;
  }
  outage.noteFailure((failed as PromiseRejectedResult).reason as unknown, now());
  const why = "Kafka has not acknowledged; nothing is accepted: send the same again";
  throw turnedAway(503, "kafka_unavailable", why, metrics);
}

function turnedAway(
  status: number,
  code: "collector_busy" | "kafka_unavailable",
  why: string,
  { turnedAway: counter }: CollectorMetrics,
): RequestError {
  counter.inc({ code });
  return new RequestError(status, code, why, spreadRetries(RETRY_AFTER_SECONDS));
}

/** Whether Kafka is away, as far as the last request has shown. */
class Outage {
  readonly #waits: StoreParts["waits"];
  /** Unix ms; 0 while Kafka acknowledges. */
  #nextTryAtMs = 0;

  constructor({ waits }: Pick<StoreParts, "waits">) {
    this.#waits = waits;
  }

  isOn(nowMs: number): boolean {
    return nowMs < this.#nextTryAtMs;
  }

  noteTry(nowMs: number): void {
    if (this.#nextTryAtMs > 0) this.#nextTryAtMs = nowMs + TRY_EVERY_MS;
  }

  noteFailure(error: unknown, nowMs: number): void {
    this.#waits.begin("accepting", error);
    // What no waiting cures, such as a topic that is missing, says nothing about the next request.
    if (isRetryable(error)) this.#nextTryAtMs = nowMs + TRY_EVERY_MS;
  }

  end(): void {
    this.#nextTryAtMs = 0;
    this.#waits.end("accepting");
  }
}
