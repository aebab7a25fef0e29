import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { murmur3 } from "./hashing.ts";
import { Random } from "./random.ts";

describe("Random", () => {
  it("is xoshiro128**: the reference implementation's numbers for the state 1, 2, 3, 4", () => {
    const random = new Random([1, 2, 3, 4]);
    const numbers = Array.from({ length: 10 }, () => random.next32());
    expect(numbers).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
      4258142804,
    ]);
  });

  it("gives the same name the same numbers and different names different ones", () => {
    const numbers = (name: string): number[] => {
      const random = Random.named(name);
      return Array.from({ length: 5 }, () => random.next32());
    };
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(numbers(one)).toEqual(numbers(one));
        if (one.toWellFormed() !== other.toWellFormed())
          expect(numbers(one)).not.toEqual(numbers(other));
      }),
    );
  });

  it("draws with the means and variances that the distributions have", () => {
    const random = Random.named("moments");
    const size = 200_000;
    const moments = (draw: () => number): { mean: number; variance: number } => {
      const values = Array.from({ length: size }, draw);
      const mean = values.reduce((sum, value) => sum + value, 0) / size;
      return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size };
    };
    const close = (
      found: { mean: number; variance: number },
      mean: number,
      variance: number,
    ): void => {
      expect(Math.abs(found.mean - mean)).toBeLessThan(5 * Math.sqrt(variance / size));
      expect(Math.abs(found.variance - variance)).toBeLessThan(0.05 * variance);
    };
    close(
      moments(() => random.unit()),
      1 / 2,
      1 / 12,
    );
    close(
      moments(() => random.normal()),
      0,
      1,
    );
    close(
      moments(() => random.exponential(3)),
      3,
      9,
    );
    close(
      moments(() => random.poisson(0.7)),
      0.7,
      0.7,
    );
    close(
      moments(() => random.whole(1, 6)),
      3.5,
      35 / 12,
    );
  });
});

describe("murmur3", () => {
  it("gives MurmurHash3 x86 32's published values", () => {
    expect(murmur3("")).toBe(0);
    expect(murmur3("", 1)).toBe(0x514e28b7);
    expect(murmur3("test")).toBe(0xba6bd213);
    expect(murmur3("Hello, world!")).toBe(0xc0363e43);
    expect(murmur3("The quick brown fox jumps over the lazy dog", 0x9747b28c)).toBe(0x2fa826cd);
  });
});
