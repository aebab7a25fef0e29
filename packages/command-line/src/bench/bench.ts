/** What a bench is: work that is timed in one run beside a peer's, or against nothing but the clock. */

export interface BenchSurroundings {
  /** Root of the checkout. */
  readonly checkout: string;
  /** Says on stderr what is going on; stdout is for the result. */
  readonly say: (sentence: string) => void;
  /** How many accounts, of benches that have accounts; their own number unless given. */
  readonly accounts?: number | undefined;
  /** How many events, of benches that send some. */
  readonly events?: number | undefined;
  /** How many rows lie there before, or are imported. */
  readonly rows?: number | undefined;
  /** How long, of benches that go on for a while. */
  readonly minutes?: number | undefined;
  /** Which run of many, of benches that draw by lot. */
  readonly seed?: number | undefined;
}

export interface BenchResult {
  /** Ours divided by the peer's, both measured in this run: 1 or less is as good or better. */
  readonly ratios: Readonly<Record<string, number>>;
  /** Measured values; the unit is the last word of the name. Several of one kind stand under one name. */
  readonly figures: Readonly<Record<string, number | Readonly<Record<string, number>>>>;
  /** What of it failed, as a sentence: the command prints the result all the same, and ends with 1. */
  readonly failure?: string | undefined;
}

export type Bench = (surroundings: BenchSurroundings) => Promise<BenchResult>;

/** The least seconds of so many runs of `work` (what it takes when nothing else comes between), and what the last one gave. */
export function bestOf<T>(
  runs: number,
  work: () => T,
): { readonly seconds: number; readonly result: T } {
  const timed = (): { seconds: number; result: T } => {
    const begun = performance.now();
    const result = work();
    return { seconds: (performance.now() - begun) / 1000, result };
  };
  let best = timed();
  for (let run = 1; run < runs; run++) {
    const { seconds, result } = timed();
    best = { seconds: Math.min(best.seconds, seconds), result };
  }
  return best;
}

/** The most memory that this process has had so far. */
export function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1024;
}

/** Seconds of a piece of work that is waited for, and what it gave. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const begun = performance.now();
  const result = await work();
  return { seconds: (performance.now() - begun) / 1000, result };
}
