// What comes too late for the retention, through the worker's own steps on the real engines.
import { DEAD_LETTERS_TOPIC, deadLetter } from "@mimamori/event-contracts";
import type { OutgoingRecord } from "@mimamori/kafka-stream";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ingestBatch } from "./ingest-batch.ts";
import { createRetention } from "./retention.ts";
import {
  batchOf,
  disconnect,
  emptyTables,
  ingestContext,
  rawRows,
  recordOf,
  startEmpty,
  tables,
  usageEvent,
} from "./worker-fixture.ts";

const TOPIC = "usage.events";
const IN_FORCE = Date.UTC(2026, 6, 1);

beforeAll(startEmpty);
beforeEach(emptyTables);
afterAll(disconnect);

/** An event of a month, as it stands in the topic. */
function eventOf(number: number, time: string): string {
  return JSON.stringify({ ...(JSON.parse(usageEvent(number).value) as object), time });
}

/** Kept from April on, in force since July. */
async function decide(droppedAt: string | null): Promise<void> {
  const row = {
    keep_from: "2026-04-01",
    keep_from_at: "2026-03-31T15:00:00.000Z",
    in_force_from: new Date(IN_FORCE).toISOString(),
    frozen_at: droppedAt,
    dropped_at: droppedAt,
  };
  const columns = Object.keys(row) as (keyof typeof row)[];
  await tables.insertRows("mimamori.usage_retention", columns, [row]);
}

/** Ingests a batch as a worker that has just read the retention; answers the codes and reasons of its dead letters. */
async function ingest(values: readonly string[], appendedAtMs: number): Promise<string[]> {
  const context = ingestContext();
  const retention = createRetention(tables);
  await retention.refresh();
  const letters: string[] = [];
  const noting = {
    ...context.producer,
    send: (topic: string, records: readonly OutgoingRecord[]) => {
      expect(topic).toBe(DEAD_LETTERS_TOPIC);
      for (const { value } of records) {
        const { code, reason } = deadLetter.parse(JSON.parse(value.toString()));
        letters.push(`${code}: ${reason}`);
      }
      return context.producer.send(topic, records);
    },
  };
  const records = values.map((value, offset) => recordOf(value, offset, appendedAtMs));
  await ingestBatch({ ...context, producer: noting, retention }, TOPIC, batchOf(TOPIC, records));
  return letters;
}

const BATCH = [
  eventOf(1, "2026-04-02T00:00:00Z"),
  eventOf(2, "2026-03-01T00:00:00Z"),
  eventOf(3, "2026-06-01T00:00:00Z"),
];

test("what happened before the first kept day is a dead letter that says so, and its neighbours go in", async () => {
  await decide(null);
  expect(await ingest(BATCH, IN_FORCE)).toEqual([
    expect.stringMatching(
      /^too_late: it happened before 2026-03-31T15:00:00\.000Z.*usageRetentionMonths/,
    ),
  ]);
  expect((await rawRows(TOPIC)).map(({ id }) => id)).toEqual(["event-1", "event-3"]);
});

test("what was appended before the retention was in force goes in, as long as its month is there", async () => {
  await decide(null);
  expect(await ingest(BATCH, IN_FORCE - 1)).toEqual([]);
  expect(await rawRows(TOPIC)).toHaveLength(3);
});

test("reading a topic again from its beginning brings back nothing that has expired, and blames nobody", async () => {
  await decide("2026-07-02T00:00:00.000Z");
  expect(await ingest(BATCH, IN_FORCE - 1)).toEqual([]);
  expect((await rawRows(TOPIC)).map(({ id }) => id)).toEqual(["event-1", "event-3"]);
});

test("without a retention nothing is too late", async () => {
  expect(await ingest(BATCH, IN_FORCE)).toEqual([]);
  expect(await rawRows(TOPIC)).toHaveLength(3);
});
