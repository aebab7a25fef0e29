// In: numbers, amounts, days. Out: their form in a language. Pure: time zones are given, never the machine's own.
import { minorUnitExponent } from "@mimamori/revenue-movements";
import type { Language } from "./languages.ts";

/** The forms of one language. Made once: building an Intl object costs a thousand times what using it does. */
export interface Formats {
  /** Two significant digits at least, one decimal at most: 0.042, 4.2, 1,234.5. */
  readonly number: (value: number) => string;
  /** A share as whole percent: 0.283 is 28 %. */
  readonly percent: (share: number) => string;
  /** An amount in the currency's minor unit. */
  readonly money: (amountMinor: number, currency: string) => string;
  /** An amount in whole units of the currency, rounded to them. */
  readonly wholeMoney: (amount: number, currency: string) => string;
  /** A calendar day, YYYY-MM-DD. */
  readonly day: (day: string) => string;
  /** The month of a calendar day. */
  readonly month: (day: string) => string;
  /** Its day and time of day in the time zone. */
  readonly instant: (ms: number, timeZone: string) => string;
}

function kept<V>(make: (key: string) => V): (key: string) => V {
  const made = new Map<string, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}

function makeFormats(language: Language): Formats {
  const number = new Intl.NumberFormat(language, {
    maximumSignificantDigits: 2,
    maximumFractionDigits: 1,
    roundingPriority: "morePrecision",
  });
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const money = kept(
    (currency) => new Intl.NumberFormat(language, { style: "currency", currency }),
  );
  const wholeMoney = kept(
    (currency) =>
      new Intl.NumberFormat(language, { style: "currency", currency, maximumFractionDigits: 0 }),
  );
  const day = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" });
  const month = new Intl.DateTimeFormat(language, {
    year: "numeric",
    month: "long",
    timeZone: "UTC",
  });
  const instant = kept(
    (timeZone) =>
      new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", timeZone }),
  );
  return {
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    money: (amountMinor, currency) =>
      money(currency).format(amountMinor / 10 ** minorUnitExponent(currency)),
    wholeMoney: (amount, currency) => wholeMoney(currency).format(amount),
    day: (text) => day.format(Date.parse(text)),
    month: (text) => month.format(Date.parse(text)),
    instant: (ms, timeZone) => instant(timeZone).format(ms),
  };
}

const formats: Readonly<Record<Language, Formats>> = {
  en: makeFormats("en"),
  ja: makeFormats("ja"),
};

export function formatsOf(language: Language): Formats {
  return formats[language];
}
