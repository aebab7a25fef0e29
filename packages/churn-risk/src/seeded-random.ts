// Numbers that look drawn, the same ones each time. In: a text. Out: a stream. Pure.
import { hashOf } from "./spread-leads.ts";

/** Numbers from 0 to below 1 by a generator of period 2^32 (mulberry32), good enough for drawing samples. */
export function seededRandom(seed: string): () => number {
  let state = hashOf(seed);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
