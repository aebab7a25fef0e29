// A day is a day of the company, wherever the machine stands.
import { expect, test } from "vitest";
import { dayInTimeZone } from "./index.ts";

test("the day begins at the company's midnight, also where the clocks change", () => {
  const tokyo = dayInTimeZone("Asia/Tokyo");
  expect(tokyo(Date.parse("2026-03-31T14:59:59.999Z"))).toBe("2026-03-31");
  expect(tokyo(Date.parse("2026-03-31T15:00:00.000Z"))).toBe("2026-04-01");
  const newYork = dayInTimeZone("America/New_York");
  expect(newYork(Date.parse("2026-03-08T04:59:59.999Z"))).toBe("2026-03-07");
  expect(newYork(Date.parse("2026-03-09T03:59:59.999Z"))).toBe("2026-03-08");
});

test("the earliest and latest instants that events may have are days too", () => {
  const utc = dayInTimeZone("UTC");
  expect(utc(Date.UTC(1971, 0, 1))).toBe("1971-01-01");
  expect(utc(Date.UTC(2199, 11, 31))).toBe("2199-12-31");
});

test("a time zone that does not exist is refused", () => {
  expect(() => dayInTimeZone("Asia/Tokio")).toThrow(RangeError);
});
