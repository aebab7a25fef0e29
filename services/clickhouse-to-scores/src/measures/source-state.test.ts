import { expect, test } from "vitest";
import { dayNumber } from "../features/account-features.ts";
import { usageIsDown } from "./source-state.ts";

/** Monday to Friday. */
function weekdays(_country: string, from: number, to: number): number {
  let count = 0;
  for (let day = from; day <= to; day += 1) {
    const weekday = new Date(day * 86_400_000).getUTCDay();
    if (weekday !== 0 && weekday !== 6) count += 1;
  }
  return count;
}

const friday = dayNumber("2026-01-09");

test("a weekend without usage is no failure of the source", () => {
  expect(usageIsDown(friday, dayNumber("2026-01-12"), weekdays)).toBe(false);
  expect(usageIsDown(friday, dayNumber("2026-01-13"), weekdays)).toBe(false);
});

test("two whole working days without any usage are", () => {
  expect(usageIsDown(friday, dayNumber("2026-01-14"), weekdays)).toBe(true);
});

test("a source that never sent anything is not connected, and so not down", () => {
  expect(usageIsDown(undefined, friday, weekdays)).toBe(false);
});
