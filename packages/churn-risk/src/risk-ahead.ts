// From the hazard of one month to the risk of the months ahead. In: a row's log-odds and its contract's dates. Out: a hazard per month,
// probabilities for 30, 60 and 90 days, and that of not renewing. Pure. The features stay what they are; the contract goes on.
import type { ChurnModel } from "./churn-model.ts";
import { MID_TERM } from "./dataset.ts";
import { civilDateOf, monthsUntil } from "./civil-months.ts";
import { type DecisionPlan, exposuresAhead, type WindowExposure } from "./decision-dates.ts";
import { probabilityOf } from "./links.ts";
import { calibratedLogit } from "./logit-calibration.ts";

const MONTHS_AHEAD = 12;

/** Standard errors to either side that hold 90 %. */
const TWO_SIDED_90 = 1.6448536269514722;

/** Where the model's own probability may lie: its 90 % interval. */
export interface RiskRange {
  readonly low: number;
  readonly high: number;
}

/** The risk of an account from a day on. */
export interface RiskAhead {
  /** Probability to give notice in each of the next 12 months, having stayed until then. */
  readonly hazards: Float64Array;
  readonly within30Days: number;
  readonly within60Days: number;
  readonly within90Days: number;
  /** Until and in the month that holds the next decision: in mid-term near zero must not read as healthy. */
  readonly byNextDecision: number;
  readonly within30DaysRange: RiskRange;
  readonly byNextDecisionRange: RiskRange;
}

/** What a scored row says of its own window. */
export interface ScoredRow {
  /** Of rowScorer's linearOf. */
  readonly linear: number;
  /** Of rowScorer: of the window itself, and of one with a decision. */
  readonly standardError: number;
  readonly decisionStandardError: number;
  /** Log exposure of the window that the log-odds are for. */
  readonly offset: number;
  readonly plan: DecisionPlan;
  readonly day: number;
  readonly nextDecisionDay: number;
}

/** Carries rows of one model ahead. */
export type LookAhead = (row: ScoredRow) => RiskAhead;

function missedBy(hazards: readonly number[] | Float64Array, months: number): number {
  let stays = 1;
  for (let month = 0; month < months; month++) stays *= 1 - (hazards[month] ?? 0);
  return 1 - stays;
}

/** The number of months from `day` on, counted whole, after which a day has been reached: its window's place, from 0. */
function windowOf(day: number, target: number): number {
  return monthsUntil(civilDateOf(day), target + 1) - 1;
}

/** Prepares a model to look ahead. */
export function lookAhead({ columns, calibration }: ChurnModel): LookAhead {
  const midTermWeight = columns.find(({ name }) => name === MID_TERM)?.weight ?? 0;
  return ({ linear, standardError, decisionStandardError, offset, plan, day, nextDecisionDay }) => {
    const decisionWindow = windowOf(day, nextDecisionDay);
    const exposures = exposuresAhead(plan, day, Math.max(MONTHS_AHEAD, decisionWindow + 1));
    // A window without a decision is the only kind with an exposure below 1.
    const isMidTerm = Number(offset < 0);
    const hazardIn = (window: WindowExposure | undefined, error: number): number => {
      if (window === undefined) return 0;
      const shift = window.offset - offset + midTermWeight * (Number(window.midTerm) - isMidTerm);
      return probabilityOf(calibratedLogit(calibration, linear + shift + error), "logit");
    };
    const all = exposures.map((window) => hazardIn(window, 0));
    const hazards = Float64Array.from(all.slice(0, MONTHS_AHEAD));
    const within30 = TWO_SIDED_90 * standardError;
    // All hazards are off by the same error, on the same side.
    const byDecision = (error: number): number => {
      let stays = 1;
      for (let month = 0; month <= decisionWindow; month++)
        stays *= 1 - hazardIn(exposures[month], error);
      return 1 - stays;
    };
    const decision = TWO_SIDED_90 * decisionStandardError;
    return {
      hazards,
      within30Days: missedBy(hazards, 1),
      within60Days: missedBy(hazards, 2),
      within90Days: missedBy(hazards, 3),
      byNextDecision: missedBy(all, decisionWindow + 1),
      within30DaysRange: {
        low: hazardIn(exposures[0], -within30),
        high: hazardIn(exposures[0], within30),
      },
      byNextDecisionRange: { low: byDecision(-decision), high: byDecision(decision) },
    };
  };
}
