/** What customers reach, as measures. In: an account's milestones and goals. Out: a raw value, or why there is none. Pure. */
import type { Measured, MeasureOf } from "@mimamori/health-score";
import type { AccountFeatures } from "../features/account-features.ts";
import { missing } from "./measure-context.ts";
import type { MeasureContext } from "./measure-context.ts";

export function milestonesReached(
  measure: MeasureOf<"milestones_reached">,
  { milestoneDays }: AccountFeatures,
  { asOfMs, sources }: MeasureContext,
): Measured {
  if (!measure.milestones.some((one) => sources.milestones.has(one)))
    return missing("not-connected");
  const reached = measure.milestones.filter((one) => milestoneDays.has(one)).length;
  return { rawValue: reached / measure.milestones.length, dataAtMs: asOfMs };
}

export function milestoneWithin(
  { milestone, withinDays }: MeasureOf<"milestone_within">,
  { milestoneDays, startDay }: AccountFeatures,
  { asOfMs, today, sources }: MeasureContext,
): Measured {
  if (!sources.milestones.has(milestone)) return missing("not-connected");
  if (startDay === null) return missing("not-applicable");
  const reachedDay = milestoneDays.get(milestone);
  const days = Math.max(0, (reachedDay ?? today) - startDay);
  if (reachedDay === undefined && days < withinDays) return missing("not-applicable");
  return { rawValue: days, dataAtMs: asOfMs };
}

/** Goals that were dropped are nobody's; open ones count from the day on which they were due. */
export function goalsReached(
  { windowDays }: MeasureOf<"goals_reached">,
  { goals }: AccountFeatures,
  { asOfMs, today, sources }: MeasureContext,
): Measured {
  const due = goals.filter(
    ({ status, decidedDay }) =>
      status !== "dropped" &&
      decidedDay !== null &&
      decidedDay > today - windowDays &&
      (status !== "open" || decidedDay < today),
  );
  if (due.length === 0) return missing(sources.goals ? "not-applicable" : "not-connected");
  const reached = due.filter(({ status }) => status === "reached").length;
  return { rawValue: reached / due.length, dataAtMs: asOfMs };
}
