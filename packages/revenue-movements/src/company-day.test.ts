// A day is a day of the company, wherever the machine stands.
import fc from "fast-check";
import { expect, test } from "vitest";
import { dayInTimeZone, daysInTimeZone } from "./index.ts";

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

test("the day is that of the time zone database at every instant, whatever the zone does", () => {
  const zones = [
    "Asia/Tokyo",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Casablanca",
  ];
  const resolvers = zones.map((timeZone) => ({
    ofInstant: dayInTimeZone(timeZone),
    database: new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }),
  }));
  // The weeks around a change of the clocks, and around the day that Samoa left out (30 December 2011).
  const near = fc.constantFrom(
    "2011-12-30",
    "2026-03-08",
    "2026-04-05",
    "2026-03-22",
    "1999-11-01",
  );
  const instant = fc.oneof(
    fc.integer({ min: Date.UTC(1975, 0, 1), max: Date.UTC(2199, 0, 1) }),
    fc
      .tuple(near, fc.integer({ min: -7 * 864e5, max: 7 * 864e5 }))
      .map(([day, ms]) => Date.parse(day) + ms),
  );
  fc.assert(
    fc.property(fc.constantFrom(...resolvers), instant, ({ ofInstant, database }, ms) => {
      expect(ofInstant(ms)).toBe(database.format(ms));
    }),
    { numRuns: 300 },
  );
});

test("a time zone that does not exist is refused", () => {
  expect(() => dayInTimeZone("Asia/Tokio")).toThrow(RangeError);
});

test("a day starts with the first instant that lies in it", () => {
  const zones = ["Asia/Tokyo", "America/St_Johns", "America/Sao_Paulo", "Africa/Casablanca"];
  const resolvers = zones.map((timeZone) => daysInTimeZone(timeZone));
  const day = fc.integer({ min: 9_000, max: 22_000 });
  fc.assert(
    fc.property(fc.constantFrom(...resolvers), day, ({ dayOf, startOfDayMs }, asked) => {
      const start = startOfDayMs(asked);
      expect([dayOf(start), dayOf(start - 1)]).toEqual([asked, asked - 1]);
    }),
  );
});
