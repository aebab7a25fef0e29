/** The accounts to call first, with the reasons in words. In: readings. Out: lines of text. Pure. */
import type { Call, Readings } from "./readings.ts";
import { clip, compactMoney, type Paint, wrap } from "./terminal.ts";

const REASON_WIDTH = 88;
const REASONS = 2;

export function callLines({ calls, currency }: Readings, paint: Paint): string[] {
  const explanation =
    "ARR × what the score lacks to 100, without those who are new or have given notice";
  const title = `  ${paint("bold", "CALL FIRST")}  ${paint("dim", explanation)}`;
  if (calls.length === 0)
    return ["", title, "  Nobody: whoever does not do well is new, or has given notice."];
  return [
    "",
    title,
    ...calls.flatMap((call, place) => accountLines(call, place + 1, currency, paint)),
  ];
}

function accountLines(call: Call, place: number, currency: string, paint: Paint): string[] {
  const score = call.health_score === null ? "–" : String(Math.round(call.health_score));
  const who = clip(call.name === "" ? call.account : call.name, 26).padEnd(27);
  const cells = [
    `  ${String(place).padStart(2)}  ${paint("bold", who)}`,
    call.segment.padEnd(12),
    `${compactMoney(call.arr, currency)} ARR`.padStart(12),
    paint("red", `health ${score}`.padStart(13)),
    `   ${renewalText(call.renewal_days)}`,
  ];
  const reasons = wrap(call.worries.slice(0, REASONS).join(" · "), REASON_WIDTH);
  return [cells.join(""), ...reasons.map((reason) => paint("dim", `      ${reason}`))];
}

function renewalText(days: number | null): string {
  if (days === null) return "renewal unknown";
  if (days <= 0) return "renews today";
  return `renews in ${days} ${days === 1 ? "day" : "days"}`;
}
