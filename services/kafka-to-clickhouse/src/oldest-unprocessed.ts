// How old the oldest record is that waits in a partition. In: the batches that are taken and stored. Out: its append time, as far as
// this worker knows it. After a crash, or when a partition comes to this worker: unknown until its first batch, and never 0 then.
import type { BatchWatcher } from "./batch-watcher.ts";

export interface OldestUnprocessed extends BatchWatcher {
  /** What is known of partitions that have gone is forgotten. */
  assigned(assignment: ReadonlyMap<string, readonly number[]>): void;
  isOurs(topic: string, partition: number): boolean;
  /**
   * Unix ms: when the oldest waiting record was appended, or, between two batches, at the earliest; undefined when it is not known.
   * Meaningful only while something waits.
   */
  appendedAtMs(topic: string, partition: number): number | undefined;
}

export function createOldestUnprocessed(): OldestUnprocessed {
  const earliestMs = new Map<string, number>();
  let ours: ReadonlySet<string> = new Set();

  return {
    taken({ topic, partition, records: [first] }) {
      if (first !== undefined) earliestMs.set(keyOf(topic, partition), first.appendedAtMs);
    },
    stored({ topic, partition, records }) {
      const last = records.at(-1);
      // What comes next was appended after it.
      if (last !== undefined) earliestMs.set(keyOf(topic, partition), last.appendedAtMs);
    },
    assigned(assignment) {
      ours = new Set(
        [...assignment].flatMap(([topic, partitions]) =>
          partitions.map((each) => keyOf(topic, each)),
        ),
      );
      for (const key of earliestMs.keys()) if (!ours.has(key)) earliestMs.delete(key);
    },
    isOurs: (topic, partition) => ours.has(keyOf(topic, partition)),
    appendedAtMs: (topic, partition) => earliestMs.get(keyOf(topic, partition)),
  };
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
