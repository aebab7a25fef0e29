// Tokens per sender: one per event, refilled at a steady rate. A request is taken whole while its sender owes nothing, whatever
// its size, and the debt is waited off: so a rate below the size of a batch slows a sender down instead of shutting it out.
// In memory and at once: no request waits for another machine. share-buckets.ts makes several processes' buckets one.

/** Whom a limit is for, and how much it is. */
export interface Limit {
  readonly id: string;
  /** Tokens per second, and the most that an idle sender saves up. */
  readonly perSecond: number;
}

/** What was taken from a bucket since it was last asked. */
export interface Usage {
  readonly limit: Limit;
  /** Below 0 where more was given back than taken. */
  readonly events: number;
}

interface Bucket {
  limit: Limit;
  tokens: number;
  filledAtMs: number;
  unreported: number;
}

export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>();

  /** Seconds that the sender has to wait; 0 when it may send now. `nowMs` is Unix ms. */
  secondsToWait(limit: Limit, nowMs: number): number {
    const { tokens } = this.#bucketOf(limit, nowMs);
    return tokens > 0 ? 0 : Math.max(1, Math.ceil(-tokens / limit.perSecond));
  }

  /** Charges the sender for what it sent. */
  charge(limit: Limit, events: number, nowMs: number): void {
    const bucket = this.#bucketOf(limit, nowMs);
    bucket.tokens -= events;
    bucket.unreported += events;
  }

  /** Undoes a charge for what was not taken after all. */
  giveBack(limit: Limit, events: number, nowMs: number): void {
    this.charge(limit, -events, nowMs);
  }

  /** What was charged since the last call, also of those that still wait; full buckets that nobody uses are forgotten. */
  takeUsage(nowMs: number): Usage[] {
    const usage: Usage[] = [];
    for (const [id, { limit, unreported }] of this.#buckets) {
      const bucket = this.#bucketOf(limit, nowMs);
      bucket.unreported = 0;
      if (unreported !== 0 || bucket.tokens < limit.perSecond)
        usage.push({ limit, events: unreported });
      else this.#buckets.delete(id);
    }
    return usage;
  }

  /** What a bucket holds after everybody's usage, this one's included; what was charged since then comes off. */
  learn(limit: Limit, tokens: number, nowMs: number): void {
    const bucket = this.#bucketOf(limit, nowMs);
    bucket.tokens = tokens - bucket.unreported;
  }

  #bucketOf(limit: Limit, nowMs: number): Bucket {
    const { id, perSecond } = limit;
    let bucket = this.#buckets.get(id);
    if (bucket === undefined) {
      bucket = { limit, tokens: perSecond, filledAtMs: nowMs, unreported: 0 };
      this.#buckets.set(id, bucket);
    }
    bucket.limit = limit;
    // A clock that was set back must not take tokens away.
    const elapsedMs = Math.max(0, nowMs - bucket.filledAtMs);
    bucket.tokens = Math.min(perSecond, bucket.tokens + (elapsedMs / 1_000) * perSecond);
    bucket.filledAtMs = nowMs;
    return bucket;
  }
}
