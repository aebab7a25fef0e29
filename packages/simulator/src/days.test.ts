import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activityOfDay, isoTime, monthsBefore } from "./days.ts";

const at = (text: string): number => Date.parse(text);

describe("isoTime", () => {
  it("gives what Date.toISOString gives", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2199, 0, 1) }), (ms) => {
        expect(isoTime(ms)).toBe(new Date(ms).toISOString());
      }),
    );
  });
});

describe("monthsBefore", () => {
  it("keeps the day of the month where the month has it, and takes the last day where it has not", () => {
    expect(monthsBefore(at("2026-11-22"), 18)).toBe(at("2025-05-22"));
    expect(monthsBefore(at("2026-03-31"), 1)).toBe(at("2026-02-28"));
    expect(monthsBefore(at("2024-03-31"), 1)).toBe(at("2024-02-29"));
  });
});

describe("activityOfDay", () => {
  it("is full on working days and small on weekends, Golden Week and Thanksgiving, each in its country", () => {
    expect(activityOfDay("JP", at("2026-05-01"))).toBe(1);
    expect(activityOfDay("JP", at("2026-05-02"))).toBeLessThan(0.2);
    expect(activityOfDay("JP", at("2026-05-05"))).toBeLessThan(0.2);
    expect(activityOfDay("US", at("2026-05-05"))).toBe(1);
    expect(activityOfDay("US", at("2026-11-26"))).toBeLessThan(0.2);
    expect(activityOfDay("US", at("2026-11-27"))).toBeLessThan(0.2);
    expect(activityOfDay("US", at("2026-11-19"))).toBe(1);
    expect(activityOfDay("JP", at("2026-11-26"))).toBe(1);
  });
});
