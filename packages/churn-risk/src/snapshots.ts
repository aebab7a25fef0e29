// The moments for which churn is predicted, of one account. In: its contract's history and the notices. Out: one snapshot per month,
// each with its outcome, or the one of a given moment. Pure. A snapshot uses nothing that became known after it; only its outcome does.
import { type ContractState, mainSubscription, paysAt } from "@mimamori/revenue-movements";
import { civilDateOf, monthsAfter, monthsUntil } from "./civil-months.ts";
import { asOfDay, type CompanyDays } from "./company-days.ts";
import { contractValuesOf } from "./contract-features.ts";
import {
  type DecisionPlan,
  decisionPlanOf,
  exposureOf,
  nextDecisionDay,
} from "./decision-dates.ts";
import {
  type ContractHistory,
  hasGivenNotice,
  payingSinceMs,
  statesAt,
  statesThatGoOn,
} from "./known-contract.ts";

/** Before so many days of paying nothing can be told from how an account behaves. */
const YOUNGEST_DAYS = 14;

/** One row of the table to be: an account on a day. Days are company days since 1970-01-01, instants milliseconds UTC. */
export interface ChurnSnapshot {
  /** Features use the days before this one. */
  readonly day: number;
  /** What was known then may be used. */
  readonly atMs: number;
  /** The day that the snapshot leads up to: `day` plus the lead. */
  readonly anchorDay: number;
  /** The first day on which the outcome is known. */
  readonly windowEndDay: number;
  /** 1 left, 0 stayed, -1 not known yet. */
  readonly outcome: -1 | 0 | 1;
  /** Log exposure of the window. */
  readonly offset: number;
  readonly plan: DecisionPlan;
  /** The first decision on or after `day`. */
  readonly nextDecisionDay: number;
  readonly payingSinceDay: number;
  /** At least 1: what quantities per seat are divided by. */
  readonly seats: number;
  /** One value per CONTRACT_COLUMNS. */
  readonly contractValues: Float64Array;
}

export interface SnapshotSettings {
  readonly days: CompanyDays;
  /** What is known by then counts; windows that are not over by then have no outcome yet. */
  readonly asOfMs: number;
  /** Whole days between a snapshot and the date that it leads up to. */
  readonly leadDays: number;
}

/** An account at a moment: a snapshot to score, or why there is none. */
export type AccountAtMoment =
  | { readonly status: "scored"; readonly snapshot: ChurnSnapshot }
  /** `lead`: has never paid; `closed`: pays no more; `leaving`: pays, but has given notice. */
  | { readonly status: "lead" | "closed" | "leaving" | "too-young" };

interface Moment {
  readonly day: number;
  readonly atMs: number;
  readonly anchorDay: number;
  readonly windowEndDay: number;
}

function snapshotFrom(
  history: ContractHistory,
  main: ContractState,
  sinceMs: number,
  moment: Moment,
  settings: SnapshotSettings,
): ChurnSnapshot {
  const { day, atMs, windowEndDay } = moment;
  const plan = decisionPlanOf(main, settings.days);
  const exposure = exposureOf(plan, day, windowEndDay);
  const contract = contractValuesOf(history, main, sinceMs, atMs, exposure.midTerm);
  return {
    ...moment,
    outcome: outcomeOf(history, atMs, asOfDay(windowEndDay, settings.days), settings.asOfMs),
    offset: exposure.offset,
    plan,
    nextDecisionDay: nextDecisionDay(plan, day),
    payingSinceDay: settings.days.dayOf(sinceMs),
    seats: contract.seats,
    contractValues: contract.values,
  };
}

/** A window that is not over has no outcome, even if the account has left: counting only those who left would overstate churn. */
function outcomeOf(
  { leavings }: ContractHistory,
  atMs: number,
  windowEndMs: number,
  asOfMs: number,
): -1 | 0 | 1 {
  if (windowEndMs > asOfMs) return -1;
  const left = leavings.some(({ knownAtMs }) => knownAtMs > atMs && knownAtMs <= windowEndMs);
  return left ? 1 : 0;
}

