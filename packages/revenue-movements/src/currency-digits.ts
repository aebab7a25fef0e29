// In: an ISO 4217 code. Out: how many decimal digits its minor unit has. Pure.
// A table, because the runtime's own answer (Intl) is how people write prices and not how billing systems count them: it has 0
// digits for HUF, COP and PKR, which ISO 4217 gives 2.

/** What differs from 2. Source: ISO 4217, list one, minor units. */
const DIGITS: Readonly<Record<string, number>> = {
  ...digits(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
  ...digits(3, "BHD IQD JOD KWD LYD OMR TND"),
  ...digits(4, "CLF UYW"),
};

function digits(count: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(" ").map((code) => [code, count]));
}

/**
 * Digits of the minor unit: 2 for USD (cents), 0 for JPY, 3 for KWD. Well-formed codes that ISO 4217 does not list have 2.
 */
export function minorUnitExponent(currency: string): number {
  return Object.hasOwn(DIGITS, currency) ? (DIGITS[currency] ?? 2) : 2;
}
