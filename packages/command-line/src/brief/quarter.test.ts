import fc from "fast-check";
import { expect, test } from "vitest";
import { growth, median, quarterBefore, split, weeksOf } from "./quarter.ts";

test("the quarter is 13 whole weeks up to the last Sunday, and the one before lies before it without a gap", () => {
  const expected = { earlier: "2026-05-25", from: "2026-08-24", until: "2026-11-23" };
  for (const today of ["2026-11-23", "2026-11-26", "2026-11-29"])
    expect(quarterBefore(today)).toEqual(expected);
  expect(quarterBefore("2026-11-30").until).toBe("2026-11-30");
});

test("whatever the day, a quarter begins on a Monday, ends before that day, and has 26 weeks with the one before", () => {
  const days = fc.date({
    min: new Date("2000-01-01"),
    max: new Date("2100-01-01"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(days, (date) => {
      const today = date.toISOString().slice(0, 10);
      const quarter = quarterBefore(today);
      const weeks = weeksOf(quarter);
      expect(weeks).toHaveLength(26);
      expect(weeks.every((week) => new Date(week).getUTCDay() === 1)).toBe(true);
      expect(quarter.until <= today).toBe(true);
      const { now, before } = split(weeks, (week) => week, quarter);
      expect([now.length, before.length]).toEqual([13, 13]);
    }),
  );
});

test("growth is not claimed where there was nothing, or nothing is known", () => {
  expect(growth({ now: 15, before: 10 })).toBe(0.5);
  for (const before of [0, null]) expect(growth({ now: 15, before })).toBeNull();
  expect(growth({ now: null, before: 10 })).toBeNull();
});

test("the median is the middle, or the mean of the middle two", () => {
  expect([median([]), median([7]), median([9, 1, 4]), median([9, 1, 4, 2])]).toEqual([
    null,
    7,
    4,
    3,
  ]);
});
