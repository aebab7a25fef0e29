/** For tests: an account about which there is everything to say, named as an attacker would name it. */
import type { CustomerFacts } from "./customer-facts.ts";
import type { InternalFacts } from "./internal-facts.ts";
import { quarterBefore, weeksOf } from "./quarter.ts";

export const TODAY = "2026-11-28";
export const QUARTER = quarterBefore(TODAY);

export const FACTS: CustomerFacts = {
  profile: {
    account: "acme",
    name: "<script>alert('acme')</script>",
    csm: "ann",
    plan: "team & co",
    seats: 20,
    users: 9,
    mrr: 120_000,
    arr: 1_440_000,
    currency: "JPY",
    overdue: 2,
  },
  weeks: weeksOf(QUARTER).map((week) => ({
    week,
    users: week < QUARTER.from ? 10 : 8,
    quantities: week < QUARTER.from ? { reports: 10 } : { reports: 5, '"><img src=x>': 1 },
  })),
  firstWeek: "2026-01-05",
  goals: [
    {
      ...{ title: "<b>Close the books in 3 days</b>", status: "open", reached_on: null },
      ...{ due_on: "2026-10-31", is_overdue: 1, changed_on: "2026-07-01" },
    },
    {
      ...{ title: "Everybody trained", status: "reached", reached_on: "2026-09-30" },
      ...{ due_on: null, is_overdue: 0, changed_on: "2026-09-30" },
    },
  ],
  tickets: [
    {
      ...{
        id: "T-1",
        is_open: 1,
        category: "exports",
        priority: "urgent",
        opened_on: "2026-11-20",
      },
      ...{ solved_on: null, first_reply_hours: 3, hours_to_solve: null, age_days: 8 },
    },
  ],
  answers: [
    { kind: "nps", answered_on: "2026-10-02", score: 9, scale_min: 0, scale_max: 10 },
    { kind: "nps", answered_on: "2026-10-03", score: 3, scale_min: 0, scale_max: 10 },
  ],
  invoices: [
    {
      ...{ id: "INV-7", due_on: "2026-10-31", days_overdue: 28 },
      ...{ amount_open_minor: 123_450, currency: "USD" },
    },
  ],
  months: [
    { month: "2026-10-01", mrr: 100_000 },
    { month: "2026-11-01", mrr: 120_000 },
  ],
  live: new Set(["usage", "subscriptions", "invoices", "tickets", "engagement", "goals"]),
};

export const INTERNAL: InternalFacts = {
  health: {
    ...{ band: "at-risk", score: 31.7, coverage: 0.86, scorecard: "mature", scored_on: TODAY },
    ...{ cap: "at most 45: an invoice is overdue", override: "set to 31.7 by ann" },
  },
  reasons: [
    {
      ...{ reason: "use 65% below its own usual level", points: 12.3, effective_weight: 0.4 },
      ...{ contribution: 4.9, lost_points: 35.1, why_missing: "" },
    },
    {
      ...{ reason: "pulse: not connected", points: null, effective_weight: 0 },
      ...{ contribution: 0, lost_points: 0, why_missing: "not-connected" },
    },
  ],
  moves: [
    {
      ...{ label: "Usage trend", reason: "use fell", points: -24.6, score_before: 56.3 },
      ...{ score_after: 31.7, previous_on: "2026-11-21", on: TODAY },
    },
  ],
  scores: [
    { week: "2026-11-09", score: 56.3 },
    { week: "2026-11-16", score: 31.7 },
  ],
  churn: {
    ...{ status: "scored", within_90_days: 0.43, next_decision_on: "2027-01-15" },
    ...{ not_renewing: 0.57, not_renewing_low: 0.47, not_renewing_high: 0.67 },
  },
  value: {
    ...{ months_36: 2_345_678, months_36_low: 2_111_111, months_36_high: 2_555_555 },
    ...{ unbounded: 3_456_789, monthly_margin: 98_765 },
  },
  standing: {
    ...{ renews_on: "2027-01-31", notice_deadline_on: "2027-01-15", is_leaving: 0 },
    because: ["health", "churn", "invoices"],
  },
  renewals: [
    {
      ...{ plan: "team & co", renews_on: "2027-01-31", days: 64, auto_renew: 1 },
      ...{ notice_deadline_on: "2027-01-15", arr: 1_440_000, outlook: "at-risk" },
    },
  ],
  tier: { tier: "high", reason: "pinned to high touch by ann" },
};
