/**
 * The lines that a move is told in: one for each part, but one for all that a changed scorecard does, which would otherwise say the
 * same of every measure. In: told parts, the tenths that they come to. Out: tenths and words, the largest first. Pure.
 */
import { roundToSum } from "@mimamori/health-score";
import { type Language, say } from "@mimamori/message-catalogue";
import type { ToldPart } from "@mimamori/score-history";

/** How many measures of a changed scorecard are named. */
const NAMED = 3;
const STEP = 0.1;

/** A line: its points, of which `tenths` are shown, and what it says. */
export interface MoveLine {
  readonly points: number;
  readonly tenths: number;
  readonly text: string;
}

/** The scorecards of the two scores. */
export interface Scorecards {
  readonly then: string;
  readonly now: string;
}

/** The tenths of the lines add up to `totalTenths`, and those in a line's words to its own. */
export function linesOf(
  parts: readonly ToldPart[],
  scorecards: Scorecards,
  totalTenths: number,
  language: Language,
): MoveLine[] {
  const ofScorecard = parts.filter(({ kind }) => kind === "scorecard");
  const groups = parts.filter(({ kind }) => kind !== "scorecard").map((part) => [part]);
  if (ofScorecard.length > 0) groups.push(ofScorecard);
  const sums = groups.map((group) => group.reduce((sum, { points }) => sum + points, 0));
  const shown = roundToSum(sums, totalTenths, STEP);
  return groups
    .map((group, index) => {
      const [points, tenths] = [sums[index] ?? 0, shown[index] ?? 0];
      const text =
        group === ofScorecard
          ? `${say(language, "move.scorecard.name")}: ${changed(group, scorecards, tenths, language)}`
          : titled(group[0]);
      return { points, tenths, text };
    })
    .sort((left, right) => Math.abs(right.points) - Math.abs(left.points));
}

/** Some sentences begin with the name of what they are about. */
function titled(part: ToldPart | undefined): string {
  if (part === undefined) return "";
  const { label, sentence } = part;
  const isNamed = sentence.toLowerCase().startsWith(label.toLowerCase());
  return isNamed ? sentence : `${label}: ${sentence}`;
}

function changed(
  parts: readonly ToldPart[],
  scorecards: Scorecards,
  tenths: number,
  language: Language,
): string {
  const shown = roundToSum(
    parts.map(({ points }) => points),
    tenths,
    STEP,
  );
  // One more is named rather than called "1 other".
  const named = parts.length === NAMED + 1 ? NAMED + 1 : NAMED;
  const most = parts
    .slice(0, named)
    .map(({ label }, index) => `${label} ${signed(shown[index] ?? 0)}`);
  const rest = shown.slice(named).reduce((sum, one) => sum + one, 0);
  return say(language, "move.scorecard.all", {
    ...scorecards,
    most: most.join(language === "ja" ? "、" : ", "),
    more: Math.max(0, parts.length - named),
    morePoints: signed(rest),
  });
}

/** Tenths, with their sign. */
export function signed(tenths: number): string {
  const text = Math.abs(tenths * STEP).toFixed(1);
  return tenths < 0 ? `−${text}` : tenths > 0 ? `+${text}` : text;
}
