// In: a compacted topic, from its beginning and ever after. Out: a table in memory: the last value of each key.
// Every reader is a group of its own that commits nothing: it sees all partitions, and the broker forgets it when it has left.
// After a crash: the next start reads the topic again; what was read twice is the same table.
import { randomUUID } from "node:crypto";
import { connectAdmin } from "./admin.ts";
import type { KafkaConnection } from "./connection.ts";
import type { RecordBatch } from "./consumer-options.ts";
import { runConsumer } from "./consumer.ts";

export interface TopicTable {
  /** Grows and changes while the table is followed. */
  readonly entries: ReadonlyMap<string, Buffer>;
  /** Resolves after stop(); rejects with a KafkaStreamError when reading ends by itself. The process should exit then. */
  readonly finished: Promise<void>;
  stop(): Promise<void>;
}

export interface TopicTableOptions extends KafkaConnection {
  readonly topic: string;
  /** Called after each batch of changes. */
  readonly onChange?: (entries: ReadonlyMap<string, Buffer>) => void;
}

/**
 * Reads a topic as a table and follows its changes, within about a second. Resolves when everything that was there at the
 * call is in the table.
 * @throws KafkaStreamError when the brokers or the topic cannot be reached at the start.
 */
export async function followTopicTable(options: TopicTableOptions): Promise<TopicTable> {
  const { topic, onChange } = options;
  const groupId = `${options.clientId}.${topic}.${randomUUID()}`;
  const unread = await readEnds(options, groupId);
  const entries = new Map<string, Buffer>();
  const caughtUp = Promise.withResolvers<undefined>();
  if (unread.size === 0) caughtUp.resolve(undefined);

  const consumer = await runConsumer({
    ...options,
    groupId,
    topics: [topic],
    commitsOffsets: false,
    handleBatch: (batch) => {
      apply(batch, entries);
      onChange?.(entries);
      const end = unread.get(batch.partition) ?? 0n;
      if ((batch.records.at(-1)?.offset ?? -1n) + 1n >= end) unread.delete(batch.partition);
      if (unread.size === 0) caughtUp.resolve(undefined);
      return Promise.resolve();
    },
  });
  const ended = consumer.finished.then(() => {
    throw new Error("stopped before the table was read");
  });
  await Promise.race([caughtUp.promise, ended]);
  ended.catch(() => undefined);
  return { entries, finished: consumer.finished, stop: () => consumer.stop() };
}

/** The end offset of each partition that has something to read. */
async function readEnds(
  { topic, ...connection }: TopicTableOptions,
  groupId: string,
): Promise<Map<number, bigint>> {
  const admin = await connectAdmin(connection);
  try {
    const lags = await admin.readGroupLag(groupId, [topic]);
    const unread = lags.filter(({ lag }) => lag > 0n);
    return new Map(unread.map(({ partition, endOffset }) => [partition, endOffset]));
  } finally {
    await admin.disconnect();
  }
}

function apply({ records }: RecordBatch, entries: Map<string, Buffer>): void {
  for (const { key, value } of records) {
    if (key === null) continue;
    if (value === null) entries.delete(key.toString());
    else entries.set(key.toString(), value);
  }
}
