// In: records for a topic. Out: a promise that resolves when every in-sync replica has them (acks=all).
// After a crash or a failed send a record may be stored, or not, or twice: what is sent carries an id that makes a repeat harmless.
// Not idempotent in Kafka's sense on purpose: that would allow one request in flight, and readers deduplicate by id anyway.
import kafkajs from "kafkajs";
import type { Producer } from "kafkajs";
import { openKafka } from "./connection.ts";
import type { KafkaConnection } from "./connection.ts";
import { describeDriverError, KafkaStreamError } from "./errors.ts";
import { SendQueue } from "./send-queue.ts";

export interface OutgoingRecord {
  readonly key: string;
  readonly value: Buffer | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ProducerOptions extends KafkaConnection {
  /** Attempts after the first before a send fails. */
  readonly retries?: number;
  /** How long one attempt may wait for the broker's answer. */
  readonly requestTimeoutMs?: number;
}

export interface StreamProducer {
  /**
   * Stores the records, all or with an error saying that it is unknown how many. Calls may overlap.
   * @throws KafkaStreamError; when it is `retryable`, sending the same records again is right.
   */
  send(topic: string, records: readonly OutgoingRecord[]): Promise<void>;
  /** Resolves when no send is under way. */
  flush(): Promise<void>;
  /** Flushes, then closes the connections; a send after it fails. */
  disconnect(): Promise<void>;
}

/** A request must stay below the broker's socket.request.max.bytes and a topic's max.message.bytes with room to spare. */
const MAX_REQUEST_BYTES = 900_000;
const RECORD_OVERHEAD_BYTES = 64;
/** kafkajs copies a partition's list for each record that it adds: its work grows with the square of a request's records. */
const MAX_REQUEST_RECORDS = 1_000;
const ACKS_ALL = -1;

/** @throws KafkaStreamError `broker_unreachable` when no broker answers. */
export async function connectProducer(options: ProducerOptions): Promise<StreamProducer> {
  const { kafka, reconnectAfterSilence } = openKafka(options, {
    retry: { retries: options.retries ?? 5, initialRetryTime: 100, maxRetryTime: 2_000 },
    requestTimeoutMs: options.requestTimeoutMs ?? 10_000,
  });
  const producer = reconnectAfterSilence(
    kafka.producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
    }),
  );
  try {
    await producer.connect();
  } catch (error) {
    throw describeDriverError(error, `connect to Kafka at ${options.brokers.join(", ")}`);
  }
  return trackSends(producer);
}

function trackSends(producer: Producer): StreamProducer {
  const underWay = new Set<Promise<void>>();
  const queues = new Map<string, SendQueue<OutgoingRecord>>();
  let closed = false;

  function queueOf(topic: string): SendQueue<OutgoingRecord> {
    let queue = queues.get(topic);
    if (queue === undefined) {
      const send = (records: readonly OutgoingRecord[]): Promise<void> =>
        sendInRequests(producer, topic, records);
      queue = new SendQueue(send, MAX_REQUEST_RECORDS);
      queues.set(topic, queue);
    }
    return queue;
  }

  async function flush(): Promise<void> {
    while (underWay.size > 0) await Promise.allSettled(underWay);
  }

  return {
    async send(topic, records) {
      if (closed) {
        const message = `could not send to ${topic}: the producer is disconnected`;
        throw new KafkaStreamError("not_acknowledged", false, message);
      }
      const sending = queueOf(topic).send(records);
      underWay.add(sending);
      try {
        await sending;
      } finally {
        underWay.delete(sending);
      }
    },
    flush,
    async disconnect() {
      closed = true;
      await flush();
      await producer.disconnect();
    },
  };
}

async function sendInRequests(
  producer: Producer,
  topic: string,
  records: readonly OutgoingRecord[],
): Promise<void> {
  const requests = splitIntoRequests(records).map((messages) =>
    producer.send({ topic, acks: ACKS_ALL, messages }),
  );
  // Wait for all of them even when one fails: nothing may still be under way when the caller hears of it.
  const outcomes = await Promise.allSettled(requests);
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw describeDriverError(failed.reason, `store records in ${topic}`);
}

/** Consecutive groups of records, each within a request's bounds; a record that is larger stands alone. */
function splitIntoRequests(records: readonly OutgoingRecord[]): OutgoingRecord[][] {
  const groups: OutgoingRecord[][] = [];
  let group: OutgoingRecord[] = [];
  let groupBytes = 0;
  for (const record of records) {
    const bytes = sizeOf(record);
    const full = group.length === MAX_REQUEST_RECORDS || groupBytes + bytes > MAX_REQUEST_BYTES;
    if (full && group.length > 0) {
      groups.push(group);
      group = [];
      groupBytes = 0;
    }
    group.push(record);
    groupBytes += bytes;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

function sizeOf(record: OutgoingRecord): number {
  const valueBytes =
    typeof record.value === "string" ? Buffer.byteLength(record.value) : record.value.length;
  return valueBytes + Buffer.byteLength(record.key) + RECORD_OVERHEAD_BYTES;
}