/** The moments at which what is known of the contract changes, ascending. */
function changesOf({ states }: ContractHistory, asOfMs: number): number[] {
  const moments = new Set<number>();
  for (const { fromMs, knownAtMs } of states) {
    const countsFromMs = Math.max(fromMs, knownAtMs);
    if (countsFromMs <= asOfMs) moments.add(countsFromMs);
  }
  return [...moments].sort((left, right) => left - right);
}

/**
 * The monthly snapshots of an account up to `asOfMs`, ascending, their windows without overlap. Each is anchored on the decision date
 * of the main subscription as it was known then, or a month's anniversary of it, less the lead. Accounts are in it while they pay,
 * have paid for 14 days, and have not given notice.
 */
export function snapshotsOf(history: ContractHistory, settings: SnapshotSettings): ChurnSnapshot[] {
  const { days, asOfMs, leadDays } = settings;
  const changes = changesOf(history, asOfMs);
  const snapshots: ChurnSnapshot[] = [];
  let freeFromDay = -Infinity;
  changes.forEach((changeMs, index) => {
    const main = mainSubscription(statesThatGoOn(history.states, changeMs), changeMs);
    if (main === undefined) return;
    const { date } = decisionPlanOf(main, days);
    const lastMs = Math.min(asOfMs, (changes[index + 1] ?? Infinity) - 1);
    const lastDay = days.dayOf(lastMs + 1);
    const firstDay = Math.max(days.dayOf(changeMs) + 1, freeFromDay);
    for (let months = monthsUntil(date, firstDay + leadDays); ; months++) {
      const anchorDay = monthsAfter(date, months);
      const day = anchorDay - leadDays;
      if (day > lastDay) return;
      if (day < freeFromDay) continue;
      const moment = {
        day,
        atMs: asOfDay(day, days),
        anchorDay,
        windowEndDay: monthsAfter(date, months + 1) - leadDays,
      };
      const sinceMs = eligibleSinceMs(history, moment.atMs);
      if (sinceMs === null) continue;
      snapshots.push(snapshotFrom(history, main, sinceMs, moment, settings));
      freeFromDay = moment.windowEndDay;
    }
  });
  return snapshots;
}

/** Since when the account pays, if it is old enough and has not given notice; else null. */
function eligibleSinceMs(history: ContractHistory, atMs: number): number | null {
  if (hasGivenNotice(history.leavings, atMs)) return null;
  const sinceMs = payingSinceMs(history.states, atMs);
  return sinceMs !== null && isOldEnough(sinceMs, atMs) ? sinceMs : null;
}

function isOldEnough(sinceMs: number, atMs: number): boolean {
  return atMs - sinceMs >= YOUNGEST_DAYS * 86_400_000 - 1;
}

/** The account as known at `asOfMs`: the snapshot of the first day that begins after it, whose window is the month from there. */
export function snapshotAt(
  history: ContractHistory,
  { days, asOfMs }: Pick<SnapshotSettings, "days" | "asOfMs">,
): AccountAtMoment {
  const sinceMs = payingSinceMs(history.states, asOfMs);
  if (sinceMs === null) return { status: "lead" };
  const states = statesAt(history.states, asOfMs, asOfMs);
  if (!states.some((state) => paysAt(state, asOfMs))) return { status: "closed" };
  const main = mainSubscription(statesThatGoOn(history.states, asOfMs), asOfMs);
  if (main === undefined || hasGivenNotice(history.leavings, asOfMs)) return { status: "leaving" };
  if (!isOldEnough(sinceMs, asOfMs)) return { status: "too-young" };
  const day = days.dayOf(asOfMs + 1);
  const windowEndDay = monthsAfter(civilDateOf(day), 1);
  const moment = { day, atMs: asOfMs, anchorDay: day, windowEndDay };
  const settings = { days, asOfMs, leadDays: 0 };
  return { status: "scored", snapshot: snapshotFrom(history, main, sinceMs, moment, settings) };
}
