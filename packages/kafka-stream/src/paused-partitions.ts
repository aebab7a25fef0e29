// Partitions that rest because their batch was postponed. In: how long. Out: their fetching goes on by itself afterwards.
// After a crash, or when the group gives the partition to another member: nothing is left of the rest, and it is tried at once.

interface Rest {
  readonly topic: string;
  readonly partition: number;
  readonly timer: NodeJS.Timeout;
}

export class PausedPartitions {
  readonly #resting = new Map<string, Rest>();

  /** `resume` is called when `pauseMs` have passed, also when the partition is somebody else's by then. */
  rest(topic: string, partition: number, pauseMs: number, resume: () => void): void {
    const key = keyOf(topic, partition);
    clearTimeout(this.#resting.get(key)?.timer);
    const timer = setTimeout(() => {
      this.#resting.delete(key);
      resume();
    }, pauseMs);
    this.#resting.set(key, { topic, partition, timer });
  }

  has(topic: string, partition: number): boolean {
    return this.#resting.has(keyOf(topic, partition));
  }

  /** Forgets all of them without resuming: nothing is fetched any more. */
  clear(): void {
    for (const { timer } of this.#resting.values()) clearTimeout(timer);
    this.#resting.clear();
  }
}

function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
