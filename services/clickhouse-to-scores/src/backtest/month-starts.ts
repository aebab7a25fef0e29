/** The months whose starts a score is judged at. In: company days. Out: company days. Pure. */

const DAY_MS = 86_400_000;
const MOST_MONTHS = 6;

/** The first days of up to six months, ascending, the last one so many days or more before `asOfDay`. */
export function monthStarts(asOfDay: number, daysBefore: number): number[] {
  const last = new Date((asOfDay - daysBefore) * DAY_MS);
  return Array.from({ length: MOST_MONTHS }, (_, index) => {
    const month = last.getUTCMonth() - (MOST_MONTHS - 1 - index);
    return Date.UTC(last.getUTCFullYear(), month, 1) / DAY_MS;
  });
}
