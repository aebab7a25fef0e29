// In: rows of one topic. Out: the rows, acknowledged by the server, and the numbers of those that it refused.
// After a crash: whatever part of it was inserted is inserted again, and ends as the same rows.
import { ClickhouseError, insertRawEvents } from "@mimamori/clickhouse-tables";
import type { ClickhouseTables, RawEventRows } from "@mimamori/clickhouse-tables";
import type { EventTopic } from "@mimamori/event-contracts";

/** The server keeps one part per month and insert: many months at once would be many small files. */
const MOST_MONTHS_PER_INSERT = 50;

export interface RefusedRow {
  /** Of the rows that were to be inserted, from 0. */
  readonly number: number;
  readonly reason: string;
}

export interface InsertTools {
  readonly tables: ClickhouseTables;
  /** Repeats work that failed for a passing reason; throws what waiting cannot cure. */
  readonly retry: (work: () => Promise<void>) => Promise<void>;
}

/** Inserts all rows, except those that the server refuses one by one: these are returned. */
export async function insertEvents(
  tools: InsertTools,
  topic: EventTopic,
  rows: RawEventRows,
): Promise<RefusedRow[]> {
  const refused: RefusedRow[] = [];
  for (const numbers of groupByMonths(rows.timesMs, MOST_MONTHS_PER_INSERT)) {
    await insertOrTakeApart(tools, topic, rows, numbers, refused);
  }
  return refused;
}

async function insertOrTakeApart(
  tools: InsertTools,
  topic: EventTopic,
  rows: RawEventRows,
  numbers: readonly number[],
  refused: RefusedRow[],
): Promise<void> {
  const [first] = numbers;
  if (first === undefined) return;
  try {
    await tools.retry(() => insertRawEvents(tools.tables, topic, rows, numbers));
  } catch (error) {
    if (!(error instanceof ClickhouseError) || error.kind !== "rows_refused") throw error;
    if (numbers.length === 1) {
      refused.push({ number: first, reason: error.message });
      return;
    }
    const middle = numbers.length >> 1;
    await insertOrTakeApart(tools, topic, rows, numbers.slice(0, middle), refused);
    await insertOrTakeApart(tools, topic, rows, numbers.slice(middle), refused);
  }
}

/** Numbers of rows by their times (Unix ms), in groups that lie in at most `mostMonths` months each: the tables' partitions. */
export function groupByMonths(timesMs: readonly number[], mostMonths: number): number[][] {
  const numbers = [...timesMs.keys()];
  if (spanInMonths(timesMs) <= mostMonths) return [numbers];
  const byMonth = Map.groupBy(numbers, (number) => monthOf(timesMs[number] as number));
  const months = [...byMonth.values()];
  const groups: number[][] = [];
  for (let at = 0; at < months.length; at += mostMonths) {
    groups.push(months.slice(at, at + mostMonths).flat());
  }
  return groups;
}

function spanInMonths(timesMs: readonly number[]): number {
  let earliestMs = Infinity;
  let latestMs = -Infinity;
  for (const ms of timesMs) {
    if (ms < earliestMs) earliestMs = ms;
    if (ms > latestMs) latestMs = ms;
  }
  return timesMs.length === 0 ? 0 : monthOf(latestMs) - monthOf(earliestMs) + 1;
}

/** Months since year 0, in UTC as the tables' partitions are. */
function monthOf(ms: number): number {
  const date = new Date(ms);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
