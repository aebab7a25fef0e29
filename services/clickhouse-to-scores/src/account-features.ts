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
  /** Each respondent's latest NPS answer. */
  readonly npsAnswers: readonly { readonly score: number; readonly atMs: number }[];
  /** The last day of a conversation, by its kind. */
  readonly interactionDays: ReadonlyMap<string, number>;
  readonly milestones: ReadonlySet<string>;
  readonly revenue: RevenueFeatures | undefined;
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
}

export interface RevenueFeatures {
  /** Of the subscriptions that pay. */
  readonly seats: number;
  /** Null without an exchange rate. Minor unit of the reporting currency. */
  readonly mrrMinor: number | null;
  readonly firstPaidDay: number | null;
  /** It has churned, or its trial ended without a purchase. */
  readonly closed: boolean;
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
