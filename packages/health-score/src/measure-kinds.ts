// The closed list of what a scorecard may measure, each kind with its parameters. What each kind is as a number is stated
// here; clickhouse-to-scores computes it from the facts as of T. To add a kind: add its schema here, its SQL there, its
// sentences in message-catalogue (the compiler names every place). Pure.
import { z } from "zod";

const days = (byDefault: number) =>
  z
    .int("expected a whole number of days")
    .min(1, "expected at least 1 day")
    .max(730, "expected at most 730 days")
    .default(byDefault);

const names = z.array(z.string().min(1, "expected a name")).min(1, "expected at least one name");

/** Only these features count; left out, all do. */
const features = names.optional();

const paymentMethod = z.enum(["card", "bank_transfer", "direct_debit", "other"]);

/** The parameters of every kind. Working days are those of the account's country. */
export const measureParameters = {
  /** Quantity used ÷ seats ÷ working days, over the window. */
  usage_per_seat: { windowDays: days(28), features },
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
  /** Distinct users in the window ÷ seats sold. May exceed 1. */
  seats_used: { windowDays: days(28) },
  /** Working days since the last use, or since the account's first day if there was none. 0 = used today or since the last working day. */
  usage_recency: { features },
  /** (Tickets opened in the window + urgentWeight × urgent or high tickets open now) per `perSeats` seats, counted as if no account had fewer. */
  ticket_load: {
    windowDays: days(30),
    perSeats: z.int("expected a whole number of seats").min(1, "expected at least 1").default(10),
    urgentWeight: z.number().min(0, "expected 0 or more").default(2),
  },
  /** Mean of each respondent's latest NPS answer within the window, 0 to 10. */
  nps: {
    windowDays: days(180),
    minimumAnswers: z.int("expected a whole number").min(1, "expected at least 1").default(1),
  },
  /** Days that the longest overdue open, undisputed invoice is overdue; 0 = none is. */
  invoice_overdue_days: { paymentMethods: z.array(paymentMethod).min(1).optional() },
  /** Days since the last conversation with a person of ours, or since the account's first day if there was none. */
  interaction_recency: { kinds: names.optional() },
  /** Share of the named onboarding milestones that were reached, 0 to 1. */
  milestones_reached: { milestones: names },
} as const;

export type MeasureKind = keyof typeof measureParameters;

export const MEASURE_KINDS = Object.keys(measureParameters) as readonly MeasureKind[];
