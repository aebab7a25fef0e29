import { randomInt } from "node:crypto";
import { DEAD_LETTERS_TOPIC } from "@mimamori/event-contracts";
import type { RecordBatch } from "@mimamori/kafka-stream";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ingestBatch } from "./ingest-batch.ts";
import {
  admin,
  batchOf,
  disconnect,
  emptyTables,
  engines,
  ingestContext,
  rawRows,
  recordOf,
  startEmpty,
  tables,
  usageEvent,
} from "./worker-fixture.ts";

const TOPIC = "usage.events";
const FIRST_APPEND = Date.UTC(2026, 5, 1);

beforeAll(startEmpty);
beforeEach(emptyTables);
afterAll(disconnect);

const ingest = (batch: RecordBatch): Promise<void> => ingestBatch(ingestContext(), TOPIC, batch);
const eventRecord = (number: number, appendedAtMs = FIRST_APPEND + number) =>
  recordOf(usageEvent(number).value, number, appendedAtMs);
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

function shuffled<T>(items: readonly T[]): T[] {
  const left = [...items];
  for (let at = left.length - 1; at > 0; at--) {
    const other = randomInt(at + 1);
    [left[at], left[other]] = [left[other]!, left[at]!];
  }
  return left;
}

function marks(): Promise<unknown[]> {
  return tables.query(
    "SELECT DISTINCT family, subject, bucket FROM mimamori.fact_marks ORDER BY ALL",
  );
}

async function deadLettersSent(): Promise<number> {
  const ends = await admin.readEndOffsets(DEAD_LETTERS_TOPIC);
  return [...ends.values()].reduce((sum, end) => sum + Number(end), 0);
}

