// The field shapes that several event types share: names, instants, days, money.
// Pure zod; nothing here knows which event uses it. The two shapes that stand in every envelope (name, instant) are one
// check each instead of a chain: validation is the worker's largest cost, and this halves it. What JSON Schema should
// say of them is stated beside them.
import { z } from "zod";

/** The years that an instant may lie in: what both JavaScript and ClickHouse's DateTime64 hold, with room for zones. */
export const EARLIEST_TIME_MS = Date.UTC(1971, 0, 1);
export const LATEST_TIME_MS = Date.UTC(2200, 0, 1);

const INSTANT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const MAX_NAME_LENGTH = 256;
/** Control characters and lone surrogates: a name with one of these cannot be told from another, or not be stored. */
const UNFIT_FOR_NAMES = /[\p{Cc}\p{Cs}]/u;

type Problem = string | undefined;

function checkedString(findProblem: (text: string) => Problem) {
  return z.string().check((payload) => {
    const problem = findProblem(payload.value);
    if (problem !== undefined) {
      payload.issues.push({ code: "custom", message: problem, input: payload.value });
    }
  });
}

/** Date.parse takes 30 February for 2 March. */
function isDayOfItsMonth(text: string): boolean {
  if (text[8] === "0" || text[8] === "1") return true;
  const dayOfMonth = Number(text.slice(8, 10));
  return (
    dayOfMonth <= 28 ||
    dayOfMonth <=
      new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate()
  );
}

function findProblemOfInstant(text: string): Problem {
  if (!INSTANT.test(text) || !isDayOfItsMonth(text)) {
    return "expected an RFC 3339 time such as 2026-01-31T09:30:00.000Z";
  }
  // Offsets are shorter than a day: what begins with one of these years is within the bounds, and need not be parsed.
  if (text >= "1972" && text < "2199") return undefined;
  const ms = Date.parse(text);
  return ms >= EARLIEST_TIME_MS && ms < LATEST_TIME_MS
    ? undefined
    : "expected a time from 1971 to 2199";
}

function findProblemOfName(text: string): Problem {
  if (text.length === 0) return "expected a text that is not empty";
  if (text.length > MAX_NAME_LENGTH) return `expected at most ${MAX_NAME_LENGTH} characters`;
  return UNFIT_FOR_NAMES.test(text)
    ? "expected no control characters or lone surrogates"
    : undefined;
}

/** RFC 3339 instant with "Z" or an offset; stored in UTC, milliseconds, the rest cut off. */
export const instant = checkedString(findProblemOfInstant).meta({ format: "date-time" });

/** An identifier or a short name: 1 to 256 characters, no control characters. */
export const name = checkedString(findProblemOfName).meta({
  minLength: 1,
  maxLength: MAX_NAME_LENGTH,
});

/** A calendar day, YYYY-MM-DD, of the company's reporting time zone. */
export const day = z.iso.date({ error: "expected a day such as 2026-01-31" });

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
