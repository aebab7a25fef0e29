/** Days and moments as people write them on a command line. Pure. */

/** 2026-02-30 is none: it would be read as the 2nd of March. */
export function isDate(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** A time with its zone, such as 2026-03-31T09:00:00Z. */
export function isMoment(text: string): boolean {
  return MOMENT.test(text) && isDate(text.slice(0, 10)) && Number.isFinite(Date.parse(text));
}
