/**
 * The measures of usage, one function each. In: an account's sums over windows. Out: a raw value, or why there is none. Pure.
 *
 * Usage is known of an account from its first day of usage on, as long as the source is up; from then on silence is 0.
 */
import type { Measured, Scorecard, WhyMissing } from "@mimamori/health-score";
import type { AccountFeatures, UsageFeatures } from "./account-features.ts";
import { missing } from "./measure-context.ts";
import type { MeasureContext } from "./measure-context.ts";
import {
  columnName,
  columnsOfMeasure,
  lastDays,
  LONGEST_RECENCY_DAYS,
  trendWindows,
} from "./usage-columns.ts";
import type { DayWindow } from "./usage-columns.ts";

type Measure = Scorecard["measures"][number];
type MeasureOf<Kind extends Measure["kind"]> = Extract<Measure, { kind: Kind }>;

export type UsageMeasure = MeasureOf<
  "usage_per_seat" | "usage_trend" | "feature_breadth" | "seats_used" | "usage_recency"
>;

/** Fewer working days than this are no baseline. */
const SHORTEST_BASELINE = 10;

/** One account's usage, with the context that gives it a meaning. */
interface Usage {
  readonly context: MeasureContext;
  readonly country: string;
  readonly seats: number;
  readonly usage: UsageFeatures;
  /** The values of the measure's columns, in the order of columnsOfMeasure. */
  readonly values: readonly number[];
}

/** The raw value of a measure of usage. */
export function measureUsage(
  measure: UsageMeasure,
  { usage, country, revenue }: AccountFeatures,
  context: MeasureContext,
): Measured {
  const { lastUsage, usageIsDown } = context.sources;
  if (usage === undefined || lastUsage === undefined) return missing("not-connected");
  if (usageIsDown) return missing("source-down", lastUsage.atMs);
  const values = columnsOfMeasure(measure, context.productFeatures).map(
    (column) => usage.columns.get(columnName(column)) ?? 0,
  );
  const seats = revenue?.seats ?? 0;
  const rawValue = usageValue(measure, { context, country, seats, usage, values });
  return typeof rawValue === "string"
    ? missing(rawValue, lastUsage.atMs)
    : { rawValue, dataAtMs: lastUsage.atMs };
}

function usageValue(measure: UsageMeasure, one: Usage): number | WhyMissing {
  switch (measure.kind) {
    case "usage_per_seat":
      return usagePerSeat(measure, one);
    case "usage_trend":
      return usageTrend(measure, one);
    case "feature_breadth":
      return featureBreadth(measure, one);
    case "seats_used":
      return seatsUsed(one);
    case "usage_recency":
      return usageRecency(measure, one);
  }
}

/** Working days of the account's country in a window, from its first day of usage on. */
function workingDays({ context, country, usage }: Usage, window: DayWindow): number {
  const from = Math.max(context.today - window.fromDaysAgo, usage.firstDay);
  return context.countWorkingDays(country, from, context.today - window.toDaysAgo);
}

function usagePerSeat(measure: MeasureOf<"usage_per_seat">, one: Usage): number | WhyMissing {
  const [quantity = 0] = one.values;
  const days = workingDays(one, lastDays(measure.windowDays));
  return one.seats === 0 || days === 0 ? "not-applicable" : quantity / one.seats / days;
}

/** Against the account's own baseline: what is much for one account is little for another. */
function usageTrend(measure: MeasureOf<"usage_trend">, one: Usage): number | WhyMissing {
  const [recent = 0, before = 0] = one.values;
  const [recentWindow, baselineWindow] = trendWindows(measure);
  const recentDays = workingDays(one, recentWindow);
  const baselineDays = workingDays(one, baselineWindow);
  if (recentDays === 0 || baselineDays < SHORTEST_BASELINE) return "not-applicable";
  const usual = before / baselineDays;
  // Nothing to compare with; but silence is data, also when it has lasted so long that the baseline is empty as well.
  if (usual === 0 || usual < measure.minimumBaseline) return recent === 0 ? 0 : "not-applicable";
  return recent / recentDays / usual;
}

function featureBreadth(measure: MeasureOf<"feature_breadth">, one: Usage): number | WhyMissing {
  const { productFeatures, sources } = one.context;
  const [used = 0] = one.values;
  const named = (measure.features ?? productFeatures)?.length;
  const all = named ?? sources.featuresInUse.get(measure.windowDays) ?? 0;
  return all === 0 ? "not-applicable" : used / all;
}

function seatsUsed({ seats, values }: Usage): number | WhyMissing {
  const [users = 0, events = 0] = values;
  // Usage without users: the source does not say who they are.
  if (users === 0 && events > 0) return "not-connected";
  return seats === 0 ? "not-applicable" : users / seats;
}

function usageRecency(
  measure: MeasureOf<"usage_recency">,
  { context, country, usage, values }: Usage,
): number {
  const [lastOfFeatures = 0] = values;
  const longestAgo = context.today - LONGEST_RECENCY_DAYS;
  const lastDay =
    measure.features === undefined ? usage.lastDay : Math.max(lastOfFeatures, longestAgo);
  return context.countWorkingDays(country, lastDay + 1, context.today - 1);
}
