// In: an instant. Out: the company's calendar day that it lies in. Pure: the time zone is given, never the machine's own.

const DAY_MS = 86_400_000;

/** How far the zone's clocks are ahead of UTC at an instant, by the engine's time zone database. */
function offsetReader(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
    timeZone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
  });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const local = Date.UTC(
      part("year"),
      part("month") - 1,
      part("day"),
      part("hour"),
      part("minute"),
      part("second"),
    );
    return local - Math.floor(ms / 1000) * 1000;
  };
}

/** Days of a time zone as numbers since 1970-01-01; instants in milliseconds UTC. */
export interface ZonedDays {
  /** The day that an instant lies in, the same as ClickHouse's toDate(instant, timeZone). */
  readonly dayOf: (ms: number) => number;
  /** The first instant of a day; of one that the zone left out, of the next. */
  readonly startOfDayMs: (day: number) => number;
}

/** Further than any zone is from UTC. */
const FARTHEST_MS = 16 * 3_600_000;

/** The first instant that lies in `day` or later. */
function firstInstantOf(day: number, dayOf: (ms: number) => number): number {
  let before = day * DAY_MS - FARTHEST_MS;
  let reached = day * DAY_MS + FARTHEST_MS;
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (dayOf(middle) >= day) reached = middle;
    else before = middle;
  }
  return reached;
}

/**
 * The days of an IANA time zone. Throws RangeError for a zone that does not exist. Asking the database takes 20 µs, so the offset
 * is kept for each UTC day through which it does not change, and the start for each day that was asked for.
 */
export function daysInTimeZone(timeZone: string): ZonedDays {
  const offsetAt = offsetReader(timeZone);
  const offsets = new Map<number, number | "changes">();
  const starts = new Map<number, number>();
  const offsetOfDay = (utcDay: number): number | "changes" => {
    const known = offsets.get(utcDay);
    if (known !== undefined) return known;
    const atStart = offsetAt(utcDay * DAY_MS);
    const offset = atStart === offsetAt((utcDay + 1) * DAY_MS) ? atStart : "changes";
    offsets.set(utcDay, offset);
    return offset;
  };
  const dayOf = (ms: number): number => {
    const offset = offsetOfDay(Math.floor(ms / DAY_MS));
    return Math.floor((ms + (offset === "changes" ? offsetAt(ms) : offset)) / DAY_MS);
  };
  const startOfDayMs = (day: number): number => {
    const known = starts.get(day);
    if (known !== undefined) return known;
    const start = firstInstantOf(day, dayOf);
    starts.set(day, start);
    return start;
  };
  return { dayOf, startOfDayMs };
}

/** A function from milliseconds UTC to the day (YYYY-MM-DD) in an IANA time zone. Throws RangeError for a zone that does not exist. */
export function dayInTimeZone(timeZone: string): (ms: number) => string {
  const { dayOf } = daysInTimeZone(timeZone);
  return (ms) => new Date(dayOf(ms) * DAY_MS).toISOString().slice(0, 10);
}
