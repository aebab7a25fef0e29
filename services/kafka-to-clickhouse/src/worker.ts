// In: batches of every topic that the group reads. Out: each handed to the step that is its own, with memory to encode into.
// After a crash: a batch whose handler did not resolve was not committed and comes again.
import { insertDeadLetters, RawEventRows } from "@mimamori/clickhouse-tables";
import { DEAD_LETTERS_TOPIC, EVENT_TOPICS } from "@mimamori/event-contracts";
import type { EventTopic } from "@mimamori/event-contracts";
import type { RecordBatch } from "@mimamori/kafka-stream";
import { ingestBatch, retryWhileOurs } from "./ingest-batch.ts";
import type { IngestContext } from "./ingest-batch.ts";
import { toDeadLetterRows } from "./store-dead-letters.ts";

export const WORKER_TOPICS: readonly string[] = [...EVENT_TOPICS, DEAD_LETTERS_TOPIC];

export interface Worker {
  handleBatch(batch: RecordBatch): Promise<void>;
  /** Batches that are being handled now. */
  batchesInHand(): number;
}

/** `onStored` hears of every batch that is durable, before its offsets are committed. */
export function createWorker(
  context: IngestContext,
  onStored: (batch: RecordBatch) => void,
): Worker {
  const idleRows: RawEventRows[] = [];
  let batchesInHand = 0;

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
      batchesInHand++;
      try {
        await store(batch);
        onStored(batch);
      } finally {
        batchesInHand--;
      }
    },
    batchesInHand: () => batchesInHand,
  };
}

function isEventTopic(topic: string): topic is EventTopic {
  return (EVENT_TOPICS as readonly string[]).includes(topic);
}
