// Wall-clock time of an IANA zone into UTC. In: a local time and a zone. Out: milliseconds since the epoch.

const QUARTER_HOUR_MS = 15 * 60 * 1000;

/** Offsets change at most on quarter hours, so one look-up serves all instants of a quarter. */
const REMEMBERED_QUARTERS = 50_000;

/** True when this Node knows the zone. */
export function isTimeZone(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone }));
  } catch {
    return false;
  }
}

/**
 * Returns the function that turns the zone's wall-clock time (written as if it were UTC, in milliseconds) into UTC.
 * An hour that the clocks skip counts on from the hour before it; an hour that they repeat is taken as the first.
 */
export function wallClockToUtc(timeZone: string): (localMs: number) => number {
  if (timeZone === "UTC") return (localMs) => localMs;
  const offsetAt = rememberOffsets(timeZone);
  return (localMs) => {
    const before = localMs - offsetAt(localMs - 24 * 60 * 60 * 1000);
    const after = localMs - offsetAt(localMs + 24 * 60 * 60 * 1000);
    const isBefore = before + offsetAt(before) === localMs;
    const isAfter = after + offsetAt(after) === localMs;
    return isAfter && !isBefore ? after : before;
  };
}

function rememberOffsets(timeZone: string): (utcMs: number) => number {
  const format = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" });
  const remembered = new Map<number, number>();
  return (utcMs) => {
    const quarter = Math.floor(utcMs / QUARTER_HOUR_MS);
    const known = remembered.get(quarter);
    if (known !== undefined) return known;
    const offset = readOffset(format.formatToParts(quarter * QUARTER_HOUR_MS));
    if (remembered.size >= REMEMBERED_QUARTERS) remembered.clear();
    remembered.set(quarter, offset);
    return offset;
  };
}

/** "GMT+05:30" in milliseconds; plain "GMT" is 0. */
function readOffset(parts: readonly Intl.DateTimeFormatPart[]): number {
  const text = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  const match = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(text);
  if (match === null) return 0;
  const [, sign, hours, minutes, seconds] = match;
  const ms = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) * 1000;
  return sign === "-" ? -ms : ms;
}
