import { expect, test } from "vitest";
import { columnName, lastDays, usageSelect } from "./usage-columns.ts";
import type { UsageColumn } from "./usage-columns.ts";

const quantity: UsageColumn = { kind: "quantity", ...lastDays(28) };

test("measures that ask for the same sum share one column", () => {
  const select = usageSelect([quantity, { ...quantity }, { kind: "users", ...lastDays(28) }]);
  expect(select.names).toHaveLength(2);
  expect(select.names[0]).toBe(columnName(quantity));
});

test("the names of features reach ClickHouse as parameters, never as text of the query", () => {
  const features = ["it's", "a}b"];
  const select = usageSelect([{ ...quantity, features }]);
  expect(select.parameters).toEqual({ features0: features });
  expect(select.sql).not.toContain("it's");
});

test("the day that is not over is in no window", () => {
  expect(usageSelect([quantity]).sql).toContain("today - 28 AND today - 1");
});
