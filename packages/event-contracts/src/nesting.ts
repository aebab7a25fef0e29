// How deep objects and arrays stand in one another. JSON.parse takes any depth, JSON.stringify and other languages' parsers
// do not: an event that can be read but not be written again would stop whoever stores it.

/** Deeper than any real event, shallower than any parser's limit. */
export const DEEPEST_NESTING = 64;

/** @param value as it came out of JSON.parse */
export function isNestedDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((each) => isNestedDeeperThan(each, levels - 1));
  for (const key in value) {
    if (isNestedDeeperThan((value as Record<string, unknown>)[key], levels - 1)) return true;
  }
  return false;
}
