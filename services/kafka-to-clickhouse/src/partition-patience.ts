// What the worker does when a batch cannot be stored for now: it lets the partition rest, each time longer, and says once per topic
// that it waits. In: failures and successes of partitions. Out: pauses, and the topic's begin and end of waiting.
// After a crash: nothing is left of it; the partition is tried at once.
import type { Waits } from "@mimamori/service-lifecycle";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

export interface PartitionPatience {
  /** A batch of the partition failed for a passing reason. Returns for how long the partition is to rest. */
  failed(topic: string, partition: number, error: unknown): number;
  /** A batch of the partition is stored. */
  passed(topic: string, partition: number): void;
  /** The group has assigned anew: what other members hold now is no longer waited for here. */
  keepOnly(assignment: ReadonlyMap<string, readonly number[]>): void;
}

/** @param random uniform in [0, 1): partitions that failed together are not all tried at the same moment */
export function createPartitionPatience(
  waits: Pick<Waits, "begin" | "end">,
  random: () => number,
): PartitionPatience {
  /** topic -> partition -> failures in a row */
  const failures = new Map<string, Map<number, number>>();

  function passed(topic: string, partition: number): void {
    const ofTopic = failures.get(topic);
    ofTopic?.delete(partition);
    if (ofTopic?.size !== 0) return;
    failures.delete(topic);
    waits.end(topic);
  }

  return {
    failed(topic, partition, error) {
      const ofTopic = failures.get(topic) ?? new Map<number, number>();
      failures.set(topic, ofTopic);
      const before = ofTopic.get(partition) ?? 0;
      ofTopic.set(partition, before + 1);
      waits.begin(topic, error);
      return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** before) * (1 - random() / 2);
    },
    passed,
    keepOnly(assignment) {
      for (const [topic, ofTopic] of failures) {
        const ours = assignment.get(topic) ?? [];
        for (const partition of ofTopic.keys()) {
          if (!ours.includes(partition)) passed(topic, partition);
        }
      }
    },
  };
}
