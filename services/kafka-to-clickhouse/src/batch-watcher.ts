// What hears of the batches that the worker handles. Every watcher picks the moments that it needs.
import type { RecordBatch } from "@mimamori/kafka-stream";

export interface BatchWatcher {
  /** Before anything is done with the batch. */
  taken?(batch: RecordBatch): void;
  /** When it is durable, before its offsets are committed. */
  stored?(batch: RecordBatch): void;
  /** When it is no longer in hand, however it ended. */
  released?(batch: RecordBatch): void;
}
