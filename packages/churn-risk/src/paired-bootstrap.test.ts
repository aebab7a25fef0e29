// Whole accounts are drawn, and the drawn differences say how sure the mean is.
import { describe, expect, it } from "vitest";
import { bootstrapQuantile, pairedBootstrap } from "./paired-bootstrap.ts";

/** Numbers from 0 to below 1, always the same (Lehmer's generator). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

function spread(groups: readonly string[]): number {
  const lossesA = Float64Array.from(groups, (_, row) => Math.floor(row / 10) % 2);
  const drawn = pairedBootstrap(
    { lossesA, lossesB: new Float64Array(groups.length), groups },
    500,
    seeded(7),
  );
  expect(drawn.difference).toBeCloseTo(0.5, 12);
  return bootstrapQuantile(drawn, 0.95) - bootstrapQuantile(drawn, 0.05);
}

describe("the paired bootstrap", () => {
  it("is as unsure as the number of accounts says, not that of rows", () => {
    const rows = Array.from({ length: 400 }, (_, row) => row);
    const byRow = spread(rows.map(String));
    const byAccount = spread(rows.map((row) => String(Math.floor(row / 10))));
    // 400 rows of 40 accounts that agree within themselves: the root of 10 times as wide.
    expect(byAccount / byRow).toBeGreaterThan(2.5);
    expect(byAccount / byRow).toBeLessThan(4);
  });

  it("has no spread where one model is always better by the same", () => {
    const losses = {
      lossesA: Float64Array.of(1, 2, 3),
      lossesB: Float64Array.of(2, 3, 4),
      groups: ["a", "b", "b"],
    };
    const drawn = pairedBootstrap(losses, 50, seeded(1));
    expect([drawn.difference, bootstrapQuantile(drawn, 0), bootstrapQuantile(drawn, 1)]).toEqual([
      -1, -1, -1,
    ]);
  });

  it("gives the same samples for the same random numbers", () => {
    const losses = {
      lossesA: Float64Array.of(1, 5, 3),
      lossesB: Float64Array.of(2, 3, 4),
      groups: ["a", "b", "c"],
    };
    expect(pairedBootstrap(losses, 20, seeded(3))).toEqual(pairedBootstrap(losses, 20, seeded(3)));
  });

  it("refuses losses that are not finite, and no rows", () => {
    const invalid = expect.objectContaining({ code: "input_invalid" });
    const one = { lossesA: Float64Array.of(1), lossesB: Float64Array.of(Infinity), groups: ["a"] };
    expect(() => pairedBootstrap(one, 10, seeded(1))).toThrow(invalid);
    const none = { lossesA: new Float64Array(), lossesB: new Float64Array(), groups: [] };
    expect(() => pairedBootstrap(none, 10, seeded(1))).toThrow(invalid);
  });
});
