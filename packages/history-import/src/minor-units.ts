// Amounts as files write them (12.5) into whole minor units (1250), exactly: no floating point in between.

/** Whole minor units of a currency with so many digits, or undefined when the text is no decimal number or is finer than the currency. */
export function toMinorUnits(text: string, digits: number): number | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole, fraction = ""] = match;
  if (/[1-9]/.test(fraction.slice(digits))) return undefined;
  const minor = Number(`${whole ?? ""}${fraction.slice(0, digits).padEnd(digits, "0")}`);
  if (!Number.isSafeInteger(minor)) return undefined;
  return sign === "-" && minor !== 0 ? -minor : minor;
}
