// When a sender that was turned away may come again. In: the seconds that it has to wait at least. Out: whole seconds, up to half as
// many more, by chance: senders that were turned away together do not come back in the same second.

/** `random` from 0 to below 1. */
export function spreadRetries(seconds: number, random = Math.random()): number {
  return seconds + Math.floor(random * (seconds / 2 + 1));
}
