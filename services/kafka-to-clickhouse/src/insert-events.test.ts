import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupByMonths } from "./insert-events.ts";

const month = (ms: number): string => new Date(ms).toISOString().slice(0, 7);

describe("groupByMonths", () => {
  it("keeps every row once, and no group has more months than allowed", () => {
    const times = fc
      .array(fc.date({ min: new Date(0), max: new Date("2199-12-31"), noInvalidDate: true }))
      .map((dates) => dates.map((date) => date.getTime()));
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 60 }), (all, most) => {
        const groups = groupByMonths(all, most);
        const numbers = groups.flat().toSorted((a, b) => a - b);
        expect(numbers).toEqual([...all.keys()]);
        for (const group of groups) {
          const months = new Set(group.map((number) => month(all[number] as number)));
          expect(months.size).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  it("makes one group of what lies close together", () => {
    expect(groupByMonths([Date.UTC(2026, 0, 1), Date.UTC(2022, 0, 1)], 50)).toEqual([[0, 1]]);
  });
});
