import { expect, test } from "vitest";
import { revenueFeatures, revenueRow } from "./revenue-features.ts";

const NO_DATES = { renews_at: null, notice_deadline: null };
const DATES = {
  renews_at: "2026-04-01T00:00:00.000Z",
  notice_deadline: "2026-03-01T00:00:00.000Z",
};

const row = revenueRow.parse({
  account: "a",
  moment: 0,
  subscriptions: [
    { status: "active", seats: 5, ended_at: null, ...DATES },
    { status: "active", seats: 7, ended_at: "2026-06-01T00:00:00.000Z", ...NO_DATES },
    { status: "trialing", seats: 100, ended_at: null, ...NO_DATES },
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
  expect(before).toMatchObject({ seats: 12, mrrMinor: 500, closed: false });
  expect(before.movements).toHaveLength(1);
  const after = revenueFeatures(row, new Date("2026-07-01T12:00:00Z"), "2026-07-01");
  expect(after).toMatchObject({ seats: 5, mrrMinor: 200, closed: true });
});

test("the next decision is one that lies ahead, up to its very moment", () => {
  const at = (moment: string) => revenueFeatures(row, new Date(moment), moment.slice(0, 10));
  const [deadline, renewal] = [Date.parse(DATES.notice_deadline), Date.parse(DATES.renews_at)];
  expect(at("2026-03-01T00:00:00.000Z")).toMatchObject({
    noticeDeadlineMs: deadline,
    renewsAtMs: renewal,
  });
  expect(at("2026-03-01T00:00:00.001Z")).toMatchObject({
    noticeDeadlineMs: null,
    renewsAtMs: renewal,
  });
});

test("before its first payment an account pays nothing, which is not unknown", () => {
  const lead = revenueFeatures(row, new Date("2026-01-01T12:00:00Z"), "2026-01-01");
  expect(lead).toMatchObject({ mrrMinor: 0, firstPaidDay: null, closed: false });
});

test("an MRR without an exchange rate is unknown, and not 0", () => {
  const withoutRate = { ...row, mrr_days: [{ day: "2026-01-10", mrr_minor: null }] };
  expect(revenueFeatures(withoutRate, new Date("2026-02-01"), "2026-02-01").mrrMinor).toBeNull();
});

test("a trial that ended without a purchase is closed, from its end on", () => {
  const ended_at = "2026-03-01T00:00:00.000Z";
  const subscriptions = [{ status: "ended", seats: 5, ended_at, ...NO_DATES }];
  const trial = { ...row, subscriptions, mrr_days: [], first_paid_on: null, churned_on: null };
  expect(revenueFeatures(trial, new Date("2026-02-28"), "2026-02-28").closed).toBe(false);
  expect(revenueFeatures(trial, new Date("2026-03-01"), "2026-03-01").closed).toBe(true);
});
