import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { dataDictionary, readView, readViews } from "./data-dictionary.ts";

const checkout = path.join(import.meta.dirname, "../../..");

test("docs/data-dictionary.md is what the views say now; else write it anew: node packages/clickhouse-tables/src/write-data-dictionary.ts", () => {
  const written = readFileSync(path.join(checkout, "docs/data-dictionary.md"), "utf8");
  expect(written).toBe(dataDictionary(readViews(path.join(checkout, "infra/clickhouse/views"))));
});

describe("a view", () => {
  const view = (column: string, comment: string) =>
    `-- cs.some: what it holds,\n-- and when.\nCREATE OR REPLACE VIEW cs.some\n(\n    ${column}\n)\nAS SELECT 1\n${comment}\n`;

  test("is read with its types, its commas and its quotes", () => {
    const column = "a Map(String, Decimal(18, 2)) COMMENT 'it''s (a, b)'";
    expect(readView(view(column, "COMMENT 'Some'"))).toEqual({
      name: "some",
      contract: "What it holds, and when.",
      comment: "Some",
      columns: [{ name: "a", type: "Map(String, Decimal(18, 2))", comment: "it's (a, b)" }],
    });
  });

  test("without a comment, or with a column without one, is refused by name", () => {
    expect(() => readView(view("a String COMMENT 'x'", ""))).toThrow("cs.some has no comment");
    expect(() => readView(view("a String", "COMMENT 'x'"))).toThrow('found "a String"');
    expect(() => readView(view("a String COMMENT ''", "COMMENT 'x'"))).toThrow("cs.some: expected");
  });
});
