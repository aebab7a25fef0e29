// One cell's text into the value that the event wants. In: a column's mapping. Out: a function of the text.
// A text that does not fit refuses its row; nothing is guessed.
import { minorUnitExponent } from "@mimamori/revenue-movements";
import { RowRefusal } from "./errors.ts";
import { toMinorUnits } from "./minor-units.ts";
import { timeReader } from "./time-formats.ts";
import type { ReadTime } from "./time-formats.ts";
import type { ColumnMapping } from "./value-mapping.ts";

export type Scalar = string | number | boolean;
export type ConvertText = (text: string) => Scalar;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The conversion that `as` names; times are handled by the caller, which knows what is added to them. */
export function textConverter(mapping: ColumnMapping): ConvertText {
  const { column } = mapping;
  switch (mapping.as) {
    case "text":
    case "time":
    case "day":
      return (text) => text;
    case "number":
      return (text) => readNumber(text, column);
    case "integer":
      return (text) => readInteger(text, column);
    case "boolean":
      return booleanReader(mapping);
    case "minor_units":
      return amountReader(mapping);
  }
}

/** A decimal number, with a point and no thousands separators. */
export function readNumber(text: string, column: string): number {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw unfit(column, "a number", text);
}

function readInteger(text: string, column: string): number {
  const value = readNumber(text, column);
  if (Number.isSafeInteger(value)) return value;
  throw unfit(column, "a whole number", text);
}

function booleanReader(mapping: ColumnMapping): ConvertText {
  const trueTexts = new Set(mapping.trueTexts ?? ["true"]);
  const falseTexts = new Set(mapping.falseTexts ?? ["false"]);
  return (text) => {
    if (trueTexts.has(text)) return true;
    if (falseTexts.has(text)) return false;
    throw unfit(mapping.column, [...trueTexts, ...falseTexts].join(" or "), text);
  };
}

function amountReader(mapping: ColumnMapping): ConvertText {
  const currency = mapping.currency ?? "";
  const digits = minorUnitExponent(currency);
  return (text) => {
    const amount = toMinorUnits(text, digits);
    if (amount !== undefined) return amount;
    throw unfit(mapping.column, `an amount in ${currency} with at most ${digits} decimals`, text);
  };
}

/** Tries the formats in turn. */
export function formatsReader(formats: readonly string[], timeZone: string): ReadTime {
  const readers = formats.map((format) => timeReader(format, timeZone));
  const [only] = readers;
  if (only !== undefined && readers.length === 1) return only;
  return (text) => {
    for (const read of readers) {
      const ms = read(text);
      if (ms !== undefined) return ms;
    }
    return undefined;
  };
}

export function unfit(column: string, expected: string, found: string): RowRefusal {
  const shown = found.length > 80 ? `${found.slice(0, 80)}…` : found;
  return new RowRefusal("bad_value", `${column}: expected ${expected}, found "${shown}"`);
}
