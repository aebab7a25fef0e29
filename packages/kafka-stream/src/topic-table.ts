// In: a compacted topic, from its beginning and ever after. Out: a table in memory: the last value of each key.
// Every reader is a group of its own that commits nothing: it sees all partitions, and the broker forgets it when it has left. When
// it has to join again it is given everything once more; what it has applied it passes over, so that no earlier value comes back.
// An outage of the brokers, however long, leaves the table as it was; it goes on afterwards.
// After a crash: the next start reads the topic again; what was read twice is the same table.
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { connectAdmin } from "./admin.ts";
import type { KafkaConnection } from "./connection.ts";
import type { RecordBatch, RunningConsumer } from "./consumer-options.ts";
import { runConsumer } from "./consumer.ts";

const PAUSE_MS = 2_000;

export interface TopicTable {
  /** Grows and changes while the table is followed. */
  readonly entries: ReadonlyMap<string, Buffer>;
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
  const { topic, onChange, log } = options;
  const groupId = `${options.clientId}.${topic}.${randomUUID()}`;
  const unread = await readEnds(options, groupId);
  const entries = new Map<string, Buffer>();
  const nextOffsets = new Map<number, bigint>();
  const caughtUp = Promise.withResolvers<undefined>();
  if (unread.size === 0) caughtUp.resolve(undefined);

  const start = (): Promise<RunningConsumer> =>
    runConsumer({
      ...options,
      groupId,
      topics: [topic],
      commitsOffsets: false,
      handleBatch: (batch) => {
        const next = apply(batch, entries, nextOffsets);
        onChange?.(entries);
        if (next >= (unread.get(batch.partition) ?? 0n)) unread.delete(batch.partition);
        if (unread.size === 0) caughtUp.resolve(undefined);
        return Promise.resolve();
      },
    });

  const stopping = new AbortController();
  let consumer = await start();
  const following = (async () => {
    while (!stopping.signal.aborted) {
      try {
        await consumer.finished;
      } catch (error) {
        log.warn({ err: error }, `following ${topic} was interrupted; what is known of it holds`);
        consumer = await startAgain(start, stopping.signal, consumer);
      }
    }
  })();
  await caughtUp.promise;
  return {
    entries,
    async stop() {
      stopping.abort();
      const stopped = consumer;
      await stopped.stop();
      await following;
      // It may have been starting anew just then.
      if (consumer !== stopped) await consumer.stop();
    },
  };
}

/** Tries until it is connected again; answers the old one, which has ended, when it is to stop. */
async function startAgain(
  start: () => Promise<RunningConsumer>,
  signal: AbortSignal,
  ended: RunningConsumer,
): Promise<RunningConsumer> {
  for (;;) {
    await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return ended;
    const started = await start().catch(() => undefined);
    if (started !== undefined) return started;
  }
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

/** Answers the offset behind the last record that was ever applied of the partition. */
function apply(
  { partition, records }: RecordBatch,
  entries: Map<string, Buffer>,
  nextOffsets: Map<number, bigint>,
): bigint {
  let next = nextOffsets.get(partition) ?? 0n;
  for (const { offset, key, value } of records) {
    if (offset < next) continue;
    next = offset + 1n;
    if (key === null) continue;
    if (value === null) entries.delete(key.toString());
    else entries.set(key.toString(), value);
  }
  nextOffsets.set(partition, next);
  return next;
}
