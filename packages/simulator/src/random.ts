// Seeded randomness: xoshiro128** (Blackman and Vigna, 2018, https://prng.di.unimi.it), and the draws made from it.
// In: a text that names the stream ("seed/account/purpose"). Out: numbers. The same name gives the same numbers for ever.
import { murmur3 } from "./hashing.ts";

type NonEmpty<T> = readonly [T, ...T[]];
type State = [number, number, number, number];

export class Random {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  /** The stream of that name; streams of different names have nothing to do with one another. */
  static named(name: string): Random {
    const words: State = [murmur3(name, 1), murmur3(name, 2), murmur3(name, 3), murmur3(name, 4)];
    if (words.every((word) => word === 0)) words[0] = 1; // the one state that xoshiro never leaves
    return new Random(words);
  }

  /** The generator's next 32 bits, 0 to 2^32 - 1. */
  next32(): number {
    const s = this.#state;
    const product = Math.imul(s[1], 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return this.next32() / 2 ** 32;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** A whole number from low to high, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** Standard normal (Box-Muller, one of the pair). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.unit()));
    return radius * Math.cos(2 * Math.PI * this.unit());
  }

  /** Exponential with the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.unit());
  }

  /** Poisson with a small mean (Knuth). */
  poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.unit(); product > limit; product *= this.unit()) count += 1;
    return count;
  }

  pick<const T extends NonEmpty<unknown>>(options: T): T[number] {
    return options[Math.floor(this.unit() * options.length)] ?? options[0];
  }

  /** One of the options, each as likely as its `share`; the shares add up to 1. */
  pickByShare<const T extends NonEmpty<{ readonly share: number }>>(options: T): T[number] {
    let left = this.unit();
    for (const option of options) {
      left -= option.share;
      if (left < 0) return option;
    }
    return options[options.length - 1] ?? options[0];
  }
}

export function logistic(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
