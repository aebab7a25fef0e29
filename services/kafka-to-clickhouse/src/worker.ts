// In: batches of every topic that the group reads. Out: each handed to the step that is its own, with memory to encode into. A batch
// that cannot be stored for now is given back, and its partition rests: what is in memory stays bounded, whatever the backlog.
// After a crash: a batch whose handler did not resolve was not committed and comes again.
import { insertDeadLetters, RawEventRows } from "@mimamori/clickhouse-tables";
import { DEAD_LETTERS_TOPIC, EVENT_TOPICS } from "@mimamori/event-contracts";
import type { EventTopic } from "@mimamori/event-contracts";
import { BatchAbandoned, BatchPostponed } from "@mimamori/kafka-stream";
import type { RecordBatch } from "@mimamori/kafka-stream";
import { isRetryable } from "@mimamori/service-lifecycle";
import type { BatchWatcher } from "./batch-watcher.ts";
import { ingestBatch, retryWhileOurs } from "./ingest-batch.ts";
import type { IngestContext } from "./ingest-batch.ts";
import type { PartitionPatience } from "./partition-patience.ts";
import { toDeadLetterRows } from "./store-dead-letters.ts";

export const WORKER_TOPICS: readonly string[] = [...EVENT_TOPICS, DEAD_LETTERS_TOPIC];

export interface Worker {
  /** @throws BatchPostponed when it cannot be stored for now */
  readonly handleBatch: (batch: RecordBatch) => Promise<void>;
  /** Since when the batch is in hand that has been there longest (Unix ms); undefined when there is none. */
  oldestInHandMs(): number | undefined;
}

export function createWorker(
  context: IngestContext,
  patience: PartitionPatience,
  watchers: readonly BatchWatcher[],
): Worker {
  const idleRows: RawEventRows[] = [];
  const inHand = new Map<RecordBatch, number>();

  async function store(batch: RecordBatch): Promise<void> {
    if (!isEventTopic(batch.topic)) {
      const letters = toDeadLetterRows(batch);
      await retryWhileOurs(context, batch, () => insertDeadLetters(context.tables, letters));
      return;
    }
    const rows = idleRows.pop() ?? new RawEventRows();
    try {
      await ingestBatch(context, batch.topic, batch, rows);
    } finally {
      rows.clear();
      idleRows.push(rows);
    }
  }

  return {
    async handleBatch(batch) {
      const { topic, partition } = batch;
      inHand.set(batch, context.now());
      for (const watcher of watchers) watcher.taken?.(batch);
      try {
        await store(batch);
        patience.passed(topic, partition);
        for (const watcher of watchers) watcher.stored?.(batch);
      } catch (error) {
        if (error instanceof BatchAbandoned || !isRetryable(error)) throw error;
        throw new BatchPostponed(patience.failed(topic, partition, error), error);
      } finally {
        inHand.delete(batch);
        for (const watcher of watchers) watcher.released?.(batch);
      }
    },
    // A map keeps the order in which its entries came.
    oldestInHandMs: () => inHand.values().next().value,
  };
}

function isEventTopic(topic: string): topic is EventTopic {
  return (EVENT_TOPICS as readonly string[]).includes(topic);
}
