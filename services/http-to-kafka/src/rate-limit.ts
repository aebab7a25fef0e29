// Tokens per sender: one per event, refilled at a steady rate. A request is taken whole while its sender owes nothing, whatever
// its size, and the debt is waited off: so a rate below the size of a batch slows a sender down instead of shutting it out.

export interface RateLimit {
  /** Seconds that the sender has to wait; 0 when it may send now. */
  secondsToWait(sender: object, nowMs: number): number;
  /** Charges the sender for what it sent. */
  charge(sender: object, events: number, nowMs: number): void;
}

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** @param perSecond tokens per second, and the most that an idle sender saves up. */
export function createRateLimit(perSecond: number): RateLimit {
  const buckets = new WeakMap<object, Bucket>();

  function bucketOf(sender: object, nowMs: number): Bucket {
    const bucket = buckets.get(sender) ?? { tokens: perSecond, filledAtMs: nowMs };
    // A clock that was set back must not take tokens away.
    const elapsedMs = Math.max(0, nowMs - bucket.filledAtMs);
    bucket.tokens = Math.min(perSecond, bucket.tokens + (elapsedMs / 1_000) * perSecond);
    bucket.filledAtMs = nowMs;
    buckets.set(sender, bucket);
    return bucket;
  }

  return {
    secondsToWait(sender, nowMs) {
      const { tokens } = bucketOf(sender, nowMs);
      return tokens > 0 ? 0 : Math.max(1, Math.ceil(-tokens / perSecond));
    },
    charge(sender, events, nowMs) {
      bucketOf(sender, nowMs).tokens -= events;
    },
  };
}
