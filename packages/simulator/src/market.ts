// The company's market, as data: whom it sells to, what, at which price. Everything that may be tuned about the truth
// and is not a law of motion stands here.
import type { Country, Plan, Segment } from "./market-terms.ts";

/** Where customers sit: offices work 9 to 18 local time. `minorPerCent` turns a price in US cents into the currency. */
export const COUNTRIES: readonly [Country, ...Country[]] = [
  {
    code: "JP",
    share: 0.45,
    utcOffsetHours: 9,
    currency: "JPY",
    minorPerCent: 1.5,
    language: "ja",
  },
  { code: "US", share: 0.3, utcOffsetHours: -5, currency: "USD", minorPerCent: 1, language: "en" },
  {
    code: "DE",
    share: 0.15,
    utcOffsetHours: 1,
    currency: "EUR",
    minorPerCent: 0.9,
    language: "de",
  },
  { code: "GB", share: 0.1, utcOffsetHours: 0, currency: "USD", minorPerCent: 1, language: "en" },
];

/** From small to large; an upgrade is a step to the right. Prices in US cents per month. */
export const PLANS: readonly Plan[] = [
  { name: "starter", seatCents: 2900, baseCents: 0 },
  { name: "growth", seatCents: 4900, baseCents: 0 },
  { name: "business", seatCents: 7900, baseCents: 20_000 },
  { name: "enterprise", seatCents: 9900, baseCents: 150_000 },
];

export const SEGMENTS: readonly [Segment, ...Segment[]] = [
  {
    name: "smb",
    share: 0.62,
    seats: [2, 12],
    plans: [0, 1],
    annualShare: 0.2,
    trialShare: 0.6,
    monthlyLogit: -3.6,
    annualLogit: -1.6,
    noticeDays: 14,
    conversationsPerMonth: 0,
    accountsPerCsm: 400,
    cardShare: 0.85,
  },
  {
    name: "mid-market",
    share: 0.28,
    seats: [12, 45],
    plans: [1, 2],
    annualShare: 0.6,
    trialShare: 0.3,
    monthlyLogit: -4.05,
    annualLogit: -1.7,
    noticeDays: 30,
    conversationsPerMonth: 0.8,
    accountsPerCsm: 60,
    cardShare: 0.4,
  },
  {
    name: "enterprise",
    share: 0.1,
    seats: [45, 130],
    plans: [3, 3],
    annualShare: 0.95,
    trialShare: 0,
    monthlyLogit: -4.7,
    annualLogit: -1.8,
    noticeDays: 60,
    conversationsPerMonth: 2,
    accountsPerCsm: 15,
    cardShare: 0,
  },
];

export const CHANNELS = [
  { name: "organic", share: 0.3, centsPerMonth: 200_000 },
  { name: "paid-search", share: 0.28, centsPerMonth: 900_000 },
  { name: "partner", share: 0.17, centsPerMonth: 500_000 },
  { name: "outbound", share: 0.15, centsPerMonth: 800_000 },
  { name: "events", share: 0.1, centsPerMonth: 600_000 },
] as const;

/** Features in order of popularity: the chance that somebody who has adopted one uses it on an active day. */
export const FEATURES = [
  { name: "dashboards", use: 0.7 },
  { name: "reports", use: 0.31 },
  { name: "search", use: 0.25 },
  { name: "alerts", use: 0.16 },
  { name: "exports", use: 0.12 },
  { name: "sharing", use: 0.11 },
  { name: "integrations", use: 0.08 },
  { name: "forecasts", use: 0.07 },
  { name: "automations", use: 0.06 },
  { name: "api", use: 0.04 },
] as const;

/** Steps of onboarding and the mean number of days after signing up at which an average account takes them. */
export const MILESTONES = [
  { name: "workspace_created", meanDays: 0.2 },
  { name: "teammate_invited", meanDays: 2 },
  { name: "data_connected", meanDays: 7 },
  { name: "first_report_shared", meanDays: 14 },
  { name: "training_completed", meanDays: 28 },
] as const;

export const INDUSTRIES = [
  "logistics",
  "manufacturing",
  "retail",
  "software",
  "finance",
  "healthcare",
  "education",
  "media",
] as const;

export const TICKET_CATEGORIES = ["how-to", "bug", "billing", "integration", "access"] as const;
