/** Tiers, changes on their way and pins, as people read them. In: readings. Out: lines of text, at most 100 characters wide. Pure. */
import { TIERS } from "@mimamori/touch-tiers";
import { bar, clip, compactMoney, type Paint, wrap } from "../demo/terminal.ts";
import type { OpenChangeRow, TierOfAccount } from "./tier-readings.ts";

const BAR_WIDTH = 30;
const REASON_WIDTH = 88;

function nameOf({ account, name }: { account: string; name: string }): string {
  return name === "" ? account : `${name} (${account})`;
}

function tierLines(tiers: readonly TierOfAccount[], currency: string, paint: Paint): string[] {
  const groups = TIERS.map((tier) => tiers.filter((one) => one.tier === tier));
  const most = Math.max(1, ...groups.map(({ length }) => length));
  return groups.map((group, at) => {
    const arr = group.reduce((sum, one) => sum + (one.arr ?? 0), 0);
    const drawn = bar(group.length, most, BAR_WIDTH);
    const count = paint("bold", String(group.length).padStart(7));
    return `  ${`${TIERS[at] ?? ""} touch`.padEnd(11)}${count}  ${paint("blue", drawn)}${" ".repeat(BAR_WIDTH - drawn.length)}${compactMoney(arr, currency).padStart(10)} ARR`;
  });
}

function changeLines(change: OpenChangeRow, currency: string, paint: Paint): string[] {
  const { from_tier: from, to_tier: to, arr, csm } = change;
  const isUp = TIERS.indexOf(to) < TIERS.indexOf(from);
  const arrow = paint(isUp ? "green" : "yellow", isUp ? "↑" : "↓");
  const when =
    change.effective_on === null
      ? `proposed ${change.proposed_on}`
      : `from ${change.effective_on}, by ${change.decided_by}`;
  const who = clip(nameOf(change), 38).padEnd(39);
  const money = `${compactMoney(arr, currency)} ARR`.padStart(12);
  const owner = csm === "" ? "" : `  ${csm}`;
  return [
    `  ${arrow} ${paint("bold", who)}${`${from} → ${to}`.padEnd(13)}${money}  ${when}${paint("dim", owner)}`.trimEnd(),
    ...wrap(change.reason, REASON_WIDTH).map((line) => paint("dim", `      ${line}`)),
  ];
}

function pinLines(one: TierOfAccount, paint: Paint): string[] {
  const until = (one.pin_expires_at ?? "").slice(0, 10);
  const after = one.tier === one.tier_without_pin ? "" : `, then ${one.tier_without_pin} touch`;
  return [
    `  ◆ ${paint("bold", clip(nameOf(one), 38).padEnd(39))}${`${one.tier} touch`.padEnd(13)}until ${until}${after}`,
    paint("dim", `      ${clip(`${one.pinned_by}: ${one.pin_reason}`, REASON_WIDTH)}`),
  ];
}

function section(
  title: string,
  explanation: string,
  lines: readonly string[],
  paint: Paint,
): string[] {
  if (lines.length === 0) return [];
  return ["", `  ${paint("bold", title)}  ${paint("dim", explanation)}`, ...lines];
}

/** Everything, ending in a newline. */
export function drawTiers(
  tiers: readonly TierOfAccount[],
  changes: readonly OpenChangeRow[],
  currency: string,
  paint: Paint,
): string {
  if (tiers.length === 0)
    return "There are no tiers yet: the first run over all accounts gives them (./mimamori score).\n";
  const waiting = changes.filter(({ status }) => status === "proposed");
  const approved = changes.filter(({ status }) => status === "approved");
  const pinned = tiers.filter(({ pin_expires_at: until }) => until !== null);
  const draw = (change: OpenChangeRow): string[] => changeLines(change, currency, paint);
  const lines = [
    ...tierLines(tiers, currency, paint),
    ...section(
      "TO DECIDE",
      "./mimamori tiers approve | decline ACCOUNT",
      waiting.flatMap(draw),
      paint,
    ),
    ...section("ON THEIR WAY", "approved; decline takes one back", approved.flatMap(draw), paint),
    ...section(
      "PINNED",
      "they end by themselves",
      pinned.flatMap((one) => pinLines(one, paint)),
      paint,
    ),
    ...(changes.length === 0 ? ["", paint("dim", "  No change is on its way.")] : []),
  ];
  return `${lines.join("\n")}\n`;
}
