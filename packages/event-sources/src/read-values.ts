// Reads other tools' JSON, where any field may be missing, null or of another kind: what does not fit is undefined, never a throw.

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value at a way of keys; undefined where the way ends early. */
export function valueAt(value: unknown, ...way: readonly string[]): unknown {
  let at = value;
  for (const key of way) at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  return at;
}

const LONGEST_NAME = 256;
const UNFIT_FOR_NAMES = /[\p{Cc}\p{Cs}]/u;

/** An identifier or short name that our contracts take: numbers become text, everything else is undefined. */
export function nameAt(value: unknown, ...way: readonly string[]): string | undefined {
  const at = valueAt(value, ...way);
  const text = typeof at === "number" && Number.isFinite(at) ? String(at) : at;
  if (typeof text !== "string" || text.length === 0 || text.length > LONGEST_NAME) return undefined;
  return UNFIT_FOR_NAMES.test(text) ? undefined : text;
}

const LONGEST_TEXT = 10_000;

/** Text that people wrote, cut off where our contracts end. */
export function textAt(value: unknown, ...way: readonly string[]): string | undefined {
  const at = valueAt(value, ...way);
  if (typeof at !== "string" || at === "") return undefined;
  return at.slice(0, LONGEST_TEXT).toWellFormed();
}

export function numberAt(value: unknown, ...way: readonly string[]): number | undefined {
  const at = valueAt(value, ...way);
  return typeof at === "number" && Number.isFinite(at) ? at : undefined;
}

/** Whole numbers, also when they are written as text (Paddle's amounts). */
export function integerAt(value: unknown, ...way: readonly string[]): number | undefined {
  const at = valueAt(value, ...way);
  const number = typeof at === "string" && /^-?\d{1,15}$/.test(at) ? Number(at) : at;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
}

export function booleanAt(value: unknown, ...way: readonly string[]): boolean | undefined {
  const at = valueAt(value, ...way);
  return typeof at === "boolean" ? at : undefined;
}

/** ISO 4217, upper case. */
export function currencyAt(value: unknown, ...way: readonly string[]): string | undefined {
  const code = nameAt(value, ...way)?.toUpperCase();
  return code !== undefined && /^[A-Z]{3}$/.test(code) ? code : undefined;
}

/** ISO 3166-1 alpha-2, upper case; a country's name is no code. */
export function countryAt(value: unknown, ...way: readonly string[]): string | undefined {
  const code = nameAt(value, ...way)?.toUpperCase();
  return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : undefined;
}

/** The object without its undefined fields: an absent field says nothing, and exactly so it is sent. */
export function compact<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
