// How far facts have come. In: partition_progress, which the workers report. Out: watermarks.
import type { FactsStore } from "./facts-store.ts";

/** The time through which the events of all partitions are in raw rows and marks (ISO text); undefined until each has reported. */
export async function settledThrough(
  store: FactsStore,
  partitions: number,
): Promise<string | undefined> {
  const [progress] = await store.tables.query<{ reported: number; through: string }>(
    `SELECT toUInt32(count()) AS reported, min(settled_through) AS through
     FROM mimamori.partition_progress FINAL`,
  );
  if (progress === undefined || progress.reported === 0 || progress.reported < partitions) return;
  return progress.through;
}

/** Records that everything known by `settledAt` is in facts of at most `version`, unless that is already known. */
export async function recordWatermark(
  store: FactsStore,
  settledAt: string,
  version: string,
): Promise<void> {
  const [last] = await store.tables.query<{ newest: string }>(
    "SELECT max(settled_at) AS newest FROM mimamori.watermarks",
  );
  if (last !== undefined && Date.parse(last.newest) >= Date.parse(settledAt)) return;
  await store.tables.insertRows(
    "mimamori.watermarks",
    ["settled_at", "facts_version"],
    [{ settled_at: settledAt, facts_version: version }],
  );
}

/**
 * A version for what is written now: the server's time in nanoseconds. Taken after the marks are listed and before anything is
 * read, so that whoever lists a mark has a higher version than everybody whose reads came too early to see its rows.
 */
export async function nextVersion(store: FactsStore): Promise<string> {
  const [now] = await store.tables.query<{ version: string }>(
    "SELECT toString(toUnixTimestamp64Nano(now64(9))) AS version",
  );
  if (now === undefined) throw new Error("ClickHouse did not tell its time");
  return now.version;
}
