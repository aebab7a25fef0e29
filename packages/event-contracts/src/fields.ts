// The field shapes that several event types share: names, instants, days, money.
// Pure zod; nothing here knows which event uses it.
import { z } from "zod";

/** The years that an instant may lie in: what both JavaScript and ClickHouse's DateTime64 hold, with room for zones. */
export const EARLIEST_TIME_MS = Date.UTC(1971, 0, 1);
export const LATEST_TIME_MS = Date.UTC(2200, 0, 1);

function isStorable(text: string): boolean {
  const ms = Date.parse(text);
  return ms >= EARLIEST_TIME_MS && ms < LATEST_TIME_MS;
}

/** RFC 3339 instant with "Z" or an offset; stored in UTC, milliseconds, the rest cut off. */
export const instant = z.iso
  .datetime({ offset: true, error: "expected an RFC 3339 time such as 2026-01-31T09:30:00.000Z" })
  .refine(isStorable, "expected a time from 1971 to 2199");

/** A calendar day, YYYY-MM-DD, of the company's reporting time zone. */
export const day = z.iso.date({ error: "expected a day such as 2026-01-31" });

/** An identifier or a short name: at least one character, no control characters, at most 256 characters. */
export const name = z
  .string()
  .min(1, "expected a text that is not empty")
  .max(256, "expected at most 256 characters")
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is refused
  .regex(/^[^\u0000-\u001f\u007f]*$/, "expected no control characters")
  .refine((text) => text.isWellFormed(), "expected well-formed Unicode (no lone surrogates)");

/** Free text that people wrote, kept as it is. */
export const freeText = z.string().max(10_000, "expected at most 10,000 characters");

/** ISO 4217 code, upper case. */
export const currency = z.string().regex(/^[A-Z]{3}$/, "expected an ISO 4217 code such as JPY");

/** ISO 3166-1 alpha-2 country code, upper case. */
export const country = z.string().regex(/^[A-Z]{2}$/, "expected an ISO 3166 code such as JP");

/** An amount in the currency's minor unit (cents, yen): an integer, safe in JavaScript. */
export const amountMinor = z.int("expected a whole amount in the currency's minor unit");

/** A count of something: a whole number, 0 or more. */
export const count = z.int().min(0);
