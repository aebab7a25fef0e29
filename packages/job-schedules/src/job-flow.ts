/**
 * Whether jobs are taken at all: BullMQ's worker has been seen to wait for ever after Redis came back, while jobs wait for it.
 *
 * In: counts, each minute, and every job that is taken. Out: a sentence once jobs have waited for long with nobody at work.
 */

/** In a row: a worker that is about to take a job may be seen once between two of them. */
const LOOKS = 3;

export class JobFlow {
  #standstills = 0;
  #taken = false;

  noteTaken(): void {
    this.#taken = true;
  }

  /** @param active jobs at work, of whichever worker */
  noteCounts(waiting: number, active: number): void {
    const standsStill = waiting > 0 && active === 0 && !this.#taken;
    this.#standstills = standsStill ? this.#standstills + 1 : 0;
    this.#taken = false;
  }

  problem(): string | undefined {
    return this.#standstills < LOOKS
      ? undefined
      : `jobs wait, and none was taken in the last ${this.#standstills} looks, a minute apart`;
  }
}
