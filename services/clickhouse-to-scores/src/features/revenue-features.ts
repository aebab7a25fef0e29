/**
 * An account's revenue fact, cut at the run's moment: what lies ahead of it (a known end, a renewal) has not happened yet.
 *
 * In: a row of the revenue facts. Out: RevenueFeatures. Pure.
 */
import { z } from "zod";
import { dayNumber } from "./account-features.ts";
import type { RevenueFeatures } from "./account-features.ts";

const minor = z.coerce.number();
const instantOrNull = z.string().nullable();

export const revenueRow = z.object({
  account: z.string(),
  moment: z.number(),
  subscriptions: z.array(
    z.object({
      status: z.string(),
      seats: z.number(),
      ended_at: instantOrNull,
      renews_at: instantOrNull,
      notice_deadline: instantOrNull,
    }),
  ),
  mrr_days: z.array(z.object({ day: z.string(), mrr_minor: minor.nullable() })),
  movements: z.array(
    z.object({
      day: z.string(),
      kind: z.enum(["new", "expansion", "contraction", "churn", "reactivation"]),
      amount_minor: minor,
      mrr_after_minor: minor,
    }),
  ),
  first_paid_on: z.string().nullable(),
  churned_on: z.string().nullable(),
});

type Subscription = z.output<typeof revenueRow>["subscriptions"][number];

/** A trial that ended without a purchase never churns, for it never paid; it is over all the same. */
function haveAllEnded(subscriptions: readonly Subscription[], asOf: Date): boolean {
  const hasEnded = ({ status, ended_at }: Subscription): boolean =>
    ended_at === null ? status === "ended" : new Date(ended_at) <= asOf;
  return subscriptions.length > 0 && subscriptions.every(hasEnded);
}

/** The first instant that is not over yet. */
function nextOf(instants: readonly (string | null)[], asOf: Date): number | null {
  const ahead = instants
    .map((text) => (text === null ? Number.NaN : Date.parse(text)))
    .filter((ms) => ms >= asOf.getTime());
  return ahead.length === 0 ? null : Math.min(...ahead);
}

/** `today` is the run's day, YYYY-MM-DD. */
export function revenueFeatures(
  row: z.output<typeof revenueRow>,
  asOf: Date,
  today: string,
): RevenueFeatures {
  const paying = row.subscriptions.filter(
    ({ status, ended_at }) =>
      (status === "active" || status === "past_due") &&
      (ended_at === null || new Date(ended_at) > asOf),
  );
  const mrrDays = row.mrr_days
    .filter(({ day }) => day <= today)
    .map(({ day, mrr_minor }) => ({ day, mrrMinor: mrr_minor }));
  const last = mrrDays.at(-1);
  const hasPaid = row.first_paid_on !== null && row.first_paid_on <= today;
  return {
    seats: paying.reduce((sum, { seats }) => sum + seats, 0),
    mrrMinor: last === undefined ? 0 : last.mrrMinor,
    firstPaidDay: hasPaid ? dayNumber(row.first_paid_on ?? "") : null,
    closed:
      (row.churned_on !== null && row.churned_on <= today) || haveAllEnded(row.subscriptions, asOf),
    noticeDeadlineMs: nextOf(
      paying.map((one) => one.notice_deadline),
      asOf,
    ),
    renewsAtMs: nextOf(
      paying.map((one) => one.renews_at),
      asOf,
    ),
    mrrDays,
    movements: row.movements
      .filter(({ day }) => day <= today)
      .map(({ day, kind, amount_minor, mrr_after_minor }) => ({
        day,
        kind,
        amountMinor: amount_minor,
        mrrAfterMinor: mrr_after_minor,
      })),
  };
}
