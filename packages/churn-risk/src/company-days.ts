// The company's calendar days, as the caller's time zone database knows them. Pure: the zone comes in.

/** Days of the company's time zone as numbers since 1970-01-01; instants in milliseconds UTC. */
export interface CompanyDays {
  /** The day that an instant lies in. */
  dayOf(ms: number): number;
  /** The first instant of a day. */
  startOfDayMs(day: number): number;
}

/** The last millisecond before a day: what a prediction made for that day may know. */
export function asOfDay(day: number, days: CompanyDays): number {
  return days.startOfDayMs(day) - 1;
}
