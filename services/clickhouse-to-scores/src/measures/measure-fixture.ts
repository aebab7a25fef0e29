// For the tests of measures: an account that is silent about everything, in a company whose sources are all there.
import type { Measured, Measure } from "@mimamori/health-score";
import { scorecard } from "@mimamori/health-score";
import type { AccountFeatures } from "../features/account-features.ts";
import { measureAccount } from "./measure-account.ts";
import type { MeasureContext } from "./measure-context.ts";
import { columnName, columnsOfMeasure } from "../features/usage-columns.ts";

export const DAY_MS = 86_400_000;
export const TODAY = 20_500;

export const everyDayWorks = (_country: string, from: number, to: number): number =>
  Math.max(0, to - from + 1);

export const context: MeasureContext = {
  asOfMs: TODAY * DAY_MS,
  today: TODAY,
  sources: {
    lastUsage: { day: TODAY, atMs: TODAY * DAY_MS },
    firstUsageDay: TODAY - 500,
    usageIsDown: false,
    tickets: true,
    invoices: true,
    surveys: new Set(["nps", "csat"]),
    pulses: true,
    goals: true,
    interactionsSince: TODAY - 500,
    milestones: new Set(["first_report"]),
    featuresInUse: new Map([[28, 8]]),
  },
  countWorkingDays: everyDayWorks,
  productFeatures: undefined,
};

export const silent: AccountFeatures = {
  account: "a",
  segment: "",
  country: "",
  startDay: TODAY - 200,
  usage: { firstDay: TODAY - 200, lastDay: TODAY - 100, columns: new Map() },
  tickets: { openedAtMs: [], urgentOpen: 0 },
  invoices: { count: 0, overdue: [], attempted: [] },
  answers: new Map(),
  interactionDays: new Map(),
  pulse: undefined,
  milestoneDays: new Map(),
  goals: [],
  revenue: {
    seats: 10,
    mrrMinor: 1_000,
    firstPaidDay: TODAY - 200,
    closed: false,
    noticeDeadlineMs: null,
    renewsAtMs: null,
    mrrDays: [],
    movements: [],
  },
  overrides: [],
  sqlValues: new Map(),
};

export function measureOf(kind: string, parameters: object = {}): Measure {
  const curve = { kind: "linear", points: [[0, 0]] };
  const one = { id: "m", kind, group: "g", weight: 1, curve, ...parameters };
  const bands = [{ name: "at-risk", from: 0 }];
  const card = scorecard.parse({ name: "c", minimumCoverage: 0, bands, measures: [one] });
  const [only] = card.measures;
  if (only === undefined) throw new Error("a scorecard has a measure");
  return only;
}

export function measure(
  one: Measure,
  features: AccountFeatures,
  at = context,
): Measured | undefined {
  const card = { name: "c", minimumCoverage: 0, bands: [], measures: [one], caps: [] };
  return measureAccount(card, features, at).get("m");
}

/** The account with the measure's usage columns set, in their order. */
export function using(one: Measure, ...values: number[]): AccountFeatures {
  const names = columnsOfMeasure(one, undefined).map(columnName);
  const columns = new Map(names.map((name, index) => [name, values[index] ?? 0]));
  return { ...silent, usage: { firstDay: TODAY - 200, lastDay: TODAY - 1, columns } };
}
