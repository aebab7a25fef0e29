import { readFileSync } from "node:fs";
import path from "node:path";
import { MONTH_METRIC_DEFINITIONS } from "@mimamori/revenue-movements";
import { expect, test } from "vitest";

const VIEW = path.resolve(
  import.meta.dirname,
  "../../../../infra/clickhouse/views/revenue_metrics.sql",
);

/** The comments of the view's columns, by column. */
function commentsOf(sql: string): Map<string, string> {
  const columns = sql.matchAll(/^ {4}(\w+)\s.*? COMMENT '((?:[^']|'')*)',?$/gm);
  return new Map(
    Array.from(columns, ([, name = "", text = ""]) => [name, text.replaceAll("''", "'")]),
  );
}

test("cs.revenue_metrics defines each rate in the words of the package that works it out", () => {
  const comments = commentsOf(readFileSync(VIEW, "utf8"));
  for (const [name, definition] of Object.entries(MONTH_METRIC_DEFINITIONS)) {
    const column = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    expect(comments.get(column), column).toBe(definition);
  }
});
