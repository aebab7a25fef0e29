// A value's mapping into a function of the row. In: the mapping and the layout of the file's rows. Out: readers that
// are made once per file and called once per row; they throw RowRefusal where the row does not fit.
import { formatsReader, readNumber, textConverter, unfit } from "./convert-text.ts";
import type { Scalar } from "./convert-text.ts";
import { RowRefusal } from "./errors.ts";
import type { Row, RowLayout } from "./row-layout.ts";
import { isColumn, isConcat } from "./value-mapping.ts";
import type { ColumnMapping, ConcatMapping, TimeMapping, ValueMapping } from "./value-mapping.ts";

export type JsonValue =
  | string
  | number
  | boolean
  | readonly JsonValue[]
  | { readonly [field: string]: JsonValue };

/** undefined: the value is left out. */
export type ReadValue = (row: Row) => JsonValue | undefined;
type ReadScalar = (row: Row) => Scalar | undefined;
export type ReadText = (row: Row) => string;
export type ReadMoment = (row: Row) => number;

export class RowValues {
  readonly layout: RowLayout;
  readonly #timeZone: string;
  readonly #emptyTexts: ReadonlySet<string>;

  constructor(layout: RowLayout, timeZone: string, emptyTexts: readonly string[]) {
    this.layout = layout;
    this.#timeZone = timeZone;
    this.#emptyTexts = new Set(emptyTexts);
  }

  /** The cell's text without surrounding blanks; "" for every text that means nothing. */
  cell(column: string): ReadText {
    const slot = this.layout.slot(column);
    const emptyTexts = this.#emptyTexts;
    return (row) => {
      const text = (row[slot] ?? "").trim();
      return emptyTexts.has(text) ? "" : text;
    };
  }

  value(mapping: ValueMapping): ReadValue {
    if (typeof mapping !== "object") return () => mapping;
    if (Array.isArray(mapping)) return this.#list(mapping as readonly ValueMapping[]);
    if (isColumn(mapping)) return this.#column(mapping);
    if (isConcat(mapping)) return this.#concat(mapping);
    return this.#fields(mapping as Readonly<Record<string, ValueMapping>>);
  }

  /** A value that must be a text: subjects and other names; numbers are written out. */
  text(mapping: ValueMapping, what: string): ReadText {
    const read = this.value(mapping);
    return (row) => {
      const value = read(row);
      if (typeof value === "string" || typeof value === "number") return String(value);
      throw new RowRefusal("empty_value", `there is no ${what}`);
    };
  }

  /** The moment of a column; undefined where an optional cell is empty. */
  moment(mapping: TimeMapping): (row: Row) => number | undefined {
    const read = this.cell(mapping.column);
    const formats =
      typeof mapping.format === "string" ? [mapping.format] : (mapping.format ?? ["ISO"]);
    const toMs = formatsReader(formats, mapping.timeZone ?? this.#timeZone);
    const addition = this.#addition(mapping.plus);
    return (row) => {
      const text = read(row) || (mapping.default ?? "");
      if (text === "") {
        requireOptional(mapping);
        return undefined;
      }
      const ms = toMs(text);
      if (ms === undefined) throw unfit(mapping.column, formats.join(" or "), text);
      return ms + addition(row);
    };
  }

  /** The moment of a column that may not be left out. */
  requiredMoment(mapping: TimeMapping): ReadMoment {
    const read = this.moment(mapping);
    return (row) => {
      const ms = read(row);
      if (ms !== undefined) return ms;
      throw new RowRefusal("empty_value", `${mapping.column} is empty`);
    };
  }

  #column(mapping: ColumnMapping): ReadScalar {
    if (mapping.as === "time" || mapping.as === "day") return this.#time(mapping, mapping.as);
    const read = this.cell(mapping.column);
    const convert = textConverter(mapping);
    const { map } = mapping;
    return (row) => {
      let text = read(row);
      if (text === "") {
        if (mapping.default === undefined) requireOptional(mapping);
        return mapping.default;
      }
      if (mapping.case !== undefined) text = changeCase(text, mapping.case);
      if (map === undefined) return convert(text);
      const mapped = Object.hasOwn(map, text) ? map[text] : undefined;
      if (mapped === undefined && mapping.unmapped !== "keep") throw unmapped(mapping.column, text);
      return typeof mapped === "number" || typeof mapped === "boolean"
        ? mapped
        : convert(mapped ?? text);
    };
  }

  #time(mapping: ColumnMapping, as: "time" | "day"): ReadScalar {
    const read = this.moment({
      column: mapping.column,
      format: mapping.format,
      // A day is a date as it stands, wherever it is midnight.
      timeZone: as === "day" ? "UTC" : mapping.timeZone,
      plus: mapping.plus,
      optional: mapping.optional,
      default: mapping.default === undefined ? undefined : String(mapping.default),
    });
    const length = as === "day" ? 10 : 24;
    return (row) => {
      const ms = read(row);
      return ms === undefined ? undefined : toInstant(ms).slice(0, length);
    };
  }

  #concat(mapping: ConcatMapping): ReadValue {
    const parts = mapping.concat.map((part): ReadScalar => {
      return typeof part === "object" ? this.#column(part) : () => part;
    });
    return (row) => parts.map((read) => read(row) ?? "").join("");
  }

  #list(mappings: readonly ValueMapping[]): ReadValue {
    const readers = mappings.map((mapping) => this.value(mapping));
    return (row) => readers.map((read) => read(row)).filter((value) => value !== undefined);
  }

  #fields(mappings: Readonly<Record<string, ValueMapping>>): ReadValue {
    const readers = Object.entries(mappings).map(
      ([field, mapping]) => [field, this.value(mapping)] as const,
    );
    return (row) => {
      const object: Record<string, JsonValue> = {};
      for (const [field, read] of readers) {
        const value = read(row);
        if (value !== undefined) object[field] = value;
      }
      return object;
    };
  }

  #addition(plus: TimeMapping["plus"]): ReadMoment {
    if (plus === undefined) return () => 0;
    const units = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 } as const;
    const spans = Object.entries(units).flatMap(([unit, unitMs]) => {
      const span = plus[unit as keyof typeof units];
      if (span === undefined) return [];
      if (typeof span === "number") return [() => span * unitMs];
      const read = this.cell(span.column);
      return [(row: Row) => readNumber(read(row), span.column) * unitMs];
    });
    return (row) => spans.reduce((sum, read) => sum + read(row), 0);
  }
}

/** RFC 3339 in UTC with milliseconds; @throws RowRefusal for a moment that no calendar holds. */
export function toInstant(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime()))
    throw new RowRefusal("bad_value", "a time lies beyond every calendar");
  return date.toISOString();
}

function requireOptional(mapping: { column: string; optional?: boolean | undefined }): void {
  if (mapping.optional === true) return;
  throw new RowRefusal("empty_value", `${mapping.column} is empty`);
}

function changeCase(text: string, to: "lower" | "upper"): string {
  return to === "lower" ? text.toLowerCase() : text.toUpperCase();
}

function unmapped(column: string, text: string): RowRefusal {
  return new RowRefusal(
    "unmapped_value",
    `${column}: the map has nothing for "${text.slice(0, 80)}"`,
  );
}
