/**
 * From what is known of an account to the raw value of each measure, or the reason why there is none.
 *
 * In: features of one account, the state of the sources. Out: one number per measure of the scorecard. Pure.
 * Zero is not missing: an account that a live source is silent about has 0 of it. What each kind is as a number is stated in
 * packages/health-score/src/measure-kinds.ts.
 */
import type { Measured, Scorecard, WhyMissing } from "@mimamori/health-score";
import type { AccountFeatures, UsageFeatures } from "./account-features.ts";
import type { SourceState } from "./source-state.ts";
import {
  columnName,
  columnsOfMeasure,
  LONGEST_RECENCY_DAYS,
  trendWindows,
} from "./usage-columns.ts";
import type { DayWindow } from "./usage-columns.ts";
import type { CountWorkingDays } from "./working-days.ts";

export interface MeasureContext {
  readonly asOfMs: number;
  /** Day number of the run. It is not over, so rates end with the day before. */
  readonly today: number;
  readonly sources: SourceState;
  readonly countWorkingDays: CountWorkingDays;
  /** The features that breadth is measured against, where the company names them. */
  readonly productFeatures: readonly string[] | undefined;
}

type Measure = Scorecard["measures"][number];
type MeasureOf<Kind extends Measure["kind"]> = Extract<Measure, { kind: Kind }>;

const DAY_MS = 86_400_000;

/** Fewer working days than this are no baseline. */
const SHORTEST_BASELINE = 10;

function missing(whyMissing: WhyMissing, dataAtMs?: number): Measured {
  return { rawValue: null, whyMissing, dataAtMs };
}

/** Every measure of a scorecard for one account. */
export function measureAccount(
  card: Scorecard,
  features: AccountFeatures,
  context: MeasureContext,
): Map<string, Measured> {
  return new Map(card.measures.map((one) => [one.id, measureOne(one, features, context)]));
}

function measureOne(
  measure: Measure,
  features: AccountFeatures,
  context: MeasureContext,
): Measured {
  switch (measure.kind) {
    case "usage_per_seat":
    case "usage_trend":
    case "feature_breadth":
    case "seats_used":
    case "usage_recency":
      return measureUsage(measure, features, context);
    case "ticket_load":
      return ticketLoad(measure, features, context);
    case "nps":
      return nps(measure, features, context);
    case "invoice_overdue_days":
      return invoiceOverdue(measure, features, context);
    case "interaction_recency":
      return interactionRecency(measure, features, context);
    case "milestones_reached":
      return milestonesReached(measure, features, context);
  }
}

type UsageMeasure = MeasureOf<
  "usage_per_seat" | "usage_trend" | "feature_breadth" | "seats_used" | "usage_recency"
>;

/** Usage is known of the account from its first day of usage on, as long as the source is up. */
function measureUsage(
  measure: UsageMeasure,
  features: AccountFeatures,
  context: MeasureContext,
): Measured {
  const { usage } = features;
  const { lastUsage, usageIsDown } = context.sources;
  if (usage === undefined || lastUsage === undefined) return missing("not-connected");
  if (usageIsDown) return missing("source-down", lastUsage.atMs);
  const rawValue = usageValue(measure, features, usage, context);
  return typeof rawValue === "string"
    ? missing(rawValue, lastUsage.atMs)
    : { rawValue, dataAtMs: lastUsage.atMs };
}

function usageValue(
  measure: UsageMeasure,
  features: AccountFeatures,
  usage: UsageFeatures,
  context: MeasureContext,
): number | WhyMissing {
  const seats = features.revenue?.seats ?? 0;
  const values = columnsOfMeasure(measure, context.productFeatures).map(
    (column) => usage.columns.get(columnName(column)) ?? 0,
  );
  const [first = 0, second = 0] = values;
  const workingDays = ({ fromDaysAgo, toDaysAgo }: DayWindow): number =>
    context.countWorkingDays(
      features.country,
      Math.max(context.today - fromDaysAgo, usage.firstDay),
      context.today - toDaysAgo,
    );
  switch (measure.kind) {
    case "usage_per_seat": {
      const days = workingDays({ fromDaysAgo: measure.windowDays, toDaysAgo: 1 });
      return seats === 0 || days === 0 ? "not-applicable" : first / seats / days;
    }
    case "usage_trend": {
      const [recent, baseline] = trendWindows(measure);
      const [recentDays, baselineDays] = [workingDays(recent), workingDays(baseline)];
      if (recentDays === 0 || baselineDays < SHORTEST_BASELINE) return "not-applicable";
      const usual = second / baselineDays;
      if (usual === 0 || usual < measure.minimumBaseline) return "not-applicable";
      return first / recentDays / usual;
    }
    case "feature_breadth": {
      const all =
        (measure.features ?? context.productFeatures)?.length ??
        context.sources.featuresInUse.get(measure.windowDays) ??
        0;
      return all === 0 ? "not-applicable" : first / all;
    }
    case "seats_used":
      // Usage without users: the source does not say who they are.
      if (first === 0 && second > 0) return "not-connected";
      return seats === 0 ? "not-applicable" : first / seats;
    case "usage_recency": {
      const never = context.today - LONGEST_RECENCY_DAYS;
      const lastDay = measure.features === undefined ? usage.lastDay : Math.max(first, never);
      return context.countWorkingDays(features.country, lastDay + 1, context.today - 1);
    }
  }
}

