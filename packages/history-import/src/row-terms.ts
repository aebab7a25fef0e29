// One row of a terms file into a Term. In: the file's mapping and layout. Out: a function of the row; what does not
// fit refuses the row.
import { minorUnitExponent } from "@mimamori/revenue-movements";
import { RowRefusal } from "./errors.ts";
import type { TermsFile } from "./mapping-file.ts";
import { toMinorUnits } from "./minor-units.ts";
import type { Row } from "./row-layout.ts";
import { allOf } from "./row-conditions.ts";
import type { ReadValue, RowValues } from "./row-values.ts";
import type { Term } from "./subscription-terms.ts";
import type { ValueMapping } from "./value-mapping.ts";

export type TermOfRow = (row: Row) => Term;

export function termOfRow(mapping: TermsFile, values: RowValues): TermOfRow {
  const account = values.text(mapping.account, "account");
  const product = values.text(mapping.product, "product");
  const subscription =
    mapping.subscription === undefined
      ? (row: Row) => `${account(row)}/${product(row)}`
      : values.text(mapping.subscription, "subscription");
  const start = values.requiredMoment(mapping.start);
  const end = values.moment(mapping.end);
  const price = priceReader(mapping, values);
  const discountShare = numberReader(mapping.discountShare, values, "discountShare");
  const seats = numberReader(mapping.seats, values, "seats");
  const countsSeats = allOf(mapping.seatsWhen, values);
  const status = values.text(mapping.status, "status");
  const autoRenew = mapping.autoRenew === undefined ? undefined : values.value(mapping.autoRenew);
  return (row) => {
    const term = {
      account: account(row),
      subscription: subscription(row),
      product: product(row),
      startMs: start(row),
      endMs: end(row),
      ...price(row),
      discountShare: discountShare(row),
      seats: countsSeats(row) ? seats(row) : undefined,
      status: status(row),
      autoRenew: readBoolean(autoRenew, row),
    };
    if (term.endMs !== undefined && term.endMs < term.startMs) {
      throw new RowRefusal("ends_before_start", "the term ends before it starts");
    }
    return term;
  };
}

type Price = Pick<Term, "amountMinor" | "currency" | "intervalMonths">;

function priceReader(mapping: TermsFile, values: RowValues): (row: Row) => Price {
  const perMonth = mapping.mrr !== undefined;
  const amount = values.text(mapping.mrr ?? mapping.amount ?? 0, perMonth ? "mrr" : "amount");
  const currency = values.text(mapping.currency, "currency");
  const months = numberReader(mapping.intervalMonths, values, "intervalMonths");
  return (row) => {
    const intervalMonths = months(row) ?? Number.NaN;
    if (!Number.isInteger(intervalMonths) || intervalMonths < 1) {
      throw new RowRefusal(
        "bad_value",
        "intervalMonths: expected a whole number of months, at least 1",
      );
    }
    const code = currency(row);
    const minor = toMinorUnits(amount(row), digitsOf(code));
    if (minor === undefined) {
      throw new RowRefusal("bad_value", `expected an amount in ${code}, found "${amount(row)}"`);
    }
    return {
      amountMinor: perMonth ? minor * intervalMonths : minor,
      currency: code,
      intervalMonths,
    };
  };
}

function digitsOf(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) {
    throw new RowRefusal("bad_value", `currency: expected an ISO 4217 code, found "${currency}"`);
  }
  return minorUnitExponent(currency);
}

function numberReader(
  mapping: ValueMapping | undefined,
  values: RowValues,
  what: string,
): (row: Row) => number | undefined {
  if (mapping === undefined) return () => undefined;
  const read = values.value(mapping);
  return (row) => {
    const value = read(row);
    if (value === undefined || typeof value === "number") return value;
    const parsed = typeof value === "string" ? Number(value) : Number.NaN;
    if (Number.isFinite(parsed)) return parsed;
    throw new RowRefusal(
      "bad_value",
      `${what}: expected a number, found "${JSON.stringify(value)}"`,
    );
  };
}

function readBoolean(read: ReadValue | undefined, row: Row): boolean | undefined {
  const value = read?.(row);
  if (value === undefined || typeof value === "boolean") return value;
  throw new RowRefusal("bad_value", "autoRenew: expected true or false (as: boolean)");
}
