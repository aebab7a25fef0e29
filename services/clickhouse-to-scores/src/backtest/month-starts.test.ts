import { expect, test } from "vitest";
import { monthStarts } from "./month-starts.ts";

const dayOf = (day: string): number => Date.parse(day) / 86_400_000;

test("six months' first days, the last one's 30 days just over", () => {
  expect(monthStarts(dayOf("2026-03-31"), 30)).toEqual(
    ["2025-10-01", "2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01"].map(dayOf),
  );
  expect(monthStarts(dayOf("2026-03-30"), 30).at(-1)).toBe(dayOf("2026-02-01"));
});
