/**
 * From what is known of an account to the raw value of each measure, or the reason why there is none.
 *
 * In: features of one account, the state of the sources. Out: one number per measure of the scorecard. Pure.
 * Zero is not missing: an account that a live source is silent about has 0 of it. What each kind is as a number is stated in
 * packages/health-score/src/measure-kinds.ts.
 */
import type { Measure, Measured, MeasureKind, MeasureOf, Scorecard } from "@mimamori/health-score";
import type { AccountFeatures } from "../features/account-features.ts";
import { invoiceOverdue, paymentAttempts } from "./measure-billing.ts";
import type { MeasureContext } from "./measure-context.ts";
import { goalsReached, milestonesReached, milestoneWithin } from "./measure-outcomes.ts";
import { measureSql } from "./measure-sql.ts";
import { measureUsage } from "./measure-usage.ts";
import { csmPulse, interactionRecency, nps, survey, ticketLoad } from "./measure-voice.ts";

type Measurer<Kind extends MeasureKind> = (
  measure: MeasureOf<Kind>,
  features: AccountFeatures,
  context: MeasureContext,
) => Measured;

const MEASURERS: { readonly [Kind in MeasureKind]: Measurer<Kind> } = {
  usage_level: measureUsage,
  usage_per_seat: measureUsage,
  usage_trend: measureUsage,
  feature_breadth: measureUsage,
  seats_used: measureUsage,
  usage_recency: measureUsage,
  renewal_adoption: measureUsage,
  ticket_load: ticketLoad,
  nps,
  survey,
  interaction_recency: interactionRecency,
  csm_pulse: csmPulse,
  invoice_overdue_days: invoiceOverdue,
  payment_attempts: paymentAttempts,
  milestones_reached: milestonesReached,
  milestone_within: milestoneWithin,
  goals_reached: goalsReached,
  sql: measureSql,
};

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
  // The function was found by the measure's own kind.
  const measurer = MEASURERS[measure.kind] as Measurer<MeasureKind>;
  return measurer(measure, features, context);
}
