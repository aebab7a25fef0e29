// For the test of interleavings: Kafka as the worker sees it, so small that a test can stop it between any two steps. Partitions
// that only grow, one group with committed offsets, members that own partitions, and a generation that rises with every rebalance.
import { crc32 } from "node:zlib";
import { DEAD_LETTERS_TOPIC, EVENT_TOPICS } from "@mimamori/event-contracts";
import type {
  IncomingRecord,
  KafkaAdmin,
  OutgoingRecord,
  PartitionLag,
} from "@mimamori/kafka-stream";
import { recordOf } from "./worker-fixture.ts";

const PARTITIONS = 2;
const FIRST_MS = Date.UTC(2026, 5, 1);

export interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly records: IncomingRecord[];
  /** The next offset that the group reads after a restart. */
  committed: number;
}

export const EVENT_PARTITIONS = EVENT_TOPICS.length * PARTITIONS;

export class StreamModel {
  readonly places: readonly Place[];
  generation = 0;
  #nowMs = FIRST_MS;

  constructor() {
    const partitionsOf = (topic: string): Place[] =>
      Array.from({ length: topic === DEAD_LETTERS_TOPIC ? 1 : PARTITIONS }, (_, partition) => ({
        topic,
        partition,
        records: [],
        committed: 0,
      }));
    this.places = [...EVENT_TOPICS, DEAD_LETTERS_TOPIC].flatMap(partitionsOf);
  }

  /** The broker's clock (Unix ms); it goes on with every look. */
  now(): number {
    this.#nowMs += 700;
    return this.#nowMs;
  }

  append(topic: string, key: string, value: string): IncomingRecord {
    const partitions = this.places.filter((place) => place.topic === topic);
    const { records } = partitions[crc32(key) % partitions.length] as Place;
    const record = recordOf(value, records.length, this.now());
    records.push(record);
    return record;
  }

  /** The producer's side of the topic dead-letters. */
  send(topic: string, letters: readonly OutgoingRecord[]): void {
    for (const { key, value } of letters) this.append(topic, key, value.toString());
  }

  /** What the worker asks of the broker to report its progress. */
  readonly admin: Pick<KafkaAdmin, "readGroupLag"> = {
    readGroupLag: (_group, topics) =>
      Promise.resolve(
        this.places.filter(({ topic }) => topics.includes(topic)).map((place) => lagOf(place)),
      ),
  };

  isRead(): boolean {
    return this.places.every(({ records, committed }) => committed === records.length);
  }
}

function lagOf({ topic, partition, records, committed }: Place): PartitionLag {
  return {
    topic,
    partition,
    endOffset: BigInt(records.length),
    nextOffset: BigInt(committed),
    lag: BigInt(records.length - committed),
  };
}
