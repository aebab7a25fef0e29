import { expect, test } from "vitest";
import { quantile, recoveryTimes, renderTimeline } from "./timeline.ts";

const struck = [
  { kind: "kafka", beganMs: 10_000, throughMs: 18_000 },
  { kind: "kafka", beganMs: 40_000, throughMs: 42_000 },
  { kind: "cut", beganMs: 30_000, throughMs: 30_500 },
] as const;

test("the picture has a line per kind, a mark where it struck, and how long it was felt", () => {
  const rowsAt = [
    [0, 0],
    [30_000, 900],
    [60_000, 1_000],
  ] as const;
  const lines = renderTimeline(struck, rowsAt, 60_000).split("\n");
  const kafka = lines.find((line) => line.includes("kill Kafka"));
  expect(kafka).toMatch(/·✕─{9}·+✕──·+ {3}2 +2\.0 s +8\.0 s$/);
  expect(lines.find((line) => line.includes("cut connections"))).toMatch(
    /·✕·+ {3}1 +0\.5 s +0\.5 s$/,
  );
  expect(lines.find((line) => line.includes("kill worker"))).toMatch(/ ·{72} {3}0 *$/);
  expect(new Set(lines.slice(1, -1).map((line) => line.indexOf("·"))).size).toBeLessThanOrEqual(2);
});

test("recovery times ascend, and the share of them that a quantile names is not above it", () => {
  const times = recoveryTimes(struck);
  expect(times).toEqual([500, 2_000, 8_000]);
  expect([0, 0.5, 1].map((share) => quantile(times, share))).toEqual([500, 2_000, 8_000]);
  expect(quantile([], 0.5)).toBeNaN();
});
