// The closed list of what a scorecard may measure, each kind with its parameters. What each kind is as a number is stated
// here; clickhouse-to-scores computes it from the facts as of T. To add a kind: add its schema here, its numbers there, its
// sentences in message-catalogue (the compiler names every place). Pure.
//
// A window of N days holds what is less than N days old; bounds are inclusive below and exclusive above, everywhere.
import { z } from "zod";
import { sqlParameters } from "./sql-measure.ts";

const days = (byDefault: number) =>
  z
    .int("expected a whole number of days")
    .min(1, "expected at least 1 day")
    .max(730, "expected at most 730 days")
    .default(byDefault);

const name = z.string("expected a name").min(1, "expected a name");
const names = z.array(name).min(1, "expected at least one name");

/** Only these features count; left out, all do. */
const features = names.optional();

const paymentMethods = z
  .array(
    z.enum(
      ["card", "bank_transfer", "direct_debit", "other"],
      "expected card, bank_transfer, direct_debit or other",
    ),
  )
  .min(1, "expected at least one payment method")
  .optional();

const minimumAnswers = z.int("expected a whole number").min(1, "expected at least 1").default(1);

/** An answer counts half after so many days: whoever answered lately speaks louder. Left out: all answers of the window count alike. */
const halfLifeDays = z
  .number("expected a number of days")
  .positive("expected a number of days above 0")
  .optional();

const share = z
  .number("expected a share from 0 to 1")
  .min(0, "expected a share from 0 to 1")
  .max(1, "expected a share from 0 to 1");

/** The parameters of every kind. Working days are those of the account's country. */
export const measureParameters = {
  /** Quantity used ÷ working days, over the window: how much an account uses, whatever its size. */
  usage_level: { windowDays: days(28), features },
  /**
   * Quantity used ÷ people or seats ÷ working days, over the window. `per` names the denominator: the seats that are sold, or the
   * users who were active within the window (then unused seats do not dilute it).
   */
  usage_per_seat: {
    windowDays: days(28),
    features,
    per: z
      .enum(["seats_sold", "active_users"], "expected seats_sold or active_users")
      .default("seats_sold"),
  },
  /**
   * Quantity per working day of the last `recentDays` ÷ the same of the account's own `baselineDays` before them; 1 = as
   * usual. Not applicable while the baseline lies below `minimumBaseline` or is too short to compare with; but an account
   * whose baseline is long enough and that has no recent use at all has 0, even when the baseline is empty as well: silence
   * is data, and who stopped long ago must not score higher than who stopped last month.
   */
  usage_trend: {
    recentDays: days(14),
    baselineDays: days(56),
    features,
    /** Quantity per working day. */
    minimumBaseline: z.number().min(0, "expected 0 or more").default(0.5),
  },
  /** Distinct features used in the window ÷ the product's features, 0 to 1. */
  feature_breadth: { windowDays: days(28), features },
  /**
   * Distinct users in the window ÷ the denominator that `of` names: the seats that are sold (may exceed 1), or the users who were
   * seen at all within `knownWithinDays` (where seats are not what is paid for).
   */
  seats_used: {
    windowDays: days(28),
    of: z
      .enum(["seats_sold", "known_users"], "expected seats_sold or known_users")
      .default("seats_sold"),
    knownWithinDays: days(180),
  },
  /** Working days since the last use, or since the account's first day if there was none. 0 = used today or since the last working day. */
  usage_recency: { features },
  /** (Tickets opened in the window + urgentWeight × urgent or high tickets open now) per `perSeats` seats, counted as if no account had fewer. */
  ticket_load: {
    windowDays: days(30),
    perSeats: z.int("expected a whole number of seats").min(1, "expected at least 1").default(10),
    urgentWeight: z.number().min(0, "expected 0 or more").default(2),
  },
  /** Mean of each respondent's latest NPS answer within the window, 0 to 10; with a half-life the newer ones weigh more. */
  nps: { windowDays: days(180), minimumAnswers, halfLifeDays },
  /** As nps, of another kind of survey. 0 to 1: where the answers lie on their scale. */
  survey: {
    survey: z.enum(["csat", "ces"], "expected csat or ces"),
    windowDays: days(180),
    minimumAnswers,
    halfLifeDays,
  },
  /** Days that the longest overdue open, undisputed invoice is overdue; 0 = none is. */
  invoice_overdue_days: { paymentMethods },
  /** The most attempts that an open, undisputed invoice has taken so far; 0 = none is being collected. */
  payment_attempts: { paymentMethods },
  /** Days since the last conversation with a person of ours, or since the account's first day if there was none. */
  interaction_recency: { kinds: names.optional() },
  /** The CSM's latest judgement within the window, 1 (very bad) to 5 (very good). */
  csm_pulse: { windowDays: days(90) },
  /** Share of the named onboarding milestones that were reached, 0 to 1. */
  milestones_reached: { milestones: names },
  /**
   * Days from the account's first day to the milestone, or so far where it is not reached. Not applicable before `withinDays` are
   * over and it is not reached: waiting is neither good nor bad while there is time.
   */
  milestone_within: { milestone: name, withinDays: days(30) },
  /** Of the goals that were due or decided within the window: the share that was reached, 0 to 1. What is due and still open is not reached. */
  goals_reached: { windowDays: days(365) },
  /**
   * How far the use of seats is ahead (above 0) or behind (below 0) of what it should be so many days before the renewal: the
   * share of the seats in use − a requirement that rises in a straight line from `requiredFar` (`withinDays` before the renewal)
   * to `requiredAtRenewal`. Not applicable earlier, or without a known renewal.
   */
  renewal_adoption: {
    withinDays: days(120),
    windowDays: days(28),
    requiredFar: share.default(0.5),
    requiredAtRenewal: share.default(0.75),
  },
  /** Any number that an SQL expression makes of an account's facts: see sql-measure.ts. */
  sql: sqlParameters,
} as const;

export type MeasureKind = keyof typeof measureParameters;

export const MEASURE_KINDS = Object.keys(measureParameters) as readonly MeasureKind[];
