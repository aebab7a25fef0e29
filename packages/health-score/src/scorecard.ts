// What a scorecard file may say: measures, their weights and curves, groups, caps, bands. Pure zod; company-config reads the YAML.
import { z } from "zod";
import { curve } from "./curves.ts";
import { STAGES } from "./lifecycle.ts";
import { MEASURE_KINDS, measureParameters, type MeasureKind } from "./measure-kinds.ts";
import { checkParts } from "./scorecard-checks.ts";
import { sqlMistake } from "./sql-measure.ts";

export const identifier = z
  .string("expected a short name")
  .regex(
    /^[a-z][a-z0-9_-]{0,63}$/,
    "expected lower-case letters, digits, _ or -, beginning with a letter",
  );

const weight = z
  .number("expected a weight (a number)")
  .min(0, "expected a weight of 0 or more")
  .describe("Only the proportions matter; 0: it is shown and may cap, but does not count");

const inEveryMeasure = {
  id: identifier.describe("Caps, overlays, overrides and reasons name it by this"),
  group: identifier.describe(
    "Measures of a group are shown together, and may have a weight together",
  ),
  weight,
  curve: curve.describe("From the raw value to points from 0 to 100"),
  freshnessDays: z
    .int("expected a whole number of days")
    .min(1, "expected at least 1 day")
    .optional()
    .describe("Data of this age or older is missing; left out: it never ages"),
};

const commonOfMeasures = z.looseObject(inEveryMeasure);

function measureOf<K extends MeasureKind>(kind: K) {
  return z
    .strictObject({ ...inEveryMeasure, kind: z.literal(kind), ...measureParameters[kind] })
    .meta({ title: kind });
}

const sqlMeasure = measureOf("sql").superRefine(({ from, value }, context) => {
  const message = sqlMistake(from, value);
  if (message !== undefined) context.addIssue({ code: "custom", path: ["value"], message });
});

export const measure = z.discriminatedUnion(
  "kind",
  [
    measureOf("usage_level"),
    measureOf("usage_per_seat"),
    measureOf("usage_trend"),
    measureOf("feature_breadth"),
    measureOf("seats_used"),
    measureOf("usage_recency"),
    measureOf("ticket_load"),
    measureOf("nps"),
    measureOf("survey"),
    measureOf("invoice_overdue_days"),
    measureOf("payment_attempts"),
    measureOf("interaction_recency"),
    measureOf("csm_pulse"),
    measureOf("milestones_reached"),
    measureOf("milestone_within"),
    measureOf("goals_reached"),
    measureOf("renewal_adoption"),
    sqlMeasure,
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

/** A group's weight is its own, however many measures it has: theirs share it in their proportions. */
const group = z.strictObject({ id: identifier, weight });

const shape = z.strictObject({
  name: identifier.describe("Stands in every row that this scorecard made"),
  segments: z
    .array(z.string().min(1, "expected a segment"))
    .min(1, "expected at least one segment")
    .optional()
    .describe("Account segments that it is for; left out: all that no other scorecard names"),
  stages: z
    .array(z.enum(STAGES, `expected ${STAGES.join(", ")}`))
    .min(1, "expected at least one stage")
    .optional()
    .describe("Stages that it is for (lifecycle.yaml decides them); left out: all"),
  minimumCoverage: z
    .number("expected a share from 0 to 1")
    .min(0, "expected a share from 0 to 1")
    .max(1, "expected a share from 0 to 1")
    .describe("Below this share of weight with data there is no score, but insufficient-data"),
  bands: z.array(band).min(1, "expected at least one band"),
  groups: z
    .array(group)
    .min(1, "expected at least one group")
    .optional()
    .describe("Weights of groups; the measures of a group not named here weigh for themselves"),
  measures: z.array(measure).min(1, "expected at least one measure"),
  caps: z.array(cap).default([]).describe("While a condition holds, the score is at most this"),
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
/** A measure of one of some kinds. */
export type MeasureOf<K extends MeasureKind> = Extract<Measure, { kind: K }>;
export type Cap = z.infer<typeof cap>;
export type BandName = z.infer<typeof band>["name"];
