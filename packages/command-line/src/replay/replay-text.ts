/**
 * A replay for people: who lies in another band, what would have dropped, and which version tells better who leaves. In: the report.
 * Out: lines of text, at most 100 characters wide. Pure.
 */
import type { ForecastReport } from "@mimamori/churn-risk";
import type { ReplayReport } from "@mimamori/job-schedules";
import { decimal, heading } from "../backtest/figures.ts";
import { clip, type Colour, type Paint, percent, sparkline } from "../demo/terminal.ts";
import { groupDigits } from "../progress.ts";

const WIDTH = 98;
const BANDS = ["healthy", "attention", "at-risk", "insufficient-data", "closed"] as const;
const WORDS: Readonly<Record<string, string>> = {
  "at-risk": "at risk",
  "insufficient-data": "too little data",
};
const COLOURS: Readonly<Record<string, Colour>> = {
  healthy: "green",
  attention: "yellow",
  "at-risk": "red",
};
const VERSIONS = ["published", "candidate"] as const;
const MOST_SHOWN = 10;
const TENTH = 0.1;

/** The whole report, ending in a newline. */
export function drawReplay(report: ReplayReport, paint: Paint): string {
  const { scorecard, from, to, everyDays } = report;
  const title = ` Replay of ${scorecard} `;
  const step = everyDays === 1 ? "every day" : `every ${everyDays} days`;
  const when = ` ${from} to ${to}, ${step} `;
  const rule = "━".repeat(Math.max(3, WIDTH - title.length - when.length - 6));
  const lines = [
    "",
    `━━━${paint("bold", title)}${rule}${paint("dim", when)}━━━`,
    ...bandLines(report, paint),
    ...changedLines(report, paint),
    ...dropLines(report, paint),
    ...backtestLines(report, paint),
  ];
  return `${lines.join("\n")}\n`;
}

function wordOf(band: string): string {
  return WORDS[band] ?? band;
}

/** Rows: the published band; columns: the changed one. */
function bandLines(report: ReplayReport, paint: Paint): string[] {
  const { bands, accounts, to, changedNow, changedEver, accountsEver, replaces } = report;
  const shown = BANDS.filter((band) =>
    bands.some(({ published, candidate }) => published === band || candidate === band),
  );
  const countOf = (published: string, candidate: string): number =>
    bands.find((one) => one.published === published && one.candidate === candidate)?.accounts ?? 0;
  const against = replaces ? "the published one of its name" : "the published ones, beside them";
  const header = `  ${"published ↓  changed →".padEnd(24)}${shown.map((band) => wordOf(band).padStart(15)).join("")}`;
  return [
    ...heading("BANDS", `${groupDigits(accounts)} accounts on ${to}, against ${against}`, paint),
    paint("dim", header),
    ...shown.map((published) => {
      const cells = shown.map((candidate) => {
        const count = countOf(published, candidate);
        const text = (count === 0 ? "·" : groupDigits(count)).padStart(15);
        return published === candidate || count === 0
          ? paint("dim", text)
          : paint(COLOURS[candidate] ?? "bold", text);
      });
      return `  ${wordOf(published).padEnd(24)}${cells.join("")}`;
    }),
    `  ${paint("bold", groupDigits(changedNow))} accounts would lie in another band; ${groupDigits(changedEver)} of ${groupDigits(accountsEver)} did at some step.`,
  ];
}

function changedLines({ changed, changedNow }: ReplayReport, paint: Paint): string[] {
  if (changed.length === 0) return [];
  const describe = ({ score, band }: { score: number | null; band: string }): string =>
    paint(COLOURS[band] ?? "dim", `${wordOf(band)}${score === null ? "" : ` ${score.toFixed(1)}`}`);
  const rest = changedNow - Math.min(MOST_SHOWN, changed.length);
  return [
    ...heading("WHO MOVES", "from the published band to the changed one, furthest first", paint),
    ...changed.slice(0, MOST_SHOWN).map(({ account, name, published, candidate }, index) => {
      const who = clip(name === "" ? account : name, 28).padEnd(28);
      return `  ${String(index + 1).padStart(2)}  ${who}  ${describe(published)} → ${describe(candidate)}`;
    }),
    ...(rest === 0 ? [] : [paint("dim", `      and ${groupDigits(rest)} more; --json names 200`)]),
  ];
}

function dropLines({ drops, byMoment }: ReplayReport, paint: Paint): string[] {
  const header = `  ${"".padEnd(11)}   drops  accounts  followed by a notice  leavers warned of  days before  by step`;
  const rows = VERSIONS.map((version) => {
    const found = drops[version];
    const share = (part: number, whole: number): string =>
      whole === 0 ? "–" : `${groupDigits(part)} (${percent(part / whole, 0)})`;
    const cells = [
      groupDigits(found.drops).padStart(8),
      groupDigits(found.accounts).padStart(10),
      share(found.followedByNotice, found.judged).padStart(22),
      share(found.warned, found.notices).padStart(19),
      (found.medianWarningDays === null ? "–" : found.medianWarningDays.toFixed(0)).padStart(13),
    ].join("");
    const line = sparkline(byMoment.slice(-20).map((moment) => moment[version]));
    return `  ${labelOf(version).padEnd(11)}${cells}  ${paint("cyan", line)}`;
  });
  return [
    ...heading("DROPS", "to a worse band: what would have been published and alerted on", paint),
    paint("dim", header),
    ...rows,
  ];
}

function labelOf(version: (typeof VERSIONS)[number]): string {
  return version === "published" ? "published" : "changed";
}

function backtestLines({ backtest }: ReplayReport, paint: Paint): string[] {
  const header = `  ${"".padEnd(27)}judged    left    AUC   worst tenth holds  times average  days before`;
  const rows = backtest.published.flatMap((published, index) => {
    const candidate = backtest.candidate[index];
    const title = `next ${String(published.horizonDays)} days`;
    return [
      `  ${title.padEnd(15)}${figureCells("published", published)}`,
      ...(candidate === undefined
        ? []
        : [
            `  ${"".padEnd(15)}${figureCells("changed", candidate)}${verdictOn(published, candidate, paint)}`,
          ]),
    ];
  });
  return [
    ...heading("BACKTEST", "whom the lowest scores find among those who gave notice later", paint),
    paint("dim", header),
    ...rows,
  ];
}

function figureCells(label: string, { n, events, auc, lift, leadTime }: ForecastReport): string {
  const tenth = lift.find(({ share }) => share === TENTH);
  return [
    label.padEnd(10),
    groupDigits(n).padStart(8),
    groupDigits(events).padStart(8),
    decimal(auc, 3).padStart(7),
    percent(tenth?.captured ?? null, 0).padStart(20),
    (tenth === undefined ? "–" : `${tenth.lift.toFixed(1)} ×`).padStart(15),
    (leadTime === null ? "–" : leadTime.medianDays.toFixed(0)).padStart(13),
  ].join("");
}

/** Hundredths of AUC are noise with few churns: only what is more is coloured. */
const TELLING_AUC = 0.01;

function verdictOn(published: ForecastReport, candidate: ForecastReport, paint: Paint): string {
  if (published.auc === null || candidate.auc === null) return "";
  const gain = candidate.auc - published.auc;
  if (Math.abs(gain) < TELLING_AUC) return "";
  return gain > 0 ? paint("green", "  ▲") : paint("red", "  ▼");
}
