/** docs/tour.md for its test. In: the page, and what its commands wrote. Out: its steps, and which of its lines did not come out. Pure. */

/** One block of commands, and the blocks of output that follow it. */
export interface TourStep {
  /** The heading that it stands below. */
  readonly title: string;
  readonly script: string;
  readonly shown: string;
}

/** The blocks of the page that are played: all but those that start the demo or stop it. */
export function stepsOf(page: string): TourStep[] {
  const steps: { title: string; script: string; shown: string }[] = [];
  let title = "";
  for (const [, heading, language, text = ""] of page.matchAll(
    /^## (.+)$|^```(\w+)\n([\s\S]*?)^```$/gmu,
  )) {
    if (heading !== undefined) title = heading;
    else if (language === "bash") steps.push({ title, script: text, shown: "" });
    else {
      const step = steps.at(-1);
      if (step !== undefined) step.shown += text;
    }
  }
  return steps.filter(({ script }) => !/^\.\/mimamori (demo|down)/mu.test(script));
}

/** Frames of tables and rules. */
const FRAME = /[┌┐└┘├┤┬┴┼─│━]+/gu;
/** Text that a line above goes on with, and rows of a table: they are of one company. */
const ONE_COMPANYS = /^(?: {20,}\S|\s*\d+\. │)/u;
const FREE = /…|acc-\d+|[▁-▏]+|[−+-]?\d[\d.,]*|–/gu;
const BANDS = "healthy|needs attention|at risk|attention|at-risk";

function plain(line: string): string {
  return line.replaceAll(FRAME, " ").replaceAll(/\s+/gu, " ").trim();
}

/** A line of the page as a pattern: figures, bars, accounts, scorecards and bands may be others, and "…" may be anything. */
function patternOf(line: string): RegExp {
  if (/^\s*[−+]?\d+\.\d {2}/u.test(line)) return patternOfPart(line);
  if (/^\s+\S.* {2}acc-\d+$/u.test(line)) return /^.+ acc-\d+$/u;
  const words = plain(line).replaceAll(/[▁-▏]+.*$/gu, "…");
  let at = 0;
  let pattern = "";
  for (const { 0: free, index } of words.matchAll(FREE)) {
    pattern += literal(words.slice(at, index));
    pattern += free === "…" ? ".*" : /^acc/u.test(free) ? "acc-\\d+" : "(?:[−+-]?\\d[\\d.,]*|–)";
    at = index + free.length;
  }
  return new RegExp(`^${pattern}${literal(words.slice(at))}$`, "u");
}

function literal(text: string): string {
  return text
    .replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&")
    .replaceAll(new RegExp(`\\b(?:${BANDS})\\b`, "gu"), `(?:${BANDS})`)
    .replaceAll(/\bscorecard \S+/gu, "scorecard \\S+.*")
    .replaceAll(/\bReplay of \S+/gu, "Replay of \\S+");
}

/** A part of a move: that there is one, and that a scorecard's is a scorecard's. */
function patternOfPart(line: string): RegExp {
  const label = line.includes("Scorecard: ") ? "Scorecard: \\S+ was changed" : "[^:]+: ";
  return new RegExp(`^[−+]?\\d+\\.\\d .*?${label}`, "u");
}

/** Holds the lines of the page, in their order, against those that came; `missing` are those that did not. */
export function linesAsShown(shown: string, came: string): { readonly missing: string[] } {
  const lines = came.split("\n").map(plain);
  const missing: string[] = [];
  let from = 0;
  for (const line of shown.split("\n")) {
    if (["", "…"].includes(plain(line)) || ONE_COMPANYS.test(line)) continue;
    const pattern = patternOf(line);
    const found = lines.findIndex((one, at) => at >= from && pattern.test(one));
    if (found === -1) missing.push(line);
    else from = found + 1;
  }
  return { missing };
}
