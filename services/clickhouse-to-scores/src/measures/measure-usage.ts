/**
 * The measures of usage, one function each. In: an account's sums over windows. Out: a raw value, or why there is none. Pure.
 *
 * Usage is known of an account from its first day of usage on, as long as the source is up; from then on silence is 0. So it is of
 * a customer who was never seen at all, once it had time to begin.
 */
import type { Measured, MeasureOf, WhyMissing } from "@mimamori/health-score";
import type { AccountFeatures, UsageFeatures } from "../features/account-features.ts";
import { DAY_MS, missing } from "./measure-context.ts";
import type { MeasureContext } from "./measure-context.ts";
import {
  columnName,
  columnsOfMeasure,
  lastDays,
  LONGEST_RECENCY_DAYS,
  trendWindows,
} from "../features/usage-columns.ts";
import type { DayWindow } from "../features/usage-columns.ts";

export type UsageMeasure = MeasureOf<
  | "usage_level"
  | "usage_per_seat"
  | "usage_trend"
  | "feature_breadth"
  | "seats_used"
  | "usage_recency"
  | "renewal_adoption"
>;

/** Fewer working days than this are no baseline. */
const SHORTEST_BASELINE = 10;

/** Whoever pays and has not begun after so many days is silent; before that it has not begun yet. */
const DAYS_TO_BEGIN = 28;

/** One account's usage, with the context that gives it a meaning. */
interface Usage {
  readonly context: MeasureContext;
  readonly country: string;
  readonly seats: number;
  readonly renewsAtMs: number | null;
  readonly usage: UsageFeatures;
  /** The values of the measure's columns, in the order of columnsOfMeasure. */
  readonly values: readonly number[];
}

/** The raw value of a measure of usage. */
export function measureUsage(
  measure: UsageMeasure,
  features: AccountFeatures,
  context: MeasureContext,
): Measured {
  const { country, revenue } = features;
  const { lastUsage, usageIsDown } = context.sources;
  if (lastUsage === undefined) return missing("not-connected");
  const usage = features.usage ?? neverSeen(features, context);
  if (typeof usage === "string") return missing(usage);
  if (usageIsDown) return missing("source-down", lastUsage.atMs);
  const values = columnsOfMeasure(measure, context.productFeatures).map(
    (column) => usage.columns.get(columnName(column)) ?? 0,
  );
  const { seats = 0, renewsAtMs = null } = revenue ?? {};
  const rawValue = usageValue(measure, { context, country, seats, renewsAtMs, usage, values });
  return typeof rawValue === "string"
    ? missing(rawValue, lastUsage.atMs)
    : { rawValue, dataAtMs: lastUsage.atMs };
}

/** The usage of a customer that the source never told of: none, since both were there. */
function neverSeen(
  { startDay, revenue }: AccountFeatures,
  { today, sources }: MeasureContext,
): UsageFeatures | WhyMissing {
  if (startDay === null || (revenue?.firstPaidDay ?? null) === null) return "not-connected";
  const since = Math.max(startDay, sources.firstUsageDay);
  if (today - since < DAYS_TO_BEGIN) return "not-applicable";
  return { firstDay: since, lastDay: since - 1, columns: new Map() };
}

function usageValue(measure: UsageMeasure, one: Usage): number | WhyMissing {
  switch (measure.kind) {
    case "usage_level":
      return usageLevel(measure, one);
    case "renewal_adoption":
      return renewalAdoption(measure, one);
    case "usage_per_seat":
      return usagePerSeat(measure, one);
    case "usage_trend":
      return usageTrend(measure, one);
    case "feature_breadth":
      return featureBreadth(measure, one);
    case "seats_used":
      return seatsUsed(measure, one);
    case "usage_recency":
      return usageRecency(measure, one);
  }
}

/** Working days of the account's country in a window, from its first day of usage on. */
function workingDays({ context, country, usage }: Usage, window: DayWindow): number {
  const from = Math.max(context.today - window.fromDaysAgo, usage.firstDay);
  return context.countWorkingDays(country, from, context.today - window.toDaysAgo);
}

function usageLevel(measure: MeasureOf<"usage_level">, one: Usage): number | WhyMissing {
  const [quantity = 0] = one.values;
  const days = workingDays(one, lastDays(measure.windowDays));
  return days === 0 ? "not-applicable" : quantity / days;
}

function usagePerSeat(measure: MeasureOf<"usage_per_seat">, one: Usage): number | WhyMissing {
  const [quantity = 0, users = 0, events = 0] = one.values;
  const days = workingDays(one, lastDays(measure.windowDays));
  if (days === 0) return "not-applicable";
  if (measure.per === "seats_sold")
    return one.seats === 0 ? "not-applicable" : quantity / one.seats / days;
  if (users === 0) return events > 0 ? "not-connected" : 0;
  return quantity / users / days;
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

function seatsUsed(measure: MeasureOf<"seats_used">, one: Usage): number | WhyMissing {
  const [users = 0, events = 0, knownUsers = 0] = one.values;
  // Usage without users: the source does not say who they are.
  if (users === 0 && events > 0) return "not-connected";
  if (users === 0 && (measure.of === "known_users" || one.seats > 0)) return 0;
  const all = measure.of === "known_users" ? knownUsers : one.seats;
  return all === 0 ? "not-applicable" : users / all;
}

function renewalAdoption(
  measure: MeasureOf<"renewal_adoption">,
  { context, seats, renewsAtMs, values }: Usage,
): number | WhyMissing {
  const [users = 0, events = 0] = values;
  if (renewsAtMs === null || seats === 0) return "not-applicable";
  const days = (renewsAtMs - context.asOfMs) / DAY_MS;
  if (days >= measure.withinDays) return "not-applicable";
  if (users === 0 && events > 0) return "not-connected";
  const { requiredFar, requiredAtRenewal, withinDays } = measure;
  const required = requiredAtRenewal + (requiredFar - requiredAtRenewal) * (days / withinDays);
  return users / seats - required;
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
