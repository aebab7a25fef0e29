// In: the company's rule, an account's age and milestones. Out: the stage of its life as a customer. Pure.
import { z } from "zod";

export const STAGES = ["onboarding", "adopting", "mature"] as const;
export type Stage = (typeof STAGES)[number];

const wholeDays = z
  .int("expected a whole number of days")
  .min(0, "expected 0 or more days")
  .max(3650, "expected at most 3650 days");

/** When a stage is over. */
const stageEnd = (byDefault: number) =>
  z.strictObject({
    /** At this age (days since sign-up, first payment or first use, whichever came first) it is over, whatever else. */
    untilDay: wholeDays
      .default(byDefault)
      .describe("At this age in days the stage is over, whatever else"),
    /** Earlier, as soon as all of these are reached. Left out: by age alone. */
    orWhenReached: z
      .array(z.string("expected a milestone").min(1, "expected a milestone"))
      .min(1, "expected at least one milestone")
      .optional()
      .describe("Earlier, as soon as all these milestones are reached"),
    /** But never before this age. */
    notBeforeDay: wholeDays.default(0).describe("But never before this age in days"),
  });

/** The rule: an account is onboarding until that is over, then adopting until that is over, then mature. */
export const lifecycle = z.strictObject({
  onboarding: stageEnd(90).prefault({}).describe("When onboarding is over"),
  adopting: stageEnd(365).prefault({}).describe("When adopting is over"),
});

export type Lifecycle = z.infer<typeof lifecycle>;
type StageEnd = Lifecycle["onboarding"];

function isOver({ untilDay, orWhenReached, notBeforeDay }: StageEnd, of: AccountAge): boolean {
  if (of.ageDays >= untilDay) return true;
  if (orWhenReached === undefined || of.ageDays < notBeforeDay) return false;
  return orWhenReached.every((milestone) => of.milestones.has(milestone));
}

/** What the rule looks at. */
export interface AccountAge {
  readonly ageDays: number;
  readonly milestones: ReadonlySet<string>;
}

/** The stage of an account: a bound of N days holds ages below N. */
export function stageOf(rule: Lifecycle, of: AccountAge): Stage {
  if (!isOver(rule.onboarding, of)) return "onboarding";
  return isOver(rule.adopting, of) ? "mature" : "adopting";
}
