// What lies over a scorecard for a while: as the decision on a renewal nears, other things count. In: a scorecard, overlays, how far
// the decision is. Out: the scorecard that holds. Pure. Its name says so (mature+renewal): a move that comes from the overlay's
// beginning or end is told as a change of the scorecard.
import { z } from "zod";
import { cap, identifier, measure, type Cap, type Measure, type Scorecard } from "./scorecard.ts";
import { STAGES, type Stage } from "./lifecycle.ts";

export const overlay = z.strictObject({
  name: identifier.describe("Stands behind the scorecard's name, after a +"),
  /** From so many days before the decision until it has passed. */
  withinDays: z
    .int("expected a whole number of days")
    .min(1, "expected at least 1 day")
    .max(730, "expected at most 730 days")
    .describe("It lies over the scorecard from so many days before the decision on"),
  /** What counts as the decision: the last day to give notice (the renewal where none is known), or always the renewal. */
  before: z
    .enum(["notice-deadline", "renewal"], "expected notice-deadline or renewal")
    .default("notice-deadline")
    .describe("notice-deadline (the renewal where none is known), or renewal"),
  /** Left out: for all. */
  segments: z.array(z.string().min(1)).min(1, "expected at least one segment").optional(),
  stages: z
    .array(z.enum(STAGES, `expected ${STAGES.join(", ")}`))
    .min(1)
    .optional(),
  /** Weights of the scorecard's measures, by id, multiplied by this; 0 takes one out. Ids that a scorecard does not have are passed over. */
  multiplyWeights: z
    .record(
      identifier,
      z.number("expected a factor of 0 or more").min(0, "expected a factor of 0 or more"),
    )
    .default({})
    .describe("Factors on the weights of the scorecard's measures, by id"),
  /** Measures that only count now. One that the scorecard has under the same id is replaced. */
  measures: z.array(measure).default([]).describe("Measures that count only while it holds"),
  caps: z.array(cap).default([]).describe("Caps that hold only then"),
});

export type Overlay = z.infer<typeof overlay>;

/** What an overlay looks at. Days until the decision, below 0 once it has passed; null: not known. */
export interface DecisionAhead {
  readonly segment: string;
  readonly stage: Stage | "";
  readonly daysToNoticeDeadline: number | null;
  readonly daysToRenewal: number | null;
}

/** Whether it lies over the scorecard: the days to the decision are in [0, withinDays). */
export function holdsOverlay(one: Overlay, ahead: DecisionAhead): boolean {
  const { daysToNoticeDeadline, daysToRenewal } = ahead;
  const days = one.before === "renewal" ? daysToRenewal : (daysToNoticeDeadline ?? daysToRenewal);
  if (days === null || days < 0 || days >= one.withinDays) return false;
  if (one.segments !== undefined && !one.segments.includes(ahead.segment)) return false;
  return one.stages === undefined || one.stages.some((stage) => stage === ahead.stage);
}

function replaced<T extends { readonly id: string }>(own: readonly T[], added: readonly T[]): T[] {
  const taken = new Set(added.map(({ id }) => id));
  return [...own.filter(({ id }) => !taken.has(id)), ...added];
}

function withOverlay(card: Scorecard, one: Overlay): Scorecard {
  const reweighed = card.measures.map((each): Measure => ({
    ...each,
    weight: each.weight * (one.multiplyWeights[each.id] ?? 1),
  }));
  const measures = replaced(reweighed, one.measures);
  const ids = new Set(measures.map(({ id }) => id));
  const caps: Cap[] = replaced(card.caps, one.caps).filter(({ when }) => ids.has(when.measure));
  return { ...card, name: `${card.name}+${one.name}`, measures, caps };
}

/** The scorecard under the overlays that hold, in their order. */
export function withOverlays(
  card: Scorecard,
  overlays: readonly Overlay[],
  ahead: DecisionAhead,
): Scorecard {
  return overlays.filter((one) => holdsOverlay(one, ahead)).reduce(withOverlay, card);
}
