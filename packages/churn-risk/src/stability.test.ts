// The alarm for drift: loud when a distribution moves, silent for noise.
import { describe, expect, it } from "vitest";
import { seededRandom } from "./seeded-random.ts";
import { countInBins, fitBins, populationStabilityIndex } from "./stability.ts";

const draw = (n: number, seed: string, shift = 0): Float64Array => {
  const random = seededRandom(seed);
  return Float64Array.from({ length: n }, () => random() + random() + random() + shift);
};

describe("the population stability index", () => {
  it("is the textbook sum where every bin has rows", () => {
    const { index } = populationStabilityIndex([1000, 1000], [1500, 500]);
    expect(index).toBeCloseTo(0.25 * Math.log(1.5) + -0.25 * Math.log(0.5), 2);
  });

  it("stays silent for samples of the same distribution, however small", () => {
    for (const n of [20, 100, 1000, 20_000]) {
      const { edges, counts } = fitBins(draw(n, `training ${n}`));
      let loud = 0;
      for (let seed = 0; seed < 200; seed++) {
        const now = countInBins(edges, draw(n, `now ${n} ${seed}`));
        loud += Number(populationStabilityIndex(counts, now).state !== "stable");
      }
      expect(loud, `${n} rows`).toBeLessThanOrEqual(8);
    }
  });

  it("sounds the alarm when values have moved or gone missing", () => {
    const { edges, counts } = fitBins(draw(2000, "training"));
    const moved = populationStabilityIndex(counts, countInBins(edges, draw(2000, "now", 0.4)));
    expect(moved.state).toBe("alarm");
    const gone = countInBins(edges, new Float64Array(2000).fill(Number.NaN));
    expect(populationStabilityIndex(counts, gone).state).toBe("alarm");
  });

  it("puts a constant into one bin, and the missing into their own", () => {
    expect(fitBins(Float64Array.of(3, 3, 3, Number.NaN))).toEqual({
      edges: [3],
      counts: [3, 0, 1],
    });
  });
});
