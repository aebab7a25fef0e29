// Table partition_progress: through which time every partition's records are in raw rows and marks. Of several reports the
// furthest stays, whoever wrote it and in whatever order they arrive.
import type { ClickhouseTables } from "./client.ts";

export interface PartitionProgress {
  readonly topic: string;
  readonly partition: number;
  /** The next offset that the group will read. */
  readonly nextOffset: bigint;
  /** Everything appended up to this moment (Unix ms) is stored and marked; 0 when nothing is known yet. */
  readonly settledThroughMs: number;
}

const COLUMNS = ["topic", "partition", "next_offset", "settled_through"] as const;

/** Reports progress, with the server's time as reported_at. */
export async function insertPartitionProgress(
  tables: ClickhouseTables,
  progress: readonly PartitionProgress[],
): Promise<void> {
  const rows = progress.map((each) => ({
    topic: each.topic,
    partition: each.partition,
    next_offset: each.nextOffset.toString(),
    settled_through: new Date(each.settledThroughMs).toISOString(),
  }));
  await tables.insertRows("mimamori.partition_progress", COLUMNS, rows);
}
