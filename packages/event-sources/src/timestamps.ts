// In: a time as other tools write it. Out: milliseconds UTC, or undefined. Never the machine's own time zone.
import { EARLIEST_TIME_MS, LATEST_TIME_MS } from "@mimamori/event-contracts";
import { isoTime } from "./source-event.ts";
import { valueAt } from "./read-values.ts";

const ISO_8601 =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s?(Z|[+-]\d{2}:?\d{2})?$/i;

function inRange(ms: number): number | undefined {
  return ms >= EARLIEST_TIME_MS && ms < LATEST_TIME_MS ? ms : undefined;
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === "Z") return 0;
  const digits = zone.slice(1).replace(":", "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (zone.startsWith("-") ? -1 : 1) * minutes * 60_000;
}

/** ISO 8601 in the spellings that SDKs use; without a zone it is UTC. */
export function parseTimestamp(text: string): number | undefined {
  const parts = ISO_8601.exec(text.trim());
  if (parts === null) return undefined;
  const numbers = parts.slice(1, 7).map((part: string | undefined) => Number(part ?? 0));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  const fraction = Math.floor(Number(`0.${parts[7] ?? "0"}`) * 1_000);
  const local = Date.UTC(year, month - 1, day, hour, minute, second, fraction);
  // 30 February would become 2 March, and 25:00 the next day.
  const back = new Date(local);
  if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day) return undefined;
  if (minute > 59 || second > 59) return undefined;
  return inRange(local - offsetMs(parts[8]));
}

/** An ISO 8601 text at a way of keys, in milliseconds. */
export function timestampAt(value: unknown, ...way: readonly string[]): number | undefined {
  const at = valueAt(value, ...way);
  return typeof at === "string" ? parseTimestamp(at) : undefined;
}

/** Unix seconds at a way of keys, in milliseconds. */
export function secondsAt(value: unknown, ...way: readonly string[]): number | undefined {
  const at = valueAt(value, ...way);
  return typeof at === "number" && at > 0 ? inRange(Math.floor(at * 1_000)) : undefined;
}

/** Milliseconds as the text of an instant; undefined stays undefined. */
export function instant(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : isoTime(ms);
}
