/**
 * The demo's picture: what a head of customer success would want to see of the company. In: readings. Out: lines of text, at most
 * 100 characters wide. Pure.
 */
import { callLines } from "./picture-calls.ts";
import type { HealthGroup, Readings, SegmentLtv } from "./readings.ts";
import { bar, compactMoney, type Colour, type Paint, percent, sparkline } from "./terminal.ts";

const WIDTH = 98;
const TIERS = ["high", "low", "tech"] as const;
const TIER_BAR_WIDTH = 14;
const LTV_BAR_WIDTH = 16;

const BANDS: readonly { readonly band: string; readonly title: string; readonly colour: Colour }[] =
  [
    { band: "healthy", title: "healthy", colour: "green" },
    { band: "attention", title: "attention", colour: "yellow" },
    { band: "at-risk", title: "at risk", colour: "red" },
    { band: "insufficient-data", title: "too little data", colour: "dim" },
  ];

/** The whole picture, ending in a newline. */
export function drawPicture(readings: Readings, company: string, paint: Paint): string {
  const title = ` ${company} `;
  const rule = "━".repeat(WIDTH - title.length - 3);
  const lines = [
    "",
    `━━━${paint("bold", title)}${rule}`,
    ...headlineLines(readings, paint),
    ...healthLines(readings, paint),
    ...callLines(readings, paint),
    ...ltvLines(readings, paint),
  ];
  return `${lines.join("\n")}\n`;
}

function heading(title: string, explanation: string, paint: Paint): string[] {
  return ["", `  ${paint("bold", title)}  ${paint("dim", explanation)}`];
}

function headlineLines({ months, retention, currency }: Readings, paint: Paint): string[] {
  const now = months.at(-1);
  if (now === undefined) return ["", "  Nobody pays yet."];
  const complete = months.filter((month) => month.is_complete === 1);
  // Whoever was there before the history began arrives in its first month, which therefore says nothing about growth.
  const lastYear = complete.slice(1).slice(-12);
  const churned = lastYear.reduce((sum, month) => sum + month.churned_accounts, 0);
  const atRisk = lastYear.reduce((sum, month) => sum + month.start_accounts, 0);
  const first = months[1] ?? now;
  const line = (name: string, value: string, rest: string): string =>
    `  ${name.padEnd(12)}${paint("bold", value.padStart(9))}   ${rest}`;
  const trend = sparkline(months.slice(1).map((month) => month.end_mrr));
  const since = `from ${compactMoney(first.end_mrr, currency)} at the end of ${first.month.slice(0, 7)}`;
  return [
    ...heading("REVENUE", `${now.end_accounts} paying accounts`, paint),
    line("MRR", compactMoney(now.end_mrr, currency), `${paint("cyan", trend)}  ${since}`),
    ...retentionLines(retention, line),
    line(
      "logo churn",
      percent(atRisk === 0 ? null : churned / atRisk),
      `of accounts a month: ${churned} left in the last ${lastYear.length} whole months`,
    ),
  ];
}

function retentionLines(
  { months, nrr, grr }: Readings["retention"],
  line: (name: string, value: string, rest: string) => string,
): string[] {
  // Without a whole month between then and now, everything is as it was, which says nothing.
  if (months === 0) return [line("NRR, GRR", percent(null), "known after two whole months")];
  const then = `what those who paid ${months} months ago pay now, in percent of then`;
  return [
    line("NRR", percent(nrr, 0), then),
    line("GRR", percent(grr, 0), "the same, without what anybody has bought on top"),
  ];
}

function healthLines({ groups, coverage, currency }: Readings, paint: Paint): string[] {
  const sum = (of: readonly HealthGroup[], what: "accounts" | "arr"): number =>
    of.reduce((total, group) => total + group[what], 0);
  const cell = (band: string, tier: string): HealthGroup[] =>
    groups.filter((group) => group.health_band === band && group.touch_tier === tier);
  const most = Math.max(
    1,
    ...BANDS.flatMap(({ band }) => TIERS.map((tier) => sum(cell(band, tier), "accounts"))),
  );
  const header = TIERS.map((tier) => `${tier} touch`.padEnd(TIER_BAR_WIDTH + 6)).join("");
  const rows = BANDS.map(({ band, title, colour }) => {
    const cells = TIERS.map((tier) => {
      const count = sum(cell(band, tier), "accounts");
      const drawn = bar(count, most, TIER_BAR_WIDTH);
      const padding = " ".repeat(TIER_BAR_WIDTH - drawn.length);
      return `${String(count).padStart(4)} ${paint(colour, drawn)}${padding} `;
    });
    const all = cellsOf(groups, band);
    const accounts = String(sum(all, "accounts")).padStart(4);
    const arr = compactMoney(sum(all, "arr"), currency);
    return `  ${paint(colour, title.padEnd(16))}${paint("bold", accounts)}  ${cells.join("")}${arr.padStart(8)} ARR`;
  });
  const unsure = sum(cellsOf(groups, "insufficient-data"), "accounts");
  const leaving = groups.reduce((total, group) => total + group.leaving, 0);
  const confidence =
    unsure === 0 ? "everybody can be judged" : `${unsure} accounts have too little`;
  return [
    ...heading("HEALTH", "paying accounts by band and touch tier", paint),
    paint("dim", `  ${"".padEnd(17)}all       ${header}`.trimEnd()),
    ...rows,
    paint(
      "dim",
      `  Coverage: ${percent(coverage, 0)} of the weight has data; ${confidence}. Given notice: ${leaving}.`,
    ),
  ];
}

function cellsOf(groups: readonly HealthGroup[], band: string): HealthGroup[] {
  return groups.filter((group) => group.health_band === band);
}

function ltvLines({ ltvs, currency }: Readings, paint: Paint): string[] {
  const most = Math.max(0, ...ltvs.map((ltv) => ltv.ltv_margin_over_churn ?? 0));
  const margin = ltvs[0]?.gross_margin ?? 0;
  const row = (ltv: SegmentLtv): string => {
    const { segment, accounts, arpa, monthly_logo_churn, ltv_margin_over_churn } = ltv;
    const drawn = bar(ltv_margin_over_churn ?? 0, most, LTV_BAR_WIDTH);
    const cells = [
      `  ${(segment === "" ? "all accounts" : segment).padEnd(14)}`,
      String(accounts).padStart(8),
      compactMoney(arpa, currency).padStart(12),
      percent(monthly_logo_churn).padStart(9),
      compactMoney(ltv_margin_over_churn, currency).padStart(10),
      `  ${paint("blue", drawn)}${" ".repeat(LTV_BAR_WIDTH - drawn.length)}`,
      `  ${paint("dim", flagsOf(ltv))}`,
    ];
    return cells.join("").trimEnd();
  };
  const formula = `ARPA × ${percent(margin, 0)} margin ÷ monthly churn (pooled: the company's, for few churns)`;
  return [
    ...heading("LIFETIME VALUE", formula, paint),
    paint("dim", `  ${"".padEnd(14)}accounts        ARPA    churn       LTV`),
    ...ltvs.map(row),
  ];
}

/** How much there is behind the number. */
function flagsOf(ltv: SegmentLtv): string {
  const churns = `${ltv.churned_accounts} churns`;
  if (ltv.churn_source === "pooled") return `${churns}, pooled rate`;
  return ltv.capped === 1 ? `${churns}, capped` : churns;
}
