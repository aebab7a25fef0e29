import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitStatements } from "./sql-statements.ts";

const sqlOf = (text: string): string[] => splitStatements(text).map((statement) => statement.sql);

describe("splitStatements", () => {
  it("ends a statement at a semicolon and nowhere else", () => {
    expect(sqlOf("SELECT 1;\nSELECT 2")).toEqual(["SELECT 1", "SELECT 2"]);
    expect(sqlOf("SELECT 'a;b', 'it''s; \\'quoted\\';', `c;d`, \"e;f\"; SELECT 2;")).toHaveLength(
      2,
    );
    expect(sqlOf("SELECT 1 -- one; really\n, 2 /* ; */ # ;\n; SELECT 3")).toHaveLength(2);
  });

  it("skips what is only comments and space", () => {
    expect(sqlOf("-- nothing here;\n\n/* nor; here */ ;; \n")).toEqual([]);
  });

  it("leaves the comment before a statement out, and tells the line of its first word", () => {
    expect(splitStatements("-- a contract\n\nSELECT 1;\n\n  SELECT 2")).toEqual([
      { line: 3, sql: "SELECT 1" },
      { line: 5, sql: "SELECT 2" },
    ]);
  });

  it("names the line of a quote or comment that never ends", () => {
    expect(() => splitStatements("SELECT 1;\nSELECT 'oops;")).toThrow("line 2: ' is opened");
    expect(() => splitStatements("SELECT 1 /* oops")).toThrow("line 1: /* is opened");
  });

  it("gives back statements as they were joined, whatever stands in their strings and comments", () => {
    const quoted = fc
      .string()
      .map((text) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`);
    const comment = fc.string().map((text) => `/* ${text.replaceAll("*", "")} */`);
    const statement = fc
      .array(fc.oneof(quoted, comment), { minLength: 1 })
      .map((parts) => `SELECT ${parts.join(", ")}`);
    fc.assert(
      fc.property(fc.array(statement), (statements) => {
        expect(sqlOf(statements.join(";\n"))).toEqual(statements);
      }),
    );
  });
});
