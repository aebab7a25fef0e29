/**
 * A move for people: both scores, and what lies between them. In: a move. Out: lines of text, at most 100 characters wide. Pure. The
 * points that are shown are rounded so that they add up to the difference of the scores that are shown.
 */
import { type Language, type MessageKey, say } from "@mimamori/message-catalogue";
import { bar, type Colour, type Paint, wrap } from "../demo/terminal.ts";
import { linesOf, signed } from "./move-lines.ts";
import type { AccountMove, MoveEnd } from "./read-move.ts";

const BAR_WIDTH = 10;
const TEXT_WIDTH = 72;
const INDENT = " ".repeat(23);
const STEP = 0.1;
const COLOURS: Readonly<Record<string, Colour>> = {
  healthy: "green",
  attention: "yellow",
  "at-risk": "red",
};

/** The whole explanation, ending in a newline. */
export function drawMove(move: AccountMove, language: Language, paint: Paint): string {
  const { account, name, before, after } = move;
  const isSameDay = before.asOf.slice(0, 10) === after.asOf.slice(0, 10);
  const lines = [
    "",
    `  ${paint("bold", name === "" ? account : name)}  ${paint("dim", name === "" ? "" : account)}`.trimEnd(),
    `  ${endWords(before, isSameDay, language, paint)}  →  ${endWords(after, isSameDay, language, paint)}`,
    "",
    ...partLines(move, language, paint),
    ...footLines(move, paint),
  ];
  return `${lines.join("\n")}\n`;
}

function bandWords(band: string, language: Language): string {
  return say(language, `band.${band}` as Extract<MessageKey, "band.healthy">);
}

function endWords(
  { asOf, score, band }: MoveEnd,
  isSameDay: boolean,
  language: Language,
  paint: Paint,
): string {
  const figure = score === null ? "" : `${score.toFixed(1)} `;
  const words = paint(COLOURS[band] ?? "dim", `${figure}${bandWords(band, language)}`);
  const moment = isSameDay ? `${asOf.slice(0, 16).replace("T", " ")}Z` : asOf.slice(0, 10);
  return `${paint("dim", moment)}  ${words}`;
}

function partLines(
  { before, after, parts }: AccountMove,
  language: Language,
  paint: Paint,
): string[] {
  if (parts === null || before.score === null || after.score === null)
    return ["  One of the two has no score, so there is no difference to explain."];
  if (parts.length === 0) return ["  Nothing has moved."];
  const total = Math.round(after.score / STEP) - Math.round(before.score / STEP);
  const scorecards = { then: before.scorecard, now: after.scorecard };
  const lines = linesOf(parts, scorecards, total, language);
  const most = Math.max(...lines.map(({ points }) => Math.abs(points)));
  const drawn = lines.flatMap(({ points, tenths, text }) => {
    const colour = points < 0 ? "red" : "green";
    const length = bar(Math.abs(points), most, BAR_WIDTH).padEnd(BAR_WIDTH);
    const [first = "", ...others] = wrap(text, TEXT_WIDTH);
    const head = `  ${signed(tenths).padStart(7)}  ${paint(colour, length)}  ${first}`;
    return [head, ...others.map((line) => `${INDENT}${line}`)];
  });
  return [...drawn, `  ${paint("bold", signed(total).padStart(7))}`];
}

function footLines({ before, after }: AccountMove, paint: Paint): string[] {
  const share = ({ coverage }: MoveEnd): string => `${(coverage * 100).toFixed(0)} %`;
  const cards =
    before.scorecard === after.scorecard
      ? `scorecard ${after.scorecard}`
      : `scorecard ${before.scorecard || "none"} → ${after.scorecard || "none"}`;
  const words = `${cards} · weight with data ${share(before)} → ${share(after)}`;
  return ["", `  ${paint("dim", words)}`];
}
