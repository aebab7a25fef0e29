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

/**
 * A function from milliseconds UTC to the day (YYYY-MM-DD) in an IANA time zone, the same day as ClickHouse's
 * toDate(instant, timeZone). Throws RangeError for a zone that does not exist. Asking the database takes 20 µs, so the offset
 * is kept for each UTC day through which it does not change.
 */
export function dayInTimeZone(timeZone: string): (ms: number) => string {
  const offsetAt = offsetReader(timeZone);
  const offsets = new Map<number, number | "changes">();
  const offsetOfDay = (utcDay: number): number | "changes" => {
    const known = offsets.get(utcDay);
    if (known !== undefined) return known;
    const atStart = offsetAt(utcDay * DAY_MS);
    const offset = atStart === offsetAt((utcDay + 1) * DAY_MS) ? atStart : "changes";
    offsets.set(utcDay, offset);
    return offset;
  };
  return (ms) => {
    const offset = offsetOfDay(Math.floor(ms / DAY_MS));
    const localMs = ms + (offset === "changes" ? offsetAt(ms) : offset);
    return new Date(localMs).toISOString().slice(0, 10);
  };
}
