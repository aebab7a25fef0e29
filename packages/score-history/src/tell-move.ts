// A move in words. In: two stored scores and the parts between them. Out: a label and a sentence for each part, in a language. Pure.
import type { MovePart } from "@mimamori/health-score";
import { explainMeasure, type Language, nameMeasure, say } from "@mimamori/message-catalogue";
import { whatDiffers } from "./what-differs.ts";
import type { StoredReason, StoredScore } from "./stored-scores.ts";

/** A part with its words. */
export interface ToldPart extends MovePart {
  /** "Usage trend", or what is not of one measure: "Scorecard", "Cap". */
  readonly label: string;
  readonly sentence: string;
}

/** Tells the parts of the move from one score to the other, the largest first. */
export function tellMove(
  language: Language,
  before: StoredScore,
  after: StoredScore,
  parts: readonly MovePart[],
): ToldPart[] {
  return parts
    .map((part) => ({
      ...part,
      label: labelOf(language, before, after, part),
      sentence: sentenceOf(language, before, after, part),
    }))
    .sort((left, right) => Math.abs(right.points) - Math.abs(left.points));
}

function reasonOf({ reasons }: StoredScore, measure: string | null): StoredReason | undefined {
  return reasons.find((one) => one.measure === measure);
}

function labelOf(
  language: Language,
  before: StoredScore,
  after: StoredScore,
  { kind, measure }: MovePart,
): string {
  if (measure === null) return say(language, `move.${kind === "points" ? "other" : kind}.name`);
  const defined = reasonOf(after, measure)?.defined ?? reasonOf(before, measure)?.defined;
  return defined === undefined ? measure : nameMeasure(language, defined);
}

function sentenceOf(
  language: Language,
  before: StoredScore,
  after: StoredScore,
  { kind, measure }: MovePart,
): string {
  const [then, now] = [wordsOf(language, before, measure), wordsOf(language, after, measure)];
  switch (kind) {
    case "points":
      return say(language, "move.points", { then: whatDiffers(language, then, now), now });
    case "came":
      return say(language, "move.came", { now });
    case "went":
      return say(language, "move.went", { now });
    case "scorecard":
      return say(language, "move.scorecard", {
        then: before.scorecard,
        now: after.scorecard,
      });
    case "cap":
      return say(language, "move.held", { then: before.cap, now: after.cap });
    case "override":
      return say(language, "move.held", { then: before.override, now: after.override });
    case "other":
      return say(language, "move.other");
  }
}

/** What was measured; in the language where the definition is known, else as it was written then. */
function wordsOf(language: Language, score: StoredScore, measure: string | null): string {
  const reason = reasonOf(score, measure);
  if (reason === undefined) return "";
  if (reason.override !== "") return reason.override;
  const { defined, rawValue, points, whyMissing } = reason;
  if (defined === undefined) return reason.reason;
  const why = whyMissing === "" ? null : (whyMissing as "not-applicable");
  return explainMeasure(language, defined, { rawValue, points, whyMissing: why });
}
