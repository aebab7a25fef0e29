import { describe, expect, it } from "vitest";
import { RowRefusal } from "./errors.ts";
import { RowLayout } from "./row-layout.ts";
import { RowValues } from "./row-values.ts";
import { valueMapping } from "./value-mapping.ts";

/** The value that a mapping makes of a row with the one column "c". */
function valueOf(mapping: unknown, cell: string): unknown {
  const values = new RowValues(RowLayout.ofHeader(["c"], "test.csv"), "UTC", ["None"]);
  return values.value(valueMapping.parse(mapping))([cell]);
}

function refusalOf(mapping: unknown, cell: string): string {
  try {
    valueOf(mapping, cell);
  } catch (error) {
    if (error instanceof RowRefusal) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "taken";
}

describe("values of a row", () => {
  it.each([
    ["a constant", 3, "x", 3],
    ["a text", { column: "c" }, " x ", "x"],
    ["lower case", { column: "c", case: "lower" }, "ABC", "abc"],
    ["upper case", { column: "c", case: "upper" }, "jp", "JP"],
    ["a number", { column: "c", as: "number" }, "-1.5e2", -150],
    ["an integer", { column: "c", as: "integer" }, "12.0", 12],
    ["a boolean", { column: "c", as: "boolean" }, "true", true],
    [
      "a named boolean",
      { column: "c", as: "boolean", trueTexts: ["Y"], falseTexts: ["N"] },
      "N",
      false,
    ],
    ["a mapped text", { column: "c", map: { UK: "GB" } }, "UK", "GB"],
    ["a text that the map keeps", { column: "c", map: { UK: "GB" }, unmapped: "keep" }, "US", "US"],
    ["a mapped number", { column: "c", map: { annual: 12 } }, "annual", 12],
    ["a mapped text, converted", { column: "c", as: "integer", map: { one: "1" } }, "one", 1],
    ["minor units", { column: "c", as: "minor_units", currency: "USD" }, "9.99", 999],
    [
      "a time",
      { column: "c", as: "time", format: "DD-MM-YYYY" },
      "02-01-2024",
      "2024-01-02T00:00:00.000Z",
    ],
    [
      "a time in a zone",
      { column: "c", as: "time", timeZone: "Asia/Tokyo" },
      "2024-01-02",
      "2024-01-01T15:00:00.000Z",
    ],
    [
      "a time and more",
      { column: "c", as: "time", plus: { days: 7, minutes: 1 } },
      "2024-01-02",
      "2024-01-09T00:01:00.000Z",
    ],
    [
      "the first format that fits",
      { column: "c", as: "time", format: ["ISO", "D.M.YYYY"] },
      "2.1.2024",
      "2024-01-02T00:00:00.000Z",
    ],
    ["a day", { column: "c", as: "day", format: "M/D/YYYY" }, "1/2/2024", "2024-01-02"],
    ["a default", { column: "c", default: "none" }, "", "none"],
    [
      "a default for a text that means nothing",
      { column: "c", default: 0, as: "number" },
      "None",
      0,
    ],
    ["nothing, where it is optional", { column: "c", optional: true }, "None", undefined],
    ["a text put together", { concat: ["id-", { column: "c", case: "lower" }, 1] }, "A", "id-a1"],
    [
      "an object without what is left out",
      { a: { column: "c", optional: true }, b: { d: 1 } },
      "",
      { b: { d: 1 } },
    ],
    ["a list", [{ column: "c" }, "y"], "x", ["x", "y"]],
  ])("%s", (_what, mapping, cell, expected) => {
    expect(valueOf(mapping, cell)).toEqual(expected);
  });

  it.each([
    [{ column: "c" }, "", "empty_value: c is empty"],
    [{ column: "c" }, "None", "empty_value: c is empty"],
    [{ column: "c", as: "number" }, "1,5", 'bad_value: c: expected a number, found "1,5"'],
    [{ column: "c", as: "number" }, "0x10", 'bad_value: c: expected a number, found "0x10"'],
    [{ column: "c", as: "integer" }, "1.5", 'bad_value: c: expected a whole number, found "1.5"'],
    [{ column: "c", as: "boolean" }, "yes", 'bad_value: c: expected true or false, found "yes"'],
    [{ column: "c", map: { a: 1 } }, "b", 'unmapped_value: c: the map has nothing for "b"'],
    [
      { column: "c", as: "time", format: "DD-MM-YYYY" },
      "2024-01-02",
      'bad_value: c: expected DD-MM-YYYY, found "2024-01-02"',
    ],
    [
      { column: "c", as: "minor_units", currency: "JPY" },
      "1.5",
      'bad_value: c: expected an amount in JPY with at most 0 decimals, found "1.5"',
    ],
  ])("%j refuses the row with %j", (mapping, cell, reason) => {
    expect(refusalOf(mapping, cell)).toBe(reason);
  });

  it("takes a span of time from a column", () => {
    const values = new RowValues(RowLayout.ofHeader(["at", "minutes"], "test.csv"), "UTC", []);
    const read = values.value(
      valueMapping.parse({ column: "at", as: "time", plus: { minutes: { column: "minutes" } } }),
    );
    expect(read(["2024-01-02", "90"])).toBe("2024-01-02T01:30:00.000Z");
  });
});
