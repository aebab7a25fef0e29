import { exampleEvent, parseEvent } from "@mimamori/event-contracts";
import type { KnownEvent } from "@mimamori/clickhouse-tables";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groupByMonths } from "./insert-events.ts";

function eventAt(timeMs: number): KnownEvent {
  const parsed = parseEvent(exampleEvent("usage.feature_used.v1"));
  if (!parsed.ok) throw new Error(parsed.reason);
  return { event: { ...parsed.event, timeMs }, knownAtMs: timeMs };
}

const month = ({ event }: KnownEvent): string => new Date(event.timeMs).toISOString().slice(0, 7);

describe("groupByMonths", () => {
  it("keeps every event once, and no group has more months than allowed", () => {
    const events = fc
      .array(fc.date({ min: new Date(0), max: new Date("2199-12-31"), noInvalidDate: true }))
      .map((dates) => dates.map((date) => eventAt(date.getTime())));
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 60 }), (all, most) => {
        const groups = groupByMonths(all, most);
        expect(new Set(groups.flat())).toEqual(new Set(all));
        expect(groups.flat()).toHaveLength(all.length);
        for (const group of groups) {
          expect(new Set(group.map(month)).size).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  it("makes one group of what lies close together", () => {
    const events = [eventAt(Date.UTC(2026, 0, 1)), eventAt(Date.UTC(2022, 0, 1))];
    expect(groupByMonths(events, 50)).toEqual([events]);
  });
});
