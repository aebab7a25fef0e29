// Calendar days, written YYYY-MM-DD: they compare as texts. Pure.

const DAY_MS = 86_400_000;

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The day itself when it is the first of a month, else the first of the next. */
export function firstOfMonthFrom(day: string): string {
  const [year, month, dayOfMonth] = day.split("-").map(Number) as [number, number, number];
  if (dayOfMonth === 1) return day;
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
}
