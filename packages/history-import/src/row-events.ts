// The events of one row. In: the mapping of a file's events and the layout of its rows. Out: a function from a row to
// validated events, all of them or none: one that the contract refuses refuses the whole row.
import { hash } from "node:crypto";
import { RowRefusal } from "./errors.ts";
import { allOf } from "./row-conditions.ts";
import type { RowTest } from "./row-conditions.ts";
import type { EventMapping } from "./mapping-file.ts";
import { checkEvent } from "./outgoing-event.ts";
import type { CloudEvent, OutgoingEvent } from "./outgoing-event.ts";
import type { Row, RowLayout } from "./row-layout.ts";
import { toInstant } from "./row-values.ts";
import type { RowValues } from "./row-values.ts";

export type EventsOfRow = (row: Row) => OutgoingEvent[];
type ReadKey = (row: Row) => string;

interface EventOfRow {
  readonly applies: RowTest;
  readonly build: (row: Row) => CloudEvent;
}

/** `nowMs` is when the import began: what lies after it cannot be history. */
export function eventsOfRow(
  mappings: readonly EventMapping[],
  values: RowValues,
  source: string,
  nowMs: number,
): EventsOfRow {
  const events = mappings.map((mapping) => eventOfRow(mapping, values, source));
  return (row) => {
    const built: OutgoingEvent[] = [];
    for (const event of events) {
      if (event.applies(row)) built.push(checkEvent(event.build(row), nowMs));
    }
    return built;
  };
}

function eventOfRow(mapping: EventMapping, values: RowValues, source: string): EventOfRow {
  const prefix = mapping.idPrefix ?? mapping.type;
  const key = keyReader(mapping.key, values);
  const subject = values.text(mapping.subject, "subject");
  const time = values.requiredMoment(mapping.time);
  const knownAt =
    mapping.knownAt === undefined ? undefined : values.requiredMoment(mapping.knownAt);
  const data = values.value(mapping.data);
  const { type, sequence } = mapping;
  return {
    applies: allOf(mapping.when, values),
    build: (row) => {
      const happened = toInstant(time(row));
      return {
        specversion: "1.0",
        id: `${prefix}:${key(row)}`,
        source,
        type,
        subject: subject(row),
        time: happened,
        knownat: knownAt === undefined ? happened : toInstant(knownAt(row)),
        ...(sequence === undefined ? {} : { sequence }),
        data: data(row),
      };
    },
  };
}

function keyReader(key: EventMapping["key"], values: RowValues): ReadKey {
  if (typeof key !== "string") {
    return columnsReader(key, values);
  }
  const content = contentReader(values.layout);
  return key === "content" ? content : countOccurrences(content);
}

/** The key columns' texts, escaped so that no two different keys are written alike. */
function columnsReader(columns: readonly string[], values: RowValues): ReadKey {
  const cells = columns.map((column) => values.cell(column));
  return (row) => {
    const texts = cells.map((read) => read(row));
    if (texts.every((text) => text === "")) {
      throw new RowRefusal("empty_value", `the key (${columns.join(", ")}) is empty`);
    }
    return texts.map((text) => text.replaceAll("%", "%25").replaceAll("/", "%2F")).join("/");
  };
}

/** A digest of all that the file says in the row, whatever the order of its columns. */
function contentReader(layout: RowLayout): ReadKey {
  const slots = layout.ownColumns.toSorted().map((column) => layout.slot(column));
  return (row) => hash("sha1", slots.map((slot) => row[slot]).join("\u001f"), "hex").slice(0, 24);
}

function countOccurrences(content: ReadKey): ReadKey {
  const seen = new Map<string, number>();
  return (row) => {
    const digest = content(row);
    const occurrence = (seen.get(digest) ?? 0) + 1;
    seen.set(digest, occurrence);
    return occurrence === 1 ? digest : `${digest}/${occurrence}`;
  };
}
