// When a customer decides whether to stay. In: what a subscription says of its term. Out: the dates of its decisions, the months
// between them, and how much of a chance to leave a span of days holds. Pure.
import type { ContractState } from "@mimamori/revenue-movements";
import { type CivilDate, civilDateOf, monthsAfter, monthsUntil } from "./civil-months.ts";
import type { CompanyDays } from "./company-days.ts";

/** The dates on which a contract can end: one, and every `termMonths` before and after it. */
export interface DecisionPlan {
  /**
   * The last day to give notice; else the day of renewal, counted in terms from the period's start where no date is named; else
   * nothing is known, and months count from their last day.
   */
  readonly kind: "notice-deadline" | "renewal" | "unknown";
  readonly date: CivilDate;
  /** Whole months, at least 1. */
  readonly termMonths: number;
}

/** Any month's last day; a contract without dates may end at each, so that its exposure is that of an average month. */
const MONTH_ENDS: DecisionPlan = {
  kind: "unknown",
  date: { year: 1970, month: 1, day: 31 },
  termMonths: 1,
};

/** How likely is leaving in a month without a decision, before the data say more: a twentieth of a monthly decision. */
const MID_TERM_EXPOSURE = 0.05;

const MONTH_MS = (365.25 / 12) * 86_400_000;

/** Whole months from one decision to the next: an annual contract that is billed monthly is renewed once a year. */
function termMonthsOf({ termMonths, fromMs, periodStartMs, renewsAtMs }: ContractState): number {
  const aheadMs = renewsAtMs === null ? 0 : renewsAtMs - (periodStartMs ?? fromMs);
  return Math.max(1, Math.round(termMonths), Math.round(aheadMs / MONTH_MS));
}

/** The plan of a subscription. A date that has passed without a newer state rolls on by the term. */
export function decisionPlanOf(state: ContractState, days: CompanyDays): DecisionPlan {
  const atMs = state.noticeDeadlineMs ?? state.renewsAtMs ?? state.periodStartMs;
  if (atMs === null) return MONTH_ENDS;
  return {
    kind: state.noticeDeadlineMs === null ? "renewal" : "notice-deadline",
    date: civilDateOf(days.dayOf(atMs)),
    termMonths: termMonthsOf(state),
  };
}

/** The first decision on or after a day. */
export function nextDecisionDay({ date, termMonths }: DecisionPlan, fromDay: number): number {
  return monthsAfter(date, monthsUntil(date, fromDay, termMonths));
}

/** The log exposure of the days [fromDay, toDay), and whether they hold no decision. */
export interface WindowExposure {
  readonly offset: number;
  readonly midTerm: boolean;
}

/** Of whoever decides each month. */
const EVERY_MONTH: WindowExposure = { offset: 0, midTerm: false };

/**
 * A decision over m months weighs as m monthly ones: the offset log(m) predicts annual renewals from monthly ones (docs/statistics.md).
 * Whoever decides each month is never in mid-term, however the days of a month fall.
 */
export function exposureOf(plan: DecisionPlan, fromDay: number, toDay: number): WindowExposure {
  if (plan.termMonths === 1) return EVERY_MONTH;
  return nextDecisionDay(plan, fromDay) < toDay
    ? { offset: Math.log(plan.termMonths), midTerm: false }
    : { offset: Math.log(MID_TERM_EXPOSURE), midTerm: true };
}

/** The exposures of the next `count` months from a day on. */
export function exposuresAhead(plan: DecisionPlan, day: number, count: number): WindowExposure[] {
  // Most accounts of most companies: no date has to be worked out.
  if (plan.termMonths === 1) return Array.from({ length: count }, () => EVERY_MONTH);
  const from = civilDateOf(day);
  return Array.from({ length: count }, (_, month) =>
    exposureOf(plan, monthsAfter(from, month), monthsAfter(from, month + 1)),
  );
}
