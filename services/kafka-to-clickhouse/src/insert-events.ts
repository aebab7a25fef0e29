// In: valid events of one topic. Out: their rows, acknowledged by the server, and the events that it refused.
// After a crash: whatever part of it was inserted is inserted again, and ends as the same rows.
import { ClickhouseError, insertRawEvents } from "@mimamori/clickhouse-tables";
import type { ClickhouseTables, KnownEvent, RowBinaryWriter } from "@mimamori/clickhouse-tables";
import type { EventTopic } from "@mimamori/event-contracts";

/** The server keeps one part per month and insert: many months at once would be many small files. */
const MOST_MONTHS_PER_INSERT = 50;

export interface RefusedEvent<Event extends KnownEvent> {
  readonly event: Event;
  readonly reason: string;
}

export interface InsertTools {
  readonly tables: ClickhouseTables;
  readonly writer: RowBinaryWriter;
  /** Repeats work that failed for a passing reason; throws what waiting cannot cure. */
  readonly retry: (work: () => Promise<void>) => Promise<void>;
}

/** Inserts all events, except those that the server refuses one by one: these are returned. */
export async function insertEvents<Event extends KnownEvent>(
  tools: InsertTools,
  topic: EventTopic,
  events: readonly Event[],
): Promise<RefusedEvent<Event>[]> {
  const refused: RefusedEvent<Event>[] = [];
  for (const group of groupByMonths(events, MOST_MONTHS_PER_INSERT)) {
    await insertOrTakeApart(tools, topic, group, refused);
  }
  return refused;
}

async function insertOrTakeApart<Event extends KnownEvent>(
  tools: InsertTools,
  topic: EventTopic,
  events: readonly Event[],
  refused: RefusedEvent<Event>[],
): Promise<void> {
  const [first] = events;
  if (first === undefined) return;
  try {
    await tools.retry(() => insertRawEvents(tools.tables, topic, events, tools.writer));
  } catch (error) {
    if (!(error instanceof ClickhouseError) || error.kind !== "rows_refused") throw error;
    if (events.length === 1) {
      refused.push({ event: first, reason: error.message });
      return;
    }
    const middle = events.length >> 1;
    await insertOrTakeApart(tools, topic, events.slice(0, middle), refused);
    await insertOrTakeApart(tools, topic, events.slice(middle), refused);
  }
}

/** Splits events so that each group lies in at most `mostMonths` months of `time`, which are the tables' partitions. */
export function groupByMonths<Event extends KnownEvent>(
  events: readonly Event[],
  mostMonths: number,
): (readonly Event[])[] {
  if (spanInMonths(events) <= mostMonths) return [events];
  const byMonth = Map.groupBy(events, ({ event }) => monthOf(event.timeMs));
  const months = [...byMonth.values()];
  const groups: Event[][] = [];
  for (let at = 0; at < months.length; at += mostMonths) {
    groups.push(months.slice(at, at + mostMonths).flat());
  }
  return groups;
}

function spanInMonths(events: readonly KnownEvent[]): number {
  let earliestMs = Infinity;
  let latestMs = -Infinity;
  for (const { event } of events) {
    if (event.timeMs < earliestMs) earliestMs = event.timeMs;
    if (event.timeMs > latestMs) latestMs = event.timeMs;
  }
  return events.length === 0 ? 0 : monthOf(latestMs) - monthOf(earliestMs) + 1;
}

/** Months since year 0, in UTC as the tables' partitions are. */
function monthOf(ms: number): number {
  const date = new Date(ms);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
