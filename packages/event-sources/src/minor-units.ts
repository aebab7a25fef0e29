// In: an amount in a billing tool's smallest unit. Out: the same in ours. They agree for most currencies, and not for all.
import { minorUnitExponent } from "@mimamori/revenue-movements";

const NO_DIGITS = new Set("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "));
const THREE_DIGITS = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "));

/** Digits behind the point in the amounts of billing tools (Stripe: "Zero-decimal currencies"; ISK and UGX have two there). */
function billingDigits(currency: string): number {
  if (NO_DIGITS.has(currency)) return 0;
  return THREE_DIGITS.has(currency) ? 3 : 2;
}

/** A whole amount, from one that may have fractions of the smallest unit. */
export function toMinorUnits(billingAmount: number, currency: string): number {
  const factor = 10 ** (minorUnitExponent(currency) - billingDigits(currency));
  const amount = Number((billingAmount * factor).toPrecision(15));
  // Math.round(-0.4) is -0, which is no amount.
  return Math.round(amount) + 0;
}
