// In: what was scored. Out: why, in a sentence of the company's language. Pure.
import type { BandName, Cap, Contribution, Measure, MeasureKind } from "@mimamori/health-score";
import { catalogues, say } from "./catalogue.ts";
import { CHURN_COLUMNS } from "./churn-columns.ts";
import type { ChurnColumn } from "./churn-columns.ts";
import { formatsOf } from "./formats.ts";
import type { Language } from "./languages.ts";
import type { MeasureParams } from "./messages.ts";

/** The part of a contribution that its sentence speaks of. */
export type ExplainedPart = Pick<Contribution, "rawValue" | "points" | "whyMissing">;

/** From this many points on a measure speaks well of an account. */
const SPEAKS_WELL_FROM = 50;

function sentenceOf(language: Language, measure: Measure, value: number, points: number): string {
  const tone = points < SPEAKS_WELL_FROM ? "low" : "high";
  const message = catalogues[language][`measure.${measure.kind}.${tone}`];
  // The measure carries the parameters of its own kind: the key was made from it.
  return (message as (params: MeasureParams<MeasureKind>) => string)({ ...measure, value });
}

/** "Usage trend"; a measure of one's own brings its name along. */
export function nameMeasure(language: Language, measure: Measure): string {
  return measure.kind === "sql"
    ? measure.name[language]
    : say(language, `measure.${measure.kind}.name`);
}

/**
 * Why a measure gave its points: "use 28% below its own usual level", "no use for 12 working days"; for a missing one, why it
 * is missing. `measure` is the scorecard's, with its windows.
 */
export function explainMeasure(
  language: Language,
  measure: Measure,
  { rawValue, points, whyMissing }: ExplainedPart,
): string {
  if (rawValue !== null) return sentenceOf(language, measure, rawValue, points ?? 0);
  const measureName = nameMeasure(language, measure);
  return say(language, `missing.${whyMissing ?? "not-connected"}`, { measureName });
}

/** Why a score was capped: "held at 45 at most: an invoice has been overdue for 21 days". `measure` is the one that the cap watches. */
export function explainCap(
  language: Language,
  measure: Measure,
  rawValue: number,
  cap: Cap,
): string {
  const because = sentenceOf(language, measure, rawValue, 0);
  return say(language, "cap", { atMost: cap.atMost, because });
}

/** What a person put in place of a computed value: points of a measure (null: it is left out), a score, or a band. */
export type OverriddenValue =
  | { readonly of: "measure"; readonly points: number | null }
  | { readonly of: "score"; readonly score: number }
  | { readonly of: "band"; readonly band: BandName };

/** Who put it there, why and until when; the instant is told in the time zone. */
export interface OverrideDetails {
  readonly author: string;
  readonly reason: string;
  readonly expiresAtMs: number;
  readonly timeZone: string;
}

/** What holds instead of the computed value: "set to 80 by ann until 1 June 2026 at 00:00: service hold". */
export function explainOverride(
  language: Language,
  value: OverriddenValue,
  { author, reason, expiresAtMs, timeZone }: OverrideDetails,
): string {
  const { instant, number } = formatsOf(language);
  const by = { author, reason, until: instant(expiresAtMs, timeZone) };
  switch (value.of) {
    case "score":
      return say(language, "override.score", { ...by, value: number(value.score) });
    case "band":
      return say(language, "override.band", { ...by, value: say(language, `band.${value.band}`) });
    case "measure":
      return value.points === null
        ? say(language, "override.excluded", by)
        : say(language, "override.measure", { ...by, value: number(value.points) });
  }
}

const USAGE_OF = "usage:";

function isChurnColumn(name: string): name is ChurnColumn {
  return (CHURN_COLUMNS as readonly string[]).includes(name);
}

function churnColumn(language: Language, name: string): string {
  if (name.startsWith(USAGE_OF)) {
    return say(language, "churn.usage", { feature: name.slice(USAGE_OF.length) });
  }
  return isChurnColumn(name) ? say(language, `churn.${name}`) : `${name}: {number}`;
}

/**
 * What a feature of the churn model says, as a template: "days since the last use: {number}". `together` are the features that give
 * one reason with it, itself among them.
 */
export function explainChurnColumn(
  language: Language,
  name: string,
  together: readonly string[] = [],
): string {
  const reason = churnColumn(language, name);
  const others = together
    .filter((other) => other !== name)
    .map((other) => churnColumn(language, other).replace(/[:：]\s*\{\w+\}$/, ""));
  return others.length === 0 ? reason : say(language, "churn.with", { reason, others });
}
