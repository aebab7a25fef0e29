// Administration of topics and groups: create, delete, and read how far topics and groups have come.
// Nothing here is needed to move a record; every call may be repeated.
import { setTimeout as delay } from "node:timers/promises";
import kafkajs from "kafkajs";
import type { Admin } from "kafkajs";
import { openKafka } from "./connection.ts";
import type { KafkaConnection } from "./connection.ts";
import { describeDriverError, protocolErrorType } from "./errors.ts";

export interface TopicDeclaration {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Kafka's topic configuration, e.g. {"message.timestamp.type": "LogAppendTime"}. */
  readonly config: Readonly<Record<string, string>>;
}

export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** The offset that the next record will get. */
  readonly endOffset: bigint;
  /** The next offset that the group will read; the log's start when the group has committed nothing. */
  readonly nextOffset: bigint;
  /** Records that the group has not committed yet. */
  readonly lag: bigint;
}

export interface KafkaAdmin {
  /** Creates the topics that are missing, with their configuration; existing ones stay as they are. Returns what it created. */
  ensureTopics(topics: readonly TopicDeclaration[]): Promise<string[]>;
  deleteTopics(names: readonly string[]): Promise<void>;
  listTopics(): Promise<string[]>;
  /** A topic's configuration as it is in force. */
  readTopicConfig(topic: string): Promise<ReadonlyMap<string, string>>;
  /** The offset that the next record of each partition will get. */
  readEndOffsets(topic: string): Promise<ReadonlyMap<number, bigint>>;
  /** What the group has committed; partitions without a commit are left out. */
  readCommittedOffsets(
    groupId: string,
    topics: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<number, bigint>>>;
  /** Forgets what a group without members has committed: it will read everything again. A group that is not there is no failure. */
  forgetGroup(groupId: string): Promise<void>;
  /** How far the group is behind, per partition. */
  readGroupLag(groupId: string, topics: readonly string[]): Promise<PartitionLag[]>;
  disconnect(): Promise<void>;
}

export interface AdminOptions extends KafkaConnection {
  /** Attempts after the first before a call fails (default 5). */
  readonly retries?: number;
  /** How long one attempt may wait for the broker's answer (default 15 s). */
  readonly requestTimeoutMs?: number;
}

/** A topic was just made, a leader or a group's coordinator is being chosen: over in a moment, and not repeated by kafkajs. */
const UNSETTLED = [
  "NOT_LEADER_FOR_PARTITION",
  "LEADER_NOT_AVAILABLE",
  "NOT_COORDINATOR_FOR_GROUP",
  "GROUP_COORDINATOR_NOT_AVAILABLE",
  "GROUP_LOAD_IN_PROGRESS",
];
const ATTEMPTS = 50;
const PAUSE_MS = 200;

/** @throws KafkaStreamError `broker_unreachable` when no broker answers; every method throws KafkaStreamError too. */
export async function connectAdmin(connection: AdminOptions): Promise<KafkaAdmin> {
  const { kafka, reconnectAfterSilence } = openKafka(connection, {
    retry: { retries: connection.retries ?? 5, initialRetryTime: 100, maxRetryTime: 2_000 },
    requestTimeoutMs: connection.requestTimeoutMs ?? 15_000,
  });
  const admin = reconnectAfterSilence(kafka.admin());
  await explain(`connect to Kafka at ${connection.brokers.join(", ")}`, () => admin.connect());
  return {
    ensureTopics: (topics) => ensureTopics(admin, topics),
    async deleteTopics(names) {
      if (names.length === 0) return;
      await explain("delete topics", () => admin.deleteTopics({ topics: [...names] }));
    },
    listTopics: () => explain("list topics", () => admin.listTopics()),
    readTopicConfig: (topic) => readTopicConfig(admin, topic),
    readEndOffsets: (topic) => readEndOffsets(admin, topic),
    readCommittedOffsets: (groupId, topics) => readCommittedOffsets(admin, groupId, topics),
    forgetGroup: (groupId) => forgetGroup(admin, groupId),
    readGroupLag: (groupId, topics) => readGroupLag(admin, groupId, topics),
    disconnect: () => admin.disconnect(),
  };
}

async function ensureTopics(admin: Admin, topics: readonly TopicDeclaration[]): Promise<string[]> {
  const existing = new Set(await explain("list topics", () => admin.listTopics()));
  const missing = topics.filter((topic) => !existing.has(topic.name));
  if (missing.length === 0) return [];
  const declared = {
    // kafkajs would wait too, but takes the first moment, in which the broker does not know the topic yet, for a failure.
    waitForLeaders: false,
    topics: missing.map((topic) => ({
      topic: topic.name,
      numPartitions: topic.partitions,
      replicationFactor: topic.replicationFactor,
      configEntries: Object.entries(topic.config).map(([name, value]) => ({ name, value })),
    })),
  };
  const names = missing.map((topic) => topic.name);
  await explain(`create the topics ${names.join(", ")}`, () => admin.createTopics(declared));
  for (const name of names) {
    const known = [...UNSETTLED, "UNKNOWN_TOPIC_OR_PARTITION"];
    await explain(`wait for the topic ${name}`, () => admin.fetchTopicOffsets(name), known);
  }
  return names;
}

async function readTopicConfig(admin: Admin, topic: string): Promise<Map<string, string>> {
  const { resources } = await explain(`read the configuration of ${topic}`, () =>
    admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
    }),
  );
  const entries = resources.flatMap((resource) => resource.configEntries);
  return new Map(entries.map((entry) => [entry.configName, entry.configValue]));
}

