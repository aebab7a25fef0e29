// The tests that decide whether a row is skipped, or an event of it sent. In: conditions. Out: a predicate of the row.
import { readNumber } from "./convert-text.ts";
import type { Condition } from "./mapping-file.ts";
import type { Row } from "./row-layout.ts";
import type { RowValues } from "./row-values.ts";

export type RowTest = (row: Row) => boolean;

/** True when all conditions hold. A number test of an empty cell does not hold; of another text it refuses the row. */
export function allOf(conditions: readonly Condition[], values: RowValues): RowTest {
  const tests = conditions.map((condition) => testOf(condition, values));
  return (row) => tests.every((test) => test(row));
}

function testOf(condition: Condition, values: RowValues): RowTest {
  const read = values.cell(condition.column);
  const { equals, oneOf, lessThan, atLeast, empty } = condition;
  if (equals !== undefined) return (row) => read(row) === equals;
  if (oneOf !== undefined) return (row) => oneOf.includes(read(row));
  if (empty !== undefined) return (row) => (read(row) === "") === empty;
  return (row) => {
    const text = read(row);
    if (text === "") return false;
    const value = readNumber(text, condition.column);
    return lessThan !== undefined ? value < lessThan : value >= (atLeast ?? 0);
  };
}
