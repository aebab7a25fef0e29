/** Days as people write them on a command line. Pure. */

/** 2026-02-30 is none: it would be read as the 2nd of March. */
export function isDate(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}
