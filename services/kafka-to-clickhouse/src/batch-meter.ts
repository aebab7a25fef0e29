// In: every batch that the worker takes and stores. Out: what is measured of it: sizes, and records that come a second time.
// After a crash: what this process had in hand is forgotten, so the records that come again then do not count as reprocessed.
import type { RecordBatch } from "@mimamori/kafka-stream";
import type { BatchWatcher } from "./batch-watcher.ts";
import type { WorkerMetrics } from "./metrics.ts";

type MeteredBy = Pick<WorkerMetrics, "batchBytes" | "batchRecords" | "bytesInHand" | "reprocessed">;

export function createBatchMeter(metrics: MeteredBy): BatchWatcher {
  /** topic/partition -> the highest offset that was in hand */
  const highest = new Map<string, bigint>();
  const bytesOf = new Map<RecordBatch, number>();

  return {
    taken(batch) {
      const { topic, partition, records, bytes } = batch;
      const key = `${topic}/${partition}`;
      const seen = highest.get(key) ?? -1n;
      const again = countThrough(records, seen);
      if (again > 0) metrics.reprocessed.inc({ topic }, again);
      const last = records.at(-1)?.offset ?? -1n;
      if (last > seen) highest.set(key, last);
      metrics.batchRecords.observe({ topic }, records.length);
      metrics.batchBytes.observe({ topic }, bytes);
      metrics.bytesInHand.inc(bytes);
      bytesOf.set(batch, bytes);
    },
    released(batch) {
      metrics.bytesInHand.dec(bytesOf.get(batch) ?? 0);
      bytesOf.delete(batch);
    },
  };
}

/** How many of the records have an offset up to this one: they ascend, and mostly it is none of them. */
function countThrough(records: RecordBatch["records"], offset: bigint): number {
  let count = 0;
  for (const record of records) {
    if (record.offset > offset) break;
    count++;
  }
  return count;
}
