/**
 * What is known of one account as of a run, as numbers: the input of every measure. Types only, and the arithmetic of days.
 *
 * Days are counted since 1970-01-01 in the company's time zone; instants are milliseconds UTC.
 */

export interface AccountFeatures {
  readonly account: string;
  /** Empty when unknown. */
  readonly segment: string;
  readonly country: string;
  /** The first day that anything is known of: sign-up, payment or usage. */
  readonly startDay: number | null;
  readonly usage: UsageFeatures | undefined;
  readonly tickets: TicketFeatures;
  readonly invoices: InvoiceFeatures;
  /** Each respondent's latest answer, by the kind of survey. */
  readonly answers: ReadonlyMap<SurveyKind, readonly SurveyAnswer[]>;
  /** The last day of a conversation, by its kind. */
  readonly interactionDays: ReadonlyMap<string, number>;
  /** What a CSM thought of the account last. */
  readonly pulse: { readonly score: number; readonly atMs: number } | undefined;
  /** The day on which each milestone was first reached. */
  readonly milestoneDays: ReadonlyMap<string, number>;
  readonly goals: readonly GoalFeature[];
  readonly revenue: RevenueFeatures | undefined;
  /** What people put in place of computed values, and holds at the run's moment; of one target the last that was set comes last. */
  readonly overrides: readonly OverrideFeature[];
  /** The values of the scorecards' SQL expressions, by their key; an expression without a row has none. */
  readonly sqlValues: ReadonlyMap<string, number | null>;
}

export type SurveyKind = "nps" | "csat" | "ces";

/** `score` is 0 to 10 for nps, and 0 to 1, its place on the scale, for the others. */
export interface SurveyAnswer {
  readonly score: number;
  readonly atMs: number;
}

export interface GoalFeature {
  readonly status: string;
  /** Reached: the day of that; else the day on which it was due; missed without one: the day of that; null: open without one. */
  readonly decidedDay: number | null;
}

export interface OverrideFeature {
  readonly id: string;
  readonly target: string;
  /** Of target measure. */
  readonly measure: string;
  /** Empty: the measure is left out. */
  readonly value: string;
  readonly reason: string;
  readonly author: string;
  readonly expiresAtMs: number;
}

export interface UsageFeatures {
  readonly firstDay: number;
  readonly lastDay: number;
  /** The columns of usage-columns.ts that the scorecards ask for, by name. */
  readonly columns: ReadonlyMap<string, number>;
}

export interface TicketFeatures {
  readonly openedAtMs: readonly number[];
  /** Urgent and high ones that are neither solved nor closed. */
  readonly urgentOpen: number;
}

export interface InvoiceFeatures {
  readonly count: number;
  /** Open, undisputed and past due. */
  readonly overdue: readonly { readonly paymentMethod: string; readonly dueAtMs: number }[];
  /** Open, undisputed, with at least one attempt to collect. */
  readonly attempted: readonly { readonly paymentMethod: string; readonly attempts: number }[];
}

export interface RevenueFeatures {
  /** Of the subscriptions that pay. */
  readonly seats: number;
  /** Null without an exchange rate. Minor unit of the reporting currency. */
  readonly mrrMinor: number | null;
  readonly firstPaidDay: number | null;
  /** It has churned, or its trial ended without a purchase. */
  readonly closed: boolean;
  /** Of the subscriptions that pay: the next that lies ahead; null: none is known. */
  readonly noticeDeadlineMs: number | null;
  readonly renewsAtMs: number | null;
  /** Up to the run's day. */
  readonly mrrDays: readonly { readonly day: string; readonly mrrMinor: number | null }[];
  readonly movements: readonly {
    readonly day: string;
    readonly kind: "new" | "expansion" | "contraction" | "churn" | "reactivation";
    readonly amountMinor: number;
    readonly mrrAfterMinor: number;
  }[];
}

const DAY_MS = 86_400_000;

/** Days since 1970-01-01 of a day written YYYY-MM-DD. */
export function dayNumber(day: string): number {
  return Math.floor(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}

/** A day since 1970-01-01 as YYYY-MM-DD. */
export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
