// In: a request's records. Out: a promise that resolves only when Kafka has acknowledged all of them.
// What waits for Kafka is bounded: beyond that, senders are told to wait, instead of this process growing until it dies.
import type { OutgoingRecord, StreamProducer } from "@mimamori/kafka-stream";
import type { Log } from "@mimamori/service-lifecycle";
import type { CollectorMetrics } from "./collector-metrics.ts";
import { RequestError } from "./errors.ts";

/** Bodies of senders that wait for Kafka's acknowledgement, together. */
const MOST_BYTES_WAITING = 64 * 1024 * 1024;
const RETRY_AFTER_SECONDS = 5;

export interface RecordStore {
  /**
   * @param bytes the size of the request that the records come from.
   * @throws RequestError `collector_busy` or `kafka_unavailable`.
   */
  store(records: ReadonlyMap<string, readonly OutgoingRecord[]>, bytes: number): Promise<void>;
}

export function createRecordStore(
  producer: StreamProducer,
  metrics: CollectorMetrics,
  log: Log,
  mostBytesWaiting = MOST_BYTES_WAITING,
): RecordStore {
  let bytesWaiting = 0;
  let kafkaAnswers = true;

  async function send(records: ReadonlyMap<string, readonly OutgoingRecord[]>): Promise<void> {
    const sends = [...records].map(([topic, ofTopic]) => producer.send(topic, ofTopic));
    // All have come to an end when this returns: what is said about the request then stays true.
    const failed = (await Promise.allSettled(sends)).find(({ status }) => status === "rejected");
    noteOutcome(failed?.status === "rejected" ? failed.reason : undefined);
    if (failed === undefined) return;
    const message = "Kafka has not acknowledged; nothing is accepted: send the same again";
    throw new RequestError(503, "kafka_unavailable", message, RETRY_AFTER_SECONDS);
  }

  /** One line when an outage begins and one when it ends: an outage must not flood the log. */
  function noteOutcome(error: unknown): void {
    if (error !== undefined && kafkaAnswers) {
      log.error({ err: error }, "Kafka does not acknowledge; senders get 503 until it does");
    } else if (error === undefined && !kafkaAnswers) {
      log.info("Kafka acknowledges again");
    }
    kafkaAnswers = error === undefined;
  }

  return {
    async store(records, bytes) {
      if (records.size === 0) return;
      if (bytesWaiting + bytes > mostBytesWaiting) {
        const message = "too much is waiting for Kafka; send the same again later";
        throw new RequestError(429, "collector_busy", message, RETRY_AFTER_SECONDS);
      }
      bytesWaiting += bytes;
      const stopTimer = metrics.kafkaSeconds.startTimer();
      try {
        await send(records);
      } finally {
        stopTimer();
        bytesWaiting -= bytes;
      }
    },
  };
}
