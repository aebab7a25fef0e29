import { expect, test } from "vitest";
import { revenueFeatures, revenueRow } from "./revenue-features.ts";

const row = revenueRow.parse({
  account: "a",
  subscriptions: [
    { status: "active", seats: 5, ended_at: null },
    { status: "active", seats: 7, ended_at: "2026-06-01T00:00:00.000Z" },
    { status: "trialing", seats: 100, ended_at: null },
  ],
  mrr_days: [
    { day: "2026-01-10", mrr_minor: "500" },
    { day: "2026-06-01", mrr_minor: "200" },
  ],
  movements: [
    { day: "2026-01-10", kind: "new", amount_minor: "500", mrr_after_minor: "500" },
    { day: "2026-06-01", kind: "contraction", amount_minor: "-300", mrr_after_minor: "200" },
  ],
  first_paid_on: "2026-01-10",
  churned_on: "2026-07-01",
});

test("an end that lies ahead has not happened yet", () => {
  const before = revenueFeatures(row, new Date("2026-05-31T12:00:00Z"), "2026-05-31");
  expect(before).toMatchObject({ seats: 12, mrrMinor: 500, churned: false });
  expect(before.movements).toHaveLength(1);
  const after = revenueFeatures(row, new Date("2026-07-01T12:00:00Z"), "2026-07-01");
  expect(after).toMatchObject({ seats: 5, mrrMinor: 200, churned: true });
});

test("before its first payment an account pays nothing, which is not unknown", () => {
  const lead = revenueFeatures(row, new Date("2026-01-01T12:00:00Z"), "2026-01-01");
  expect(lead).toMatchObject({ mrrMinor: 0, firstPaidDay: null, churned: false });
});

test("an MRR without an exchange rate is unknown, and not 0", () => {
  const withoutRate = { ...row, mrr_days: [{ day: "2026-01-10", mrr_minor: null }] };
  expect(revenueFeatures(withoutRate, new Date("2026-02-01"), "2026-02-01").mrrMinor).toBeNull();
});