function ticketLoad(
  measure: MeasureOf<"ticket_load">,
  { tickets, revenue }: AccountFeatures,
  { asOfMs, sources }: MeasureContext,
): Measured {
  if (!sources.tickets) return missing("not-connected");
  const since = asOfMs - measure.windowDays * DAY_MS;
  const opened = tickets.openedAtMs.filter((at) => at > since).length;
  const load = opened + measure.urgentWeight * tickets.urgentOpen;
  const perSeats = Math.max(revenue?.seats ?? 0, measure.perSeats) / measure.perSeats;
  return { rawValue: load / perSeats, dataAtMs: asOfMs };
}

/** Silence is no opinion: without an answer NPS is missing. */
function nps(
  measure: MeasureOf<"nps">,
  { npsAnswers }: AccountFeatures,
  { asOfMs, sources }: MeasureContext,
): Measured {
  if (npsAnswers.length === 0) return missing(sources.surveys ? "not-applicable" : "not-connected");
  const latestMs = Math.max(...npsAnswers.map(({ atMs }) => atMs));
  const since = asOfMs - measure.windowDays * DAY_MS;
  const recent = npsAnswers.filter(({ atMs }) => atMs > since);
  if (recent.length === 0) return missing("too-old", latestMs);
  if (recent.length < measure.minimumAnswers) return missing("not-applicable", latestMs);
  const sum = recent.reduce((total, { score }) => total + score, 0);
  return { rawValue: sum / recent.length, dataAtMs: latestMs };
}

function invoiceOverdue(
  measure: MeasureOf<"invoice_overdue_days">,
  { invoices, revenue }: AccountFeatures,
  { asOfMs, sources }: MeasureContext,
): Measured {
  if (!sources.invoices) return missing("not-connected");
  const hasPaid = (revenue?.firstPaidDay ?? null) !== null;
  if (invoices.count === 0 && !hasPaid) return missing("not-applicable");
  const methods: readonly string[] | undefined = measure.paymentMethods;
  const overdueMs = invoices.overdue
    .filter(({ paymentMethod }) => methods?.includes(paymentMethod || "other") ?? true)
    .map(({ dueAtMs }) => asOfMs - dueAtMs);
  return { rawValue: Math.floor(Math.max(0, ...overdueMs) / DAY_MS), dataAtMs: asOfMs };
}

/** An account that nobody ever talked to has been waiting since its beginning. */
function interactionRecency(
  measure: MeasureOf<"interaction_recency">,
  { interactionDays, startDay }: AccountFeatures,
  { asOfMs, today, sources }: MeasureContext,
): Measured {
  if (!sources.interactions) return missing("not-connected");
  const days = [...interactionDays]
    .filter(([kind]) => measure.kinds?.includes(kind) ?? true)
    .map(([, day]) => day);
  const since = days.length === 0 ? startDay : Math.max(...days);
  if (since === null) return missing("not-applicable");
  return { rawValue: Math.max(0, today - since), dataAtMs: asOfMs };
}

function milestonesReached(
  measure: MeasureOf<"milestones_reached">,
  { milestones }: AccountFeatures,
  { asOfMs, sources }: MeasureContext,
): Measured {
  if (!measure.milestones.some((one) => sources.milestones.has(one)))
    return missing("not-connected");
  const reached = measure.milestones.filter((one) => milestones.has(one)).length;
  return { rawValue: reached / measure.milestones.length, dataAtMs: asOfMs };
}
