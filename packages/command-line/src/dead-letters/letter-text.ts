/** Dead letters as people read them: the list, one letter, and what a replay did. */
import { DEAD_LETTER_HELP } from "@mimamori/event-contracts";
import type { DeadLetterCode } from "@mimamori/event-contracts";
import { groupDigits } from "../progress.ts";
import type { CodeCount, Letter, LetterHeading } from "./read-letters.ts";
import type { ReplayReport } from "./replay-letters.ts";

const REASONS_SHOWN = 10;
const BYTES_SHOWN = 16_384;

/** Undefined for a code of another version. */
function helpOf(code: string): (typeof DEAD_LETTER_HELP)[DeadLetterCode] | undefined {
  return Object.hasOwn(DEAD_LETTER_HELP, code)
    ? DEAD_LETTER_HELP[code as DeadLetterCode]
    : undefined;
}

export function listText(counts: readonly CodeCount[], newest: readonly LetterHeading[]): string {
  if (counts.length === 0) return "No open dead letters: everything that was sent was taken.\n";
  const byCode = counts.map(
    ({ code, letters, newest: at }) =>
      `${groupDigits(letters).padStart(10)}  ${code.padEnd(22)} ${at}  ${helpOf(code)?.meaning ?? ""}`,
  );
  const lines = newest.map(
    (letter) =>
      `  ${letter.refused_at}  ${letter.code.padEnd(22)} ${letter.id}\n    ${letter.reason}`,
  );
  return `${["   LETTERS  CODE                   NEWEST", ...byCode].join("\n")}

The newest ${newest.length}; \`./mimamori dead-letters show ID\` has one whole, \`replay --code CODE\` sends them again after a fix:

${lines.join("\n")}\n`;
}

function placeOf({ topic, partition, offset, sender, format }: LetterHeading): string {
  if (partition >= 0) return `${topic}, partition ${partition}, offset ${offset}`;
  const from = sender === "" ? "nobody known" : sender;
  return `over HTTP from ${from}${format === "" ? "" : ` (${format})`}`;
}

/** Text where it is text, else as xxd prints it. */
function bytesText(original: Buffer): string {
  const shown = original.subarray(0, BYTES_SHOWN);
  const more = original.length - shown.length;
  const rest =
    more > 0 ? `\n… and ${groupDigits(more)} bytes more; --bytes writes all of them` : "";
  const text = shown.toString();
  const isText = !/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFD]/.test(text);
  return `${isText ? text : hexDump(shown)}${rest}`;
}

function hexDump(bytes: Buffer): string {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const hex = row.toString("hex").replaceAll(/(..)/g, "$1 ").padEnd(48);
    const ascii = row.toString("latin1").replaceAll(/[^\x20-\x7E]/g, ".");
    rows.push(`${at.toString(16).padStart(8, "0")}  ${hex} ${ascii}`);
  }
  return rows.join("\n");
}

export function letterText(letter: Letter): string {
  const original = Buffer.from(letter.original_base64, "base64");
  const help = helpOf(letter.code);
  const line = (name: string, text: string): string => `${name.padEnd(12)}${text}\n`;
  const state = letter.replayed_at === null ? "open" : `sent again at ${letter.replayed_at}`;
  return [
    line("id", letter.id),
    line("code", letter.code),
    line("reason", letter.reason),
    line("refused", `${letter.refused_at} by ${letter.refused_by}`),
    line("came", placeOf(letter)),
    letter.key === "" ? "" : line("key", letter.key),
    line("state", state),
    help === undefined ? "" : line("means", help.meaning) + line("to mend", help.mend),
    `\n${groupDigits(original.length)} bytes:\n${bytesText(original)}\n`,
  ].join("");
}

function counted(count: number, word: string): string {
  return `${groupDigits(count)} ${word}${count === 1 ? "" : "s"}`;
}

export function replayText(
  { replayed, events, stillRefused }: ReplayReport,
  dryRun: boolean,
): string {
  const reasons = [...stillRefused].toSorted(([, a], [, b]) => b - a);
  const refused = reasons.reduce((sum, [, letters]) => sum + letters, 0);
  const sent = dryRun ? "would be sent again" : "sent again";
  const lines = reasons
    .slice(0, REASONS_SHOWN)
    .map(([reason, letters]) => `${groupDigits(letters).padStart(10)}  ${reason}\n`);
  const more =
    reasons.length > REASONS_SHOWN
      ? `            and ${reasons.length - REASONS_SHOWN} more reasons\n`
      : "";
  const still =
    refused === 0
      ? ""
      : `${groupDigits(refused)} still cannot be taken, and stay open:\n${lines.join("")}${more}`;
  const again =
    dryRun || replayed === 0
      ? ""
      : "What the worker refuses once more is open again within seconds: `./mimamori dead-letters list`.\n";
  return `${counted(replayed, "letter")} with ${counted(events, "event")} ${sent}.\n${still}${again}`;
}
