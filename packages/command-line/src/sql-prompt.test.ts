import fc from "fast-check";
import { expect, test } from "vitest";
import { splitTyped } from "./sql-prompt.ts";

test("a statement ends at its semicolon, and what follows waits for more", () => {
  expect(splitTyped("SELECT 1; SELECT\n2;\nSELECT")).toEqual({
    statements: ["SELECT 1", "SELECT\n2"],
    rest: "\nSELECT",
  });
  expect(splitTyped(" ;; ")).toEqual({ statements: [], rest: " " });
});

test.each(["'a;b'", "'it''s; \\'; fine'", '"c;d"', "`e;f`", "-- g;h\n1", "/* i;j */ 1"])(
  "a semicolon inside %s ends nothing",
  (piece) => {
    expect(splitTyped(`SELECT ${piece};`)).toEqual({ statements: [`SELECT ${piece}`], rest: "" });
  },
);

test.each(["SELECT 'open; ", "SELECT /* open; ", 'SELECT "open; '])(
  "%s waits until it is closed",
  (typed) => {
    expect(splitTyped(typed)).toEqual({ statements: [], rest: typed });
  },
);

test("typing in pieces gives the same statements as typing at once", () => {
  const piece = fc.constantFrom(
    "SELECT 1",
    "'x;y'",
    ";",
    " ",
    "\n",
    "-- c;\n",
    "/* ; */",
    '"q;"',
    "''",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const text = pieces.join(" ");
      const statements: string[] = [];
      let typed = "";
      for (const line of text.split(/(?<=\n)/)) {
        const split = splitTyped(typed + line);
        statements.push(...split.statements);
        typed = split.rest;
      }
      const whole = splitTyped(text);
      expect(statements).toEqual(whole.statements);
      expect(typed).toBe(whole.rest);
    }),
  );
});
