// When the company's history begins. Pure.

/** The earliest place on Earth is 14 hours ahead of UTC: nobody's first day begins before that. */
const EARLIEST_ZONE_MS = 14 * 3_600_000;

/** The first moment (Unix ms) of a day (YYYY-MM-DD), wherever on Earth it begins first. */
export function historyStartMs(day: string): number {
  return Date.parse(day) - EARLIEST_ZONE_MS;
}