async function readEndOffsets(admin: Admin, topic: string): Promise<Map<number, bigint>> {
  const offsets = await explain(`read the offsets of ${topic}`, () =>
    admin.fetchTopicOffsets(topic),
  );
  return new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]));
}

async function readCommittedOffsets(
  admin: Admin,
  groupId: string,
  topics: readonly string[],
): Promise<Map<string, Map<number, bigint>>> {
  const committed = await explain(`read the offsets of the group ${groupId}`, () =>
    admin.fetchOffsets({ groupId, topics: [...topics] }),
  );
  return new Map(
    committed.map(({ topic, partitions }) => {
      const known = partitions.filter(({ offset }) => offset !== "-1");
      return [topic, new Map(known.map((each) => [each.partition, BigInt(each.offset)]))];
    }),
  );
}

async function forgetGroup(admin: Admin, groupId: string): Promise<void> {
  const { groups } = await explain("list groups", () => admin.listGroups());
  if (!groups.some((group) => group.groupId === groupId)) return;
  // A member that has just left may still be counted for a moment.
  const passing = [...UNSETTLED, "NON_EMPTY_GROUP"];
  await explain(`forget the group ${groupId}`, () => deleteGroup(admin, groupId), passing);
}

/** kafkajs wraps the broker's error once more. */
async function deleteGroup(admin: Admin, groupId: string): Promise<void> {
  try {
    await admin.deleteGroups([groupId]);
  } catch (error) {
    throw error instanceof kafkajs.KafkaJSDeleteGroupsError
      ? (error.groups[0]?.error ?? error)
      : error;
  }
}

async function readGroupLag(
  admin: Admin,
  groupId: string,
  topics: readonly string[],
): Promise<PartitionLag[]> {
  // Committed first: a record that arrives between the two reads then shows as lag, never as a negative one.
  const committed = await readCommittedOffsets(admin, groupId, topics);
  const lags: PartitionLag[] = [];
  for (const topic of topics) {
    const offsets = await explain(`read the offsets of ${topic}`, () =>
      admin.fetchTopicOffsets(topic),
    );
    for (const { partition, low, high } of offsets) {
      const endOffset = BigInt(high);
      const nextOffset = committed.get(topic)?.get(partition) ?? BigInt(low);
      const lag = endOffset > nextOffset ? endOffset - nextOffset : 0n;
      lags.push({ topic, partition, endOffset, nextOffset, lag });
    }
  }
  return lags;
}

/** Asks again while the cluster is between two states. */
async function explain<T>(
  doing: string,
  request: () => Promise<T>,
  passing: readonly string[] = UNSETTLED,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      if (attempt === ATTEMPTS || !passing.includes(protocolErrorType(error))) {
        throw describeDriverError(error, doing);
      }
      await delay(PAUSE_MS);
    }
  }
}
