// What is made of one file's rows. In: its entry in the mapping and the layout of its rows, once. Out: for every row
// its events, its term, or the rule that skips it. Skipping comes first: a skipped row is not looked at further.
import { rowJoiner } from "./joined-columns.ts";
import type { JoinRow, JoinTable } from "./joined-columns.ts";
import type { MappingFile, ImportedFile } from "./mapping-file.ts";
import type { OutgoingEvent } from "./outgoing-event.ts";
import { allOf } from "./row-conditions.ts";
import type { RowTest } from "./row-conditions.ts";
import { eventsOfRow } from "./row-events.ts";
import type { Row, RowLayout } from "./row-layout.ts";
import { termOfRow } from "./row-terms.ts";
import { RowValues } from "./row-values.ts";
import type { Term } from "./subscription-terms.ts";

export type RowOutcome =
  | { readonly kind: "events"; readonly events: readonly OutgoingEvent[] }
  | { readonly kind: "term"; readonly term: Term }
  | { readonly kind: "skipped"; readonly reason: string };

export interface FileSurroundings {
  readonly mapping: MappingFile;
  readonly joins: ReadonlyMap<ImportedFile["joins"][string], JoinTable>;
  readonly nowMs: number;
}

/** A row's outcome; @throws {RowRefusal} when the row does not fit. */
export type TakeRow = (row: Row) => RowOutcome;

const NO_EVENT: RowOutcome = {
  kind: "skipped",
  reason: "no event of the mapping applies to the row",
};

/** Asks the layout for every column that the entry names; the caller then checks that it has them all. */
export function rowTaker(
  entry: ImportedFile,
  layout: RowLayout,
  around: FileSurroundings,
): TakeRow {
  const { source, timeZone, emptyTexts } = around.mapping;
  const values = new RowValues(layout, timeZone, emptyTexts);
  const skip = skipRules(entry, values);
  const join = rowJoiner(entry.joins, around.joins, values);
  const read =
    entry.kind === "events"
      ? takeEvents(eventsOfRow(entry.events, values, source, around.nowMs))
      : takeTerm(termOfRow(entry, values));
  return (row) => skip(row) ?? joinAndRead(row, join, read);
}

function skipRules(entry: ImportedFile, values: RowValues): (row: Row) => RowOutcome | undefined {
  const rules = entry.skip.map(({ reason, where }): [RowTest, RowOutcome] => [
    allOf(where, values),
    { kind: "skipped", reason },
  ]);
  return (row) => rules.find(([applies]) => applies(row))?.[1];
}

function takeEvents(read: (row: Row) => OutgoingEvent[]): TakeRow {
  return (row) => {
    const events = read(row);
    return events.length === 0 ? NO_EVENT : { kind: "events", events };
  };
}

function takeTerm(read: (row: Row) => Term): TakeRow {
  return (row) => ({ kind: "term", term: read(row) });
}

function joinAndRead(row: Row, join: JoinRow, read: TakeRow): RowOutcome {
  join(row);
  return read(row);
}