describe("ingestBatch", () => {
  it("ends in the same rows and marks whatever is doubled, shuffled and delivered again", async () => {
    await ingest(
      batchOf(
        TOPIC,
        numbers(3_000).map((number) => eventRecord(number)),
      ),
    );
    const [rowsOnce, marksOnce] = [await rawRows(TOPIC), await marks()];
    expect(rowsOnce).toHaveLength(3_000);
    await emptyTables();

    const again = numbers(1_000).map(() => randomInt(3_000));
    const laterCopies = again.map((number) => eventRecord(number, FIRST_APPEND + 9_000_000));
    let waiting = shuffled([
      ...numbers(3_000).map((number) => eventRecord(number)),
      ...laterCopies,
    ]);
    while (waiting.length > 0) {
      const batch = batchOf(TOPIC, waiting.slice(0, randomInt(1, 600)));
      waiting = waiting.slice(batch.records.length);
      await ingest(batch);
      if (randomInt(3) === 0) await ingest(batch);
    }
    expect(await rawRows(TOPIC)).toEqual(rowsOnce);
    expect(await marks()).toEqual(marksOnce);
  });

  it("takes what is good of a batch and makes a dead letter of each bad record", async () => {
    const before = await deadLettersSent();
    const bad = [
      "",
      "{",
      '{"specversion":"1.0"}',
      usageEvent(1).value.replace("feature_used", "x"),
    ];
    const records = bad.map((value, index) => recordOf(value, index, FIRST_APPEND));
    await ingest(batchOf(TOPIC, [...records.slice(0, 2), eventRecord(7), ...records.slice(2)]));
    expect((await rawRows(TOPIC)).map(({ id }) => id)).toEqual(["event-7"]);
    expect(await deadLettersSent()).toBe(before + bad.length);
  });

  it("spreads a batch over as many months as it has, some at a time", async () => {
    const times = numbers(130).map((month) => new Date(Date.UTC(2015, month, 3)).toISOString());
    const records = times.map((time, number) => {
      const event = JSON.parse(usageEvent(number).value) as object;
      return recordOf(JSON.stringify({ ...event, time }), number, FIRST_APPEND);
    });
    await ingest(batchOf(TOPIC, records));
    expect(await rawRows(TOPIC)).toHaveLength(130);
  });

  it("takes a batch apart that the store refuses, so that only the bad rows become dead letters", async () => {
    await tables.command(
      "ALTER TABLE mimamori.raw_usage_events ADD CONSTRAINT IF NOT EXISTS for_a_test CHECK id NOT IN ('event-0', 'event-511', 'event-999')",
    );
    try {
      const before = await deadLettersSent();
      await ingest(
        batchOf(
          TOPIC,
          numbers(1_000).map((number) => eventRecord(number)),
        ),
      );
      const ids = new Set((await rawRows(TOPIC)).map(({ id }) => id));
      expect(ids.size).toBe(997);
      for (const refused of [0, 511, 999]) expect(ids).not.toContain(`event-${refused}`);
      expect(await deadLettersSent()).toBe(before + 3);
    } finally {
      await tables.command("ALTER TABLE mimamori.raw_usage_events DROP CONSTRAINT for_a_test");
    }
  });

  it.each(["raw rows", "dead letters", "marks"] as const)(
    "ends in the same rows and marks when it crashes before the %s are written",
    async (step) => {
      const records = numbers(500).map((number) => eventRecord(number));
      const batch = batchOf(TOPIC, [...records, recordOf("bad", 500, FIRST_APPEND)]);
      const crash = (): Promise<never> => Promise.reject(new Error("crash"));
      const context = ingestContext();
      const tableOfStep = step === "marks" ? "fact_marks" : "raw_usage_events";
      const crashing = {
        ...context,
        producer: step === "dead letters" ? { ...context.producer, send: crash } : context.producer,
        tables: {
          ...context.tables,
          insertBinary: (...insert: Parameters<typeof tables.insertBinary>) =>
            step !== "dead letters" && insert[0].endsWith(tableOfStep)
              ? crash()
              : context.tables.insertBinary(...insert),
        },
      };
      await expect(ingestBatch(crashing, TOPIC, batch)).rejects.toThrow("crash");
      expect(await rawRows(TOPIC)).toHaveLength(step === "raw rows" ? 0 : 500);
      expect(await marks()).toEqual([]);

      await ingest(batch);
      const [rowsAfter, marksAfter] = [await rawRows(TOPIC), await marks()];
      await emptyTables();
      await ingest(batch);
      expect(rowsAfter).toEqual(await rawRows(TOPIC));
      expect(marksAfter).toEqual(await marks());
    },
  );

  it("gives the batch back while ClickHouse is down; a later try loses nothing and blames no record", async () => {
    const before = await deadLettersSent();
    const events = batchOf(
      TOPIC,
      numbers(100).map((number) => eventRecord(number)),
    );
    await engines.clickhouse.kill();
    try {
      await expect(ingest(events)).rejects.toMatchObject({ retryable: true });
    } finally {
      await engines.clickhouse.restart();
    }
    await ingest(events);
    expect(await rawRows(TOPIC)).toHaveLength(100);
    expect(await deadLettersSent()).toBe(before);
  });

  it("gives a batch up while it waits when the partition is somebody else's by now", async () => {
    const batch = { ...batchOf(TOPIC, [eventRecord(1)]), isStale: () => true };
    await engines.clickhouse.kill();
    try {
      await expect(ingest(batch)).rejects.toMatchObject({ code: "batch_abandoned" });
    } finally {
      await engines.clickhouse.restart();
    }
  });

  it("stops instead of blaming records when the table is missing", async () => {
    const before = await deadLettersSent();
    await tables.command(
      "RENAME TABLE mimamori.raw_usage_events TO mimamori.raw_usage_events_away",
    );
    try {
      await expect(ingest(batchOf(TOPIC, [eventRecord(1)]))).rejects.toMatchObject({
        kind: "setup",
      });
      expect(await deadLettersSent()).toBe(before);
    } finally {
      await tables.command(
        "RENAME TABLE mimamori.raw_usage_events_away TO mimamori.raw_usage_events",
      );
    }
  });
});
