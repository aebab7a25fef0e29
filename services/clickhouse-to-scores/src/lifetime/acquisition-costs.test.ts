// What a new customer costs, and why that is sometimes not known.
import { expect, test } from "vitest";
import { costOfChannel } from "./acquisition-costs.ts";
import { channelMonthsOf } from "./acquisition-months.ts";
import type { ChannelMonth } from "./acquisition-months.ts";

const WINDOW = ["2026-01", "2026-02", "2026-03"];
const OUTLOOK = {
  ltvMinor: 9_000,
  marginMinor: 250,
  arpaMinor: 300,
  lifetimeMonths: 40,
  survivalAt: (months: number): number => 0.9 ** months,
};
const SETTINGS = {
  window: WINDOW,
  targetLtvToCac: 3,
  outlooks: new Map([
    ["smb", OUTLOOK],
    ["", { ...OUTLOOK, ltvMinor: 6_000 }],
  ]),
};

function month(text: string, spendMinor: number | null, won: number): ChannelMonth {
  const reason = spendMinor === null ? "no-spend-recorded" : "";
  const bySegment = new Map(won === 0 ? [] : [["smb", won]]);
  return { channel: "search", month: text, spendMinor, reason, newCustomers: won, bySegment };
}

test("cost is spend by customers of the months whose spend is known, within the window", () => {
  const months = [
    month("2025-12", 99_999, 50),
    month("2026-01", 2_000, 1),
    month("2026-02", 4_000, 2),
    // Not booked yet: its customers were not won for nothing.
    month("2026-03", null, 7),
  ];
  expect(costOfChannel("search", months, SETTINGS)).toMatchObject({
    months_with_spend: 2,
    spend_minor: 6_000,
    new_customers: 3,
    cac_minor: 2_000,
    allowable_cac_minor: 3_000,
    ltv_to_cac: 4.5,
    mark: "healthy",
    payback_simple_months: 8,
    // 250 x (1 - 0.9^n) / 0.1 >= 2,000 from n = 16 on.
    payback_surviving_months: 16,
    ltv_annual_revenue_times_years_less_cac_minor: 3_600 * (40 / 12) - 2_000,
    reason: "",
  });
});

test("a channel without spend, without a rate or without customers has no cost, and says why", () => {
  const why = (months: readonly ChannelMonth[]): string =>
    costOfChannel("search", months, SETTINGS).reason;
  expect(why([month("2026-01", null, 3)])).toBe("no-spend-recorded");
  expect(why([{ ...month("2026-01", null, 3), reason: "no-exchange-rate" }])).toBe(
    "no-exchange-rate",
  );
  expect(why([month("2026-01", 100, 0)])).toBe("no-new-customers");
  const none = costOfChannel("search", [month("2026-01", 100, 0)], SETTINGS);
  expect(none).toMatchObject({ cac_minor: null, ltv_to_cac: null, mark: "" });
  expect(none.allowable_cac_minor).toBe(2_000);
});

test("spend is told in the reporting currency; without a rate it is unknown, and not 0", () => {
  const spent = [
    { channel: "ads", month: "2026-01", amount_minor: 1_000, currency: "USD" },
    { channel: "fair", month: "2026-01", amount_minor: 1_000, currency: "CHF" },
  ];
  const company = { reportingCurrency: "JPY", ratesToReporting: { USD: 150 } };
  const months = channelMonthsOf(spent, [], company);
  expect(months.map(({ spendMinor, reason }) => [spendMinor, reason])).toEqual([
    [1_500, ""],
    [null, "no-exchange-rate"],
  ]);
});
