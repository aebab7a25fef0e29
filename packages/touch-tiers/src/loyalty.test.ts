import { describe, expect, test } from "vitest";
import { healthySince, judgeLoyalty, touchTierSettings } from "./index.ts";

const settingsOf = (loyalCustomers: object = {}) =>
  touchTierSettings.parse({
    value: "arr",
    margin: 0.1,
    thresholds: { high: 2, low: 1 },
    loyalCustomers,
  }).loyalCustomers;

const loyal = {
  renewals: 1,
  tenureDays: 100,
  healthyDays: 90,
  nps: 9,
  seatUse: 0.75,
  overdueInvoices: 0,
};

describe("a loyal customer", () => {
  test("has renewed or stayed a year, and was well for long, would recommend, uses its seats and pays", () => {
    expect(judgeLoyalty(loyal, settingsOf())).toEqual([]);
    expect(judgeLoyalty({ ...loyal, renewals: 0, tenureDays: 365 }, settingsOf())).toEqual([]);
  });

  test("misses each condition just below its bound", () => {
    const one = { renewals: 0, tenureDays: 364, healthyDays: 89, nps: 8.9, seatUse: 0.74 };
    expect(judgeLoyalty({ ...loyal, ...one, overdueInvoices: 1 }, settingsOf())).toEqual([
      "stayed",
      "health",
      "nps",
      "seat-use",
      "invoices",
    ]);
  });

  test("is not one for lack of data", () => {
    const unknown = {
      renewals: null,
      tenureDays: null,
      healthyDays: null,
      nps: null,
      seatUse: null,
    };
    expect(judgeLoyalty({ ...loyal, ...unknown }, settingsOf())).toEqual([
      "stayed",
      "health",
      "nps",
      "seat-use",
    ]);
  });

  test("is what the settings say: a condition that is null is not asked", () => {
    const nothing = {
      renewals: null,
      orTenureDays: null,
      health: null,
      nps: null,
      seatUse: null,
      noOverdueInvoice: false,
    };
    const unknown = { ...loyal, healthyDays: null, nps: null, seatUse: null, overdueInvoices: 3 };
    expect(judgeLoyalty(unknown, settingsOf(nothing))).toEqual([]);
    expect(judgeLoyalty(unknown, settingsOf({ ...nothing, renewals: 2 }))).toEqual(["stayed"]);
  });
});

test("health counts from the first of the daily runs in which it has been high without a gap", () => {
  const settings = settingsOf();
  expect(healthySince(null, 80, "2026-01-05", settings)).toBe("2026-01-05");
  expect(healthySince("2026-01-05", 95, "2026-01-06", settings)).toBe("2026-01-05");
  expect(healthySince("2026-01-05", 79.9, "2026-01-06", settings)).toBeNull();
  expect(healthySince("2026-01-05", null, "2026-01-06", settings)).toBeNull();
});
