// Golden Week, Obon and Thanksgiving are no fault; a broken tracker on one day is; and what lasts is how things are.
import { workingDaysOfYear } from "@mimamori/working-calendars";
import { describe, expect, test } from "vitest";
import { dayNumber } from "../features/account-features.ts";
import { faultDays } from "./fault-days.ts";
import type { FleetDay } from "./fault-days.ts";
import { withoutDays } from "./read-fault-days.ts";

const working = new Set(
  ["JP", "US"].flatMap((country) =>
    workingDaysOfYear(country, 2026)
      .filter((one) => one.working)
      .map(({ day }) => `${country} ${dayNumber(day)}`),
  ),
);
const countWorkingDays = (country: string, from: number, to: number): number => {
  let count = 0;
  for (let day = from; day <= to; day += 1) count += working.has(`${country} ${day}`) ? 1 : 0;
  return count;
};

/** From March on, on working days `usual` accounts of each country, on others a tenth; `share` of them on the days named. */
function fleet(
  countries: Readonly<Record<string, number>>,
  share: (day: string) => number = () => 1,
): FleetDay[] {
  return Object.entries(countries).flatMap(([country, usual]) =>
    workingDaysOfYear(country, 2026)
      .filter(({ day }) => day >= "2026-03-01")
      .map((one) => ({
        day: dayNumber(one.day),
        country,
        accounts: Math.round((one.working ? usual : usual / 10) * share(one.day)),
      })),
  );
}

function found(days: readonly FleetDay[], from = "2026-04-20", to = "2026-12-30"): string[] {
  const span = { from: dayNumber(from), to: dayNumber(to) };
  return faultDays(days, span, countWorkingDays).map((day) =>
    new Date(day * 86_400_000).toISOString().slice(0, 10),
  );
}

describe("a fleet of Japanese and American accounts", () => {
  const both = { JP: 200, US: 60 };

  test("has no fault on Golden Week, Obon, Thanksgiving or a weekend", () => {
    expect(found(fleet(both))).toEqual([]);
    expect(found(fleet({ JP: 200 }))).toEqual([]);
    expect(found(fleet({ US: 60 }))).toEqual([]);
  });

  test("has one on the day on which most accounts drop at once, be it to nothing or to less than half", () => {
    const broken = (day: string): number => (day === "2026-06-10" ? 0 : 1);
    expect(found(fleet(both, broken))).toEqual(["2026-06-10"]);
    const halved = (day: string): number => (day === "2026-06-10" ? 0.49 : 1);
    expect(found(fleet(both, halved))).toEqual(["2026-06-10"]);
    const slow = (day: string): number => (day === "2026-06-10" ? 0.5 : 1);
    expect(found(fleet(both, slow))).toEqual([]);
  });

  test("has none on Monday of Japan's holidays, when it is still Sunday for most of America", () => {
    const mondays = fleet(both).map((one) => ({
      ...one,
      accounts: one.country === "US" && one.day % 7 === 4 ? 6 : one.accounts,
    }));
    expect(found(mondays)).toEqual([]);
  });

  test("has one in the middle of a holiday of the other country, where only those who work are asked", () => {
    // 2026-11-26 is Thanksgiving; Japan works.
    const broken = (day: string): number => (day === "2026-11-26" ? 0.2 : 1);
    expect(found(fleet(both, broken))).toEqual(["2026-11-26"]);
  });
});

test("what lasts longer than two working weeks is the new level: those days count", () => {
  const lost = (day: string): number => (day >= "2026-06-10" ? 0.3 : 1);
  expect(found(fleet({ JP: 200 }, lost), "2026-04-20", "2026-06-23")).toHaveLength(10);
  expect(found(fleet({ JP: 200 }, lost), "2026-04-20", "2026-06-24")).toEqual([]);
});

test("a few accounts are no fleet", () => {
  const broken = (day: string): number => (day === "2026-06-10" ? 0 : 1);
  expect(found(fleet({ JP: 19 }, broken))).toEqual([]);
  expect(found(fleet({ JP: 20 }, broken))).toEqual(["2026-06-10"]);
});

test("a day that is left out is nobody's working day", () => {
  const count = withoutDays(countWorkingDays, [dayNumber("2026-06-10"), dayNumber("2026-05-05")]);
  const [from, to] = [dayNumber("2026-06-08"), dayNumber("2026-06-12")];
  expect([count("JP", from, to), count("JP", from, from)]).toEqual([4, 1]);
  const may = dayNumber("2026-05-05");
  expect([count("JP", may, may), count("US", may, may)]).toEqual([0, 0]);
});
