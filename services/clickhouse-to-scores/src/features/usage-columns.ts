/**
 * The sums over usage that the scorecards ask for, as SQL columns: each once, however many measures share it.
 *
 * In: the scorecards. Out: columns with their parameters, and their names by what they hold. Windows are whole days that end
 * with the day before the run's: the day of as_of is not over. Sums are taken in a fixed order, so that they never differ in
 * the last bit between two runs over the same facts.
 */
import type { Measure, MeasureKind, MeasureOf } from "@mimamori/health-score";

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

type ColumnsOf<Kind extends MeasureKind> = (
  measure: MeasureOf<Kind>,
  productFeatures: readonly string[] | undefined,
) => UsageColumn[];

const none = (): UsageColumn[] => [];

function quantityOf(window: DayWindow, features: readonly string[] | undefined): UsageColumn {
  return { kind: "quantity", ...window, features };
}

const COLUMNS: { readonly [Kind in MeasureKind]: ColumnsOf<Kind> } = {
  usage_level: ({ windowDays, features }) => [quantityOf(lastDays(windowDays), features)],
  usage_per_seat: ({ windowDays, features, per }) => [
    quantityOf(lastDays(windowDays), features),
    ...(per === "active_users" ? usersOf(windowDays) : []),
  ],
  usage_trend: (measure) =>
    trendWindows(measure).map((window) => quantityOf(window, measure.features)),
  feature_breadth: ({ windowDays, features }, productFeatures) => [
    { kind: "features", ...lastDays(windowDays), features: features ?? productFeatures },
  ],
  seats_used: ({ windowDays, of, knownWithinDays }) => [
    ...usersOf(windowDays),
    ...(of === "known_users" ? usersOf(knownWithinDays).slice(0, 1) : []),
  ],
  usage_recency: ({ features }) =>
    features === undefined
      ? []
      : [{ kind: "last-day", ...lastDays(LONGEST_RECENCY_DAYS), features }],
  renewal_adoption: ({ windowDays }) => usersOf(windowDays),
  ticket_load: none,
  nps: none,
  survey: none,
  invoice_overdue_days: none,
  payment_attempts: none,
  interaction_recency: none,
  csm_pulse: none,
  milestones_reached: none,
  milestone_within: none,
  goals_reached: none,
  sql: none,
};

/** The columns that a measure needs; none for measures that are not about usage. */
export function columnsOfMeasure(
  measure: Measure,
  productFeatures: readonly string[] | undefined,
): UsageColumn[] {
  const columnsOf = COLUMNS[measure.kind] as ColumnsOf<MeasureKind>;
  return columnsOf(measure, productFeatures);
}

/** Users, and events: usage without users means that the source does not say who they are. */
function usersOf(windowDays: number): UsageColumn[] {
  return [
    { kind: "users", ...lastDays(windowDays) },
    { kind: "events", ...lastDays(windowDays) },
  ];
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

/** Each column once, as SQL over usage_days and `today`, the run's day. */
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
  const within = `day BETWEEN today - ${fromDaysAgo} AND today - ${toDaysAgo}`;
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
