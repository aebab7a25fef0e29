// What a scorecard file may say: measures, their weights and curves, caps, bands. Pure zod; company-config reads the YAML.
import { z } from "zod";
import { curve } from "./curves.ts";
import { MEASURE_KINDS, measureParameters, type MeasureKind } from "./measure-kinds.ts";
import { checkParts } from "./scorecard-checks.ts";

const identifier = z
  .string("expected a short name")
  .regex(
    /^[a-z][a-z0-9_-]{0,63}$/,
    "expected lower-case letters, digits, _ or -, beginning with a letter",
  );

const inEveryMeasure = {
  id: identifier,
  /** Measures of a group are shown together. */
  group: identifier,
  /** Only the proportions matter. 0: the measure is shown and may cap, but does not count. */
  weight: z.number("expected a weight (a number)").min(0, "expected a weight of 0 or more"),
  curve,
  /** Data older than this is missing. Left out: it never ages. */
  freshnessDays: z
    .int("expected a whole number of days")
    .min(1, "expected at least 1 day")
    .optional(),
};

const commonOfMeasures = z.looseObject(inEveryMeasure);

function measureOf<K extends MeasureKind>(kind: K) {
  return z.strictObject({ ...inEveryMeasure, kind: z.literal(kind), ...measureParameters[kind] });
}

export const measure = z.discriminatedUnion(
  "kind",
  [
    measureOf("usage_per_seat"),
    measureOf("usage_trend"),
    measureOf("feature_breadth"),
    measureOf("seats_used"),
    measureOf("usage_recency"),
    measureOf("ticket_load"),
    measureOf("nps"),
    measureOf("invoice_overdue_days"),
    measureOf("interaction_recency"),
    measureOf("milestones_reached"),
  ],
  `expected one of the kinds of measures: ${MEASURE_KINDS.join(", ")}`,
);

const points = z
  .number("expected a score from 0 to 100")
  .min(0, "expected a score from 0 to 100")
  .max(100, "expected a score from 0 to 100");

const bound = z.number("expected a raw value (a number)").optional();

/** While the raw value lies in [atLeast, below), the score is at most `atMost`; one of the two bounds may be left out. */
export const cap = z.strictObject({
  id: identifier,
  when: z
    .strictObject({ measure: identifier, atLeast: bound, below: bound })
    .refine(
      ({ atLeast, below }) => atLeast !== undefined || below !== undefined,
      "expected a bound: atLeast (inclusive) or below (exclusive)",
    ),
  atMost: points,
});

/** From `from` (inclusive) to the next band's (exclusive). The names are fixed: alerts, CRMs and views refer to them. */
export const band = z.strictObject({
  name: z.enum(["healthy", "attention", "at-risk"], "expected healthy, attention or at-risk"),
  from: points,
});

const shape = z.strictObject({
  name: identifier,
  /** Account segments that this scorecard is for. Left out: all that no other scorecard names. */
  segments: z
    .array(z.string().min(1, "expected a segment"))
    .min(1, "expected at least one segment")
    .optional(),
  minimumCoverage: z
    .number("expected a share from 0 to 1")
    .min(0, "expected a share from 0 to 1")
    .max(1, "expected a share from 0 to 1"),
  bands: z.array(band).min(1, "expected at least one band"),
  measures: z.array(measure).min(1, "expected at least one measure"),
  caps: z.array(cap).default([]),
});

/** A scorecard as its file says it, checked as a whole; the checks run however broken the parts are. */
export const scorecard = shape.superRefine(
  (card, context) => {
    checkParts(card, commonOfMeasures, (message, path) => {
      context.addIssue({ code: "custom", message, path });
    });
  },
  { when: () => true },
);

export type Scorecard = z.infer<typeof scorecard>;
export type Measure = z.infer<typeof measure>;
export type Cap = z.infer<typeof cap>;
export type BandName = z.infer<typeof band>["name"];

/** The scorecard that names the segment, else the one for all; undefined when there is neither. */
export function scorecardFor(cards: readonly Scorecard[], segment: string): Scorecard | undefined {
  return (
    cards.find(({ segments }) => segments?.includes(segment)) ??
    cards.find(({ segments }) => segments === undefined)
  );
}
