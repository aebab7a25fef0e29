// The censored Brier score: worked out by hand, and the plain one where nobody was withdrawn.
import { expect, it } from "vitest";
import { ipcwBrier } from "./ipcw-brier.ts";
import { brier } from "./probability-scores.ts";

it("is the plain Brier score when everybody was watched to the end", () => {
  const lifetimes = { durations: Float64Array.of(1, 2, 3, 4), ended: Uint8Array.of(1, 1, 1, 1) };
  const stays = Float64Array.of(0.2, 0.5, 0.6, 0.9);
  expect(ipcwBrier(lifetimes, stays, 2)).toBeCloseTo(brier(Uint8Array.of(0, 0, 1, 1), stays), 12);
});

it("weighs those who were watched for those who were withdrawn", () => {
  // One of three is withdrawn at 2: who is watched beyond it counts 1.5 times, who left at 1 once.
  const lifetimes = { durations: Float64Array.of(1, 2, 4, 5), ended: Uint8Array.of(1, 0, 0, 0) };
  const stays = Float64Array.of(0.5, 0.5, 0.8, 0.8);
  expect(ipcwBrier(lifetimes, stays, 3)).toBeCloseTo((0.25 + 1.5 * (0.04 + 0.04)) / 4, 12);
});

it("refuses a time up to which nobody was watched", () => {
  const lifetimes = { durations: Float64Array.of(1, 2), ended: Uint8Array.of(1, 0) };
  expect(() =>
    ipcwBrier({ ...lifetimes, durations: Float64Array.of(3, 2) }, Float64Array.of(0.5, 0.5), 2),
  ).not.toThrow();
  expect(() => ipcwBrier(lifetimes, Float64Array.of(0.5, Number.NaN), 1)).toThrow(
    expect.objectContaining({ code: "input_invalid" }),
  );
});
