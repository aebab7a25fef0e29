/**
 * When models are trained: the week's beginning. A run's model follows from its as_of alone, so that a score as of a time is the same
 * for ever, whichever other models were trained in between. Pure.
 */
import type { CompanyDays } from "@mimamori/churn-risk";

const WEEK_DAYS = 7;
/** 5 January 1970. */
const FIRST_MONDAY = 4;

/** The last millisecond before the company's Monday that `asOf` lies in the week of. */
export function trainingMoment(asOf: Date, days: CompanyDays): Date {
  const day = days.dayOf(asOf.getTime() + 1);
  const sinceMonday = (((day - FIRST_MONDAY) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS;
  return new Date(days.startOfDayMs(day - sinceMonday) - 1);
}
