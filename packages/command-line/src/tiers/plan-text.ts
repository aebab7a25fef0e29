/** A plan as people read it. In: the plan. Out: lines of text, at most 100 characters wide. Pure. */
import { bar, clip, compactMoney, type Paint } from "../demo/terminal.ts";
import type { CsmBook, Group, Move, PoolTier, TierPlan } from "./plan-tiers.ts";

const WIDTH = 98;
const MOVES_SHOWN = 12;
const CSMS_SHOWN = 20;
const BAR_WIDTH = 10;

function fromTo(now: string, planned: string): string {
  return now === planned ? now : `${now} → ${planned}`;
}

function signed(difference: number): string {
  if (difference === 0) return "";
  return difference > 0 ? `+${difference}` : `−${-difference}`;
}

function arrOf(now: Group, planned: Group, currency: string): string {
  return fromTo(compactMoney(now.arr, currency), compactMoney(planned.arr, currency));
}

function placesOf({ cutOff, csms, planned }: PoolTier, currency: string): string {
  if (cutOff === null) return "";
  const from = `from ${compactMoney(cutOff.from, currency)}`;
  if (!Number.isFinite(cutOff.places)) return from;
  const each = csms === null || csms === 0 ? "" : ` · ${(planned.accounts / csms).toFixed(1)} each`;
  const places = `${cutOff.taken} of ${cutOff.places} places`;
  return `${from}, ${cutOff.isFull ? `full: ${places}` : places}${each}`;
}

function tierLine(tier: PoolTier, most: number, currency: string, paint: Paint): string {
  const { now, planned } = tier;
  const change = planned.accounts - now.accounts;
  const drawn = bar(planned.accounts, most, BAR_WIDTH);
  const cells = [
    `  ${`${tier.tier} touch`.padEnd(11)}`,
    paint("bold", fromTo(String(now.accounts), String(planned.accounts)).padStart(11)),
    paint(change < 0 ? "yellow" : "green", signed(change).padStart(6)),
    `  ${paint("blue", drawn)}${" ".repeat(BAR_WIDTH - drawn.length)}`,
    arrOf(now, planned, currency).padStart(18),
    `  ${paint("dim", placesOf(tier, currency))}`,
  ];
  return cells.join("").trimEnd();
}

function tierLines({ tiers }: TierPlan, currency: string, paint: Paint): string[] {
  const most = Math.max(1, ...tiers.map(({ planned }) => planned.accounts));
  const pools = [...new Set(tiers.map(({ pool }) => pool))];
  return pools.flatMap((pool) => [
    ...(pool === "" ? [] : [`  ${paint("cyan", pool)}`]),
    ...tiers
      .filter((tier) => tier.pool === pool)
      .map((tier) => tierLine(tier, most, currency, paint)),
  ]);
}

function moveLine(move: Move, currency: string, paint: Paint): string {
  const order = ["tech", "low", "high"];
  const isUp = order.indexOf(move.to) > order.indexOf(move.from);
  const who = clip(move.name === "" ? move.account : move.name, 28).padEnd(29);
  const arrow = paint(isUp ? "green" : "yellow", isUp ? "↑" : "↓");
  const tiers = `${move.from} → ${move.to}`.padEnd(14);
  const arr = `${compactMoney(move.arr, currency)} ARR`.padStart(12);
  return `  ${arrow} ${paint("bold", who)}${tiers}${arr}   ${paint("dim", clip(move.csm, 30))}`.trimEnd();
}

function moveLines({ moves }: TierPlan, currency: string, paint: Paint): string[] {
  if (moves.length === 0) return ["  Nobody moves."];
  const rest = moves.length - MOVES_SHOWN;
  return [
    ...moves.slice(0, MOVES_SHOWN).map((move) => moveLine(move, currency, paint)),
    ...(rest > 0 ? [paint("dim", `  … and ${rest} more (--json lists all)`)] : []),
  ];
}

function cellOf({ accounts, arr }: Group, currency: string): string {
  return accounts === 0 ? "0" : `${accounts} ${compactMoney(arr, currency)}`;
}

function csmLine({ csm, now, planned }: CsmBook, currency: string, paint: Paint): string {
  const who = csm === "" ? paint("yellow", "(nobody)".padEnd(18)) : clip(csm, 17).padEnd(18);
  const cells = (["high", "low"] as const).map((tier) => {
    const cell = fromTo(cellOf(now[tier], currency), cellOf(planned[tier], currency));
    return now[tier].accounts === planned[tier].accounts
      ? cell.padEnd(26)
      : paint("bold", cell.padEnd(26));
  });
  const tech = fromTo(String(now.tech.accounts), String(planned.tech.accounts));
  return `  ${who}${cells.join("")}${tech}`.trimEnd();
}

/** The CSMs whose books change most come first. */
function csmLines({ csms }: TierPlan, currency: string, paint: Paint): string[] {
  const staffed = ({ now, planned }: CsmBook): number =>
    now.high.accounts + now.low.accounts + planned.high.accounts + planned.low.accounts;
  const sorted = csms
    .filter((book) => staffed(book) > 0)
    .sort((left, right) => right.moves - left.moves);
  const rest = sorted.length - CSMS_SHOWN;
  return [
    ...sorted.slice(0, CSMS_SHOWN).map((book) => csmLine(book, currency, paint)),
    ...(rest > 0 ? [paint("dim", `  … and ${rest} more`)] : []),
  ];
}

function movedWords(moves: number, arr: string): string {
  return `${moves} ${moves === 1 ? "account" : "accounts"} with ${arr} ARR`;
}

/** The whole plan, ending in a newline. `edits` are what was changed, in words. */
export function drawPlan(plan: TierPlan, edits: string, currency: string, paint: Paint): string {
  const title = ` Touch tiers: ${clip(edits, WIDTH - 24)} `;
  const rule = "━".repeat(Math.max(3, WIDTH - title.length - 3));
  const arr = plan.moves.reduce((sum, move) => sum + (move.arr ?? 0), 0);
  const lines = [
    `━━━${paint("bold", title)}${rule}`,
    paint("dim", `  ${"".padEnd(11)}   accounts${"".padEnd(18)}            ARR`),
    ...tierLines(plan, currency, paint),
    "",
    `  ${paint("bold", "MOVES")}  ${paint("dim", movedWords(plan.moves.length, compactMoney(arr, currency)))}`,
    ...moveLines(plan, currency, paint),
    "",
    `  ${paint("bold", "CSMS")}              ${paint("dim", "high touch                low touch                 tech touch")}`,
    ...csmLines(plan, currency, paint),
    "",
    paint("dim", `  Accounts as of ${plan.asOf}. Nothing was changed: write it into`),
    paint("dim", "  config/touch-tiers.yaml, and the next daily run proposes it."),
  ];
  return `${lines.join("\n")}\n`;
}
