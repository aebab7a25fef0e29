// What may stand in a scorecard's SQL: the account's facts and functions of them, and nothing that reads, writes or changes by itself.
import { describe, expect, test } from "vitest";
import { scorecard } from "./index.ts";
import { sqlMistake } from "./sql-measure.ts";
import type { SqlFamily } from "./index.ts";

test.each<[SqlFamily, string]>([
  ["usage_days", "sumIf(quantities['exports'], day >= today - 28)"],
  ["usage_days", "uniqExactArrayIf(users, day BETWEEN today - 7 AND today - 1) / 5.0"],
  ["tickets", "countIf(category = 'it''s broken' AND NOT status IN ('solved', 'closed'))"],
  ["tickets", "avg(dateDiff('hour', opened_at, first_reply_at))"],
  [
    "revenue",
    "max(arraySum(one -> one.seats, arrayFilter(s -> s.status = 'active', subscriptions)))",
  ],
  [
    "invoices",
    "maxIf(CASE WHEN disputed THEN NULL ELSE attempts END, issued_at > as_of - INTERVAL 90 DAY)",
  ],
])("of %s: %s may run", (from, value) => {
  expect(sqlMistake(from, value)).toBeUndefined();
});

test.each([
  ["now() is a clock", "count() + toUInt32(now())", "now is none"],
  ["rand() is chance", "rand()", "rand is none"],
  ["another table", "(SELECT max(amount) FROM mimamori.invoices)", "SELECT is none"],
  ["a set that is a table", "countIf(status IN system_users)", "system_users is none"],
  ["a lambda's name as a table", "countIf(arrayExists(t -> 1, [1]) AND status IN t)", "not t"],
  ["a table function", "url('http://example.com')", "url is none"],
  ["a dictionary", "dictGet('d', 'x', 1)", "dictGet is none"],
  ["another family's column", "sum(quantities['x'])", "quantities is none"],
  ["a second statement", "count(); DROP TABLE t", '"; DROP TABLE'],
  ["a comment", "count() -- the rest", '"-- the rest'],
  ["a block comment", "count() /* 1 */", '"/* 1 */" is none'],
  ["a parameter", "count() + {accounts:String}", '"{accounts:St'],
  ["a quoted name", 'count() + "status"', '"\"status\"'],
  ["an escape that ends a text", "countIf(status = '\\' OR 1)", "is none"],
  ["a bracket that closes more", "1) FROM x WHERE (1", "bracket"],
])("refused: %s", (_what, value, because) => {
  expect(sqlMistake("tickets", value)).toContain(because);
});

describe("in a scorecard", () => {
  test("a mistake stands at the expression", () => {
    const card = scorecard.safeParse({
      name: "c",
      minimumCoverage: 0,
      bands: [{ name: "at-risk", from: 0 }],
      measures: [
        {
          ...{ id: "own", kind: "sql", group: "g", weight: 1, from: "tickets", value: "now()" },
          ...{ whenSilent: 0, name: { en: "own", ja: "独自" } },
          curve: { kind: "linear", points: [[0, 0]] },
        },
      ],
    });
    expect(card.error?.issues.map(({ path }) => path.join("."))).toEqual(["measures.0.value"]);
  });
});
