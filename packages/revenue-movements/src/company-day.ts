// In: an instant. Out: the company's calendar day that it lies in. Pure: the time zone is given, never the machine's own.

/**
 * A function from milliseconds UTC to the day (YYYY-MM-DD) in an IANA time zone, the same day as ClickHouse's
 * toDate(instant, timeZone). Throws RangeError for a zone that does not exist.
 */
export function dayInTimeZone(timeZone: string): (ms: number) => string {
  const parts = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (ms) => {
    let year = "";
    let month = "";
    let day = "";
    for (const { type, value } of parts.formatToParts(ms)) {
      if (type === "year") year = value.padStart(4, "0");
      if (type === "month") month = value;
      if (type === "day") day = value;
    }
    return `${year}-${month}-${day}`;
  };
}
