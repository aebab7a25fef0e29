// In: an ISO 4217 code. Out: how many decimal digits its minor unit has. Pure.

const known = new Map<string, number>();

/**
 * Digits of the minor unit: 2 for USD (cents), 0 for JPY, 3 for KWD. Well-formed codes that ISO 4217 does not list have 2.
 * Source: ECMA-402 CurrencyDigits, which follows ISO 4217.
 */
export function minorUnitExponent(currency: string): number {
  const cached = known.get(currency);
  if (cached !== undefined) return cached;
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  known.set(currency, digits);
  return digits;
}
