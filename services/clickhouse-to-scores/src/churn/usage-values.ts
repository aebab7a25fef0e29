/**
 * How an account used the product before a moment. In: facts at moments. Out: the columns of usage of a table of features.
 *
 * A source that tells of usage says 0 where it is silent; before it has told for 28 days everything of it is missing.
 */
import type { FactsAtMoments } from "@mimamori/account-facts";
import type { ChurnSnapshot } from "@mimamori/churn-risk";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { ChurnFeaturePlan } from "./feature-plan.ts";
import type { FeatureTable } from "./feature-table.ts";
import { RECENT_DAYS, USAGE_COLUMNS, USAGE_DAYS, usageAtMoments } from "./moment-queries.ts";

/** A young account's counts are not scaled up from less than this. */
const LEAST_TENURE_DAYS = 14;
/** Columns of usage beside those of the product's features. */
export const USAGE_WIDTH = 5;
const BASELINE_DAYS = USAGE_DAYS - RECENT_DAYS;
/** With fewer days before the recent ones there is no trend. */
const LEAST_BASELINE_DAYS = 14;

/** What the usage facts say of one moment; filled anew for each. */
interface UsageBefore {
  /** Of the plan's features, in their order. */
  readonly quantities: Float64Array;
  recent: number;
  before: number;
  users: number;
  features: number;
  /** Day number; 0: no use within the window. */
  lastDay: number;
}

/** Whether a source has told long enough for its silence to mean 0. */
export function hasToldLongEnough(since: number | null, day: number): since is number {
  return since !== null && day - since >= RECENT_DAYS;
}

/** By how much a count over a window is raised for an account, or a source, that is younger than the window. */
export function windowScale(windowDays: number, tenureDays: number): number {
  return windowDays / Math.min(windowDays, Math.max(LEAST_TENURE_DAYS, tenureDays));
}

/** Fills the columns of usage: those of the product's features, then those of USAGE_COLUMNS in feature-plan.ts. */
export async function readUsageValues(
  tables: ClickhouseTables,
  facts: FactsAtMoments,
  plan: ChurnFeaturePlan,
  { rows, values, width }: FeatureTable,
): Promise<void> {
  const usage: UsageBefore = { ...NO_USAGE, quantities: new Float64Array(plan.features.length) };
  const fill = (row: number): void => {
    const snapshot = rows[row]?.snapshot;
    if (snapshot !== undefined) putUsage(values, row * width, plan, snapshot, usage);
  };
  for (let row = 0; row < rows.length; row += 1) fill(row);
  if (plan.usageSince === null) return;
  const { sql, parameters } = usageAtMoments(facts.source("usage_days"), plan.features);
  const names = plan.features.map((_, index) => `f${index}`);
  const featureColumns = Object.fromEntries(names.map((name) => [name, "Float64" as const]));
  const columns = { ...USAGE_COLUMNS, ...featureColumns };
  for await (const block of tables.queryBinary(sql, columns, parameters)) {
    const found: Readonly<Record<string, Float64Array>> = block.columns;
    const quantities = names.map((name) => found[name] ?? new Float64Array());
    const of = block.columns;
    for (let index = 0; index < block.rows; index += 1) {
      for (let place = 0; place < quantities.length; place += 1) {
        usage.quantities[place] = quantities[place]?.[index] ?? 0;
      }
      usage.recent = of.recent[index] ?? 0;
      usage.before = of.before[index] ?? 0;
      usage.users = of.users[index] ?? 0;
      usage.features = of.features[index] ?? 0;
      usage.lastDay = of.last_day[index] ?? 0;
      fill(of.moment[index] ?? 0);
    }
  }
}

const NO_USAGE = { recent: 0, before: 0, users: 0, features: 0, lastDay: 0 };

/** Puts the columns of one row at `values[at]`. Nothing is allocated: there are millions of rows. */
function putUsage(
  values: Float64Array,
  at: number,
  { features, usageSince, knownFeatures }: ChurnFeaturePlan,
  { day, seats, payingSinceDay }: ChurnSnapshot,
  usage: UsageBefore,
): void {
  const after = at + features.length;
  if (!hasToldLongEnough(usageSince, day)) {
    values.fill(Number.NaN, at, after + USAGE_WIDTH);
    return;
  }
  const tenureDays = Math.min(day - payingSinceDay, day - usageSince);
  const perSeat = windowScale(RECENT_DAYS, tenureDays) / seats;
  let other = usage.recent;
  for (let place = 0; place < features.length; place += 1) {
    const quantity = usage.quantities[place] ?? 0;
    other -= quantity;
    values[at + place] = quantity * perSeat;
  }
  const neverSince = Math.max(LEAST_TENURE_DAYS, tenureDays);
  const sinceLastUse = usage.lastDay === 0 ? neverSince : day - usage.lastDay;
  // Not below 0: the sums are rounded one by one.
  values[after] = Math.max(0, other) * perSeat;
  values[after + 1] = trend(usage, tenureDays);
  values[after + 2] = usage.users / seats;
  values[after + 3] = wholeWeeks(Math.min(USAGE_DAYS, sinceLastUse));
  values[after + 4] =
    knownFeatures === 0 ? Number.NaN : Math.min(1, usage.features / knownFeatures);
}

/** The days of the whole weeks without use: where counts come by the week, the odd days say which weekday it is, not more. */
function wholeWeeks(sinceLastUse: number): number {
  return 7 * Math.floor((sinceLastUse - 1) / 7);
}

/** Log ratio of the recent use to the account's own usual one; NaN for an account too young to have a usual one. */
function trend({ recent, before }: UsageBefore, tenureDays: number): number {
  const days = Math.min(BASELINE_DAYS, tenureDays - RECENT_DAYS);
  if (days < LEAST_BASELINE_DAYS) return Number.NaN;
  const usual = (before * RECENT_DAYS) / days;
  return Math.log((recent + 1) / (usual + 1));
}
