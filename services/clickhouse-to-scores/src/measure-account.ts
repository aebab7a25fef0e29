/**
 * From what is known of an account to the raw value of each measure, or the reason why there is none.
 *
 * In: features of one account, the state of the sources. Out: one number per measure of the scorecard. Pure.
 * Zero is not missing: an account that a live source is silent about has 0 of it. What each kind is as a number is stated in
 * packages/health-score/src/measure-kinds.ts.
 */
import type { Measured, Scorecard } from "@mimamori/health-score";
import type { AccountFeatures } from "./account-features.ts";
import { missing } from "./measure-context.ts";
import type { MeasureContext } from "./measure-context.ts";
import { measureUsage } from "./measure-usage.ts";

type Measure = Scorecard["measures"][number];
type MeasureOf<Kind extends Measure["kind"]> = Extract<Measure, { kind: Kind }>;

const DAY_MS = 86_400_000;

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

/**
 * An account that nobody ever talked to has been waiting since its beginning, as far as is known: what was before the first
 * conversation that the source tells of, nobody can say.
 */
function interactionRecency(
  measure: MeasureOf<"interaction_recency">,
  { interactionDays, startDay }: AccountFeatures,
  { asOfMs, today, sources }: MeasureContext,
): Measured {
  if (sources.interactionsSince === null) return missing("not-connected");
  const days = [...interactionDays]
    .filter(([kind]) => measure.kinds?.includes(kind) ?? true)
    .map(([, day]) => day);
  const never = Math.max(startDay ?? 0, sources.interactionsSince);
  const since = days.length === 0 ? never : Math.max(...days);
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
