/**
 * The sums over usage that the scorecards ask for, as SQL columns: each once, however many measures share it.
 *
 * In: the scorecards. Out: columns with their parameters, and their names by what they hold. Windows are whole days that end
 * with the day before the run's: the day of as_of is not over. Sums are taken in a fixed order, so that they never differ in
 * the last bit between two runs over the same facts.
 */
import type { Scorecard } from "@mimamori/health-score";

type Measure = Scorecard["measures"][number];

/** A window of whole days before the run's day: from `fromDaysAgo` (inclusive) to `toDaysAgo` (inclusive), both at least 1. */
export interface DayWindow {
  readonly fromDaysAgo: number;
  readonly toDaysAgo: number;
}

/** What one column holds, over one window. */
export type UsageColumn = DayWindow & {
  readonly kind: "quantity" | "events" | "features" | "users" | "last-day";
  /** Only these features count; left out, all do. */
  readonly features?: readonly string[] | undefined;
};

/** How far back "last used" looks when only some features count. */
export const LONGEST_RECENCY_DAYS = 400;

export function lastDays(days: number): DayWindow {
  return { fromDaysAgo: days, toDaysAgo: 1 };
}

/** The name by which a column's value is found again. */
export function columnName({ kind, fromDaysAgo, toDaysAgo, features }: UsageColumn): string {
  return JSON.stringify([kind, fromDaysAgo, toDaysAgo, features ?? null]);
}

/** The columns that a measure needs; none for measures that are not about usage. */
export function columnsOfMeasure(
  measure: Measure,
  productFeatures: readonly string[] | undefined,
): UsageColumn[] {
  switch (measure.kind) {
    case "usage_per_seat":
      return [{ kind: "quantity", ...lastDays(measure.windowDays), features: measure.features }];
    case "usage_trend": {
      const [recent, baseline] = trendWindows(measure);
      return [recent, baseline].map((window) => ({
        kind: "quantity",
        ...window,
        features: measure.features,
      }));
    }
    case "feature_breadth":
      return [
        {
          kind: "features",
          ...lastDays(measure.windowDays),
          features: measure.features ?? productFeatures,
        },
      ];
    case "seats_used":
      return [
        { kind: "users", ...lastDays(measure.windowDays) },
        { kind: "events", ...lastDays(measure.windowDays) },
      ];
    case "usage_recency":
      return measure.features === undefined
        ? []
        : [{ kind: "last-day", ...lastDays(LONGEST_RECENCY_DAYS), features: measure.features }];
    case "ticket_load":
    case "nps":
    case "invoice_overdue_days":
    case "interaction_recency":
    case "milestones_reached":
      return [];
  }
}

/** The recent window of a trend, and the baseline before it. */
export function trendWindows(measure: {
  readonly recentDays: number;
  readonly baselineDays: number;
}): [DayWindow, DayWindow] {
  const { recentDays, baselineDays } = measure;
  return [
    lastDays(recentDays),
    { fromDaysAgo: recentDays + baselineDays, toDaysAgo: recentDays + 1 },
  ];
}

/** A SELECT list over usage_days, with its parameters and the names of its columns c0, c1, … */
export interface UsageSelect {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly names: readonly string[];
  /** How many days back it looks. */
  readonly longestDays: number;
}

/** Each column once, as SQL. `{today:Date}` is the run's day. */
export function usageSelect(columns: readonly UsageColumn[]): UsageSelect {
  const distinct = new Map(columns.map((column) => [columnName(column), column]));
  const parameters: Record<string, unknown> = {};
  const parts = [...distinct.values()].map((column, index) => {
    if (column.features !== undefined) parameters[`features${index}`] = column.features;
    return `toFloat64(${columnSql(column, `{features${index}:Array(String)}`)}) AS c${index}`;
  });
  return {
    sql: parts.join(",\n  "),
    parameters,
    names: [...distinct.keys()],
    longestDays: Math.max(1, ...columns.map(({ fromDaysAgo }) => fromDaysAgo)),
  };
}

function columnSql(column: UsageColumn, features: string): string {
  const { fromDaysAgo, toDaysAgo } = column;
  const within = `day BETWEEN {today:Date} - ${fromDaysAgo} AND {today:Date} - ${toDaysAgo}`;
  const quantity =
    column.features === undefined
      ? "arraySum(mapValues(quantities))"
      : `arraySum(arrayMap(one -> quantities[one], ${features}))`;
  const used = `groupUniqArrayArrayIf(mapKeys(feature_events), ${within})`;
  switch (column.kind) {
    case "quantity":
      return `arraySum(arraySort(groupArrayIf(${quantity}, ${within})))`;
    case "events":
      return `sumIf(events, ${within})`;
    case "users":
      return `greatest(uniqExactArrayIf(users, ${within}), maxIf(reported_users, ${within}))`;
    case "features":
      return column.features === undefined
        ? `length(${used})`
        : `length(arrayIntersect(${used}, ${features}))`;
    case "last-day":
      return `toUInt32(maxIf(day, ${quantity} > 0 AND ${within}))`;
  }
}
