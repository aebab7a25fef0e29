import path from "node:path";
import { exampleEvent, EVENT_TYPES, parseEvent } from "@mimamori/event-contracts";
import type { ValidEvent } from "@mimamori/event-contracts";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { connectClickhouse } from "./client.ts";
import { migrate } from "./migrations.ts";
import { insertRawEvents, rawTableOf, RawEventRows } from "./raw-events.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const tables = connectClickhouse({
  url: engines.clickhouseUrl,
  user: engines.clickhouseUser,
  password: engines.clickhousePassword,
});

beforeAll(async () => {
  const infra = path.join(import.meta.dirname, "../../../infra/clickhouse");
  const [migrationsDir, viewsDir] = [path.join(infra, "migrations"), path.join(infra, "views")];
  await migrate({ client: tables, migrationsDir, viewsDir });
});
afterAll(() => tables.close());

/** JSON text that JSON.stringify would never write: duplicate keys, escapes of lone surrogates, numbers without end. */
const wildText = fc.oneof(
  fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
  fc.constantFrom('"\\ud800"', '"\\udfff x \\ud83d"', '"\\u0000"', '"😀\\ud83d\\ude00"'),
);
const wildNumber = fc.constantFrom(
  "1e308",
  "-1e-320",
  "1e999",
  "123456789012345678901234567890",
  "-0",
  "0.1",
  "9007199254740993",
);
const { value: wildValue } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    wildText,
    wildNumber,
    fc.constantFrom("null", "true", '"__proto__"'),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
    fc
      .array(
        fc.tuple(fc.constantFrom('"a"', '"a"', '"\\ud800"', '""', '"__proto__"'), tie("value")),
      )
      .map((entries) => `{${entries.map(([key, value]) => `${key}:${value}`).join(",")}}`),
  ),
}));

const identifier = fc
  .string({ unit: "binary", minLength: 1, maxLength: 85 })
  .filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text));
const instant = fc.oneof(
  fc.constantFrom(
    "1971-01-01T00:00:00Z",
    "2199-12-31T23:59:59.999Z",
    "2024-02-29T12:00:00.123456789+14:00",
  ),
  fc
    .date({
      min: new Date(Date.UTC(1971, 0, 1)),
      max: new Date(Date.UTC(2199, 11, 31)),
      noInvalidDate: true,
    })
    .map((date) => date.toISOString()),
);

/** The text of an event of a random type, with wild extras in its data and around it. */
const eventText = fc
  .record({
    type: fc.constantFrom(...EVENT_TYPES),
    subject: identifier,
    source: identifier,
    id: identifier,
    time: instant,
    occurredat: fc.option(instant, { nil: undefined }),
    knownat: fc.option(instant, { nil: undefined }),
    sequence: fc.option(fc.maxSafeNat(), { nil: undefined }),
    inData: wildValue,
    around: wildValue,
  })
  .map(({ inData, around, ...attributes }) => {
    const event = { ...exampleEvent(attributes.type), ...attributes };
    const known = JSON.stringify({ ...event.data, extra: 0 });
    const data = known.replace(/\}$/, `,"extra":${inData}}`);
    const text = JSON.stringify({ ...event, data: undefined });
    return text.replace(/\}$/, `,"extension":${around},"data":${data}}`);
  });

function asRow(event: ValidEvent, knownAtMs: number): Record<string, unknown> {
  return {
    subject: event.subject,
    time: new Date(event.timeMs).toISOString(),
    source: event.source,
    id: event.id,
    type: event.type,
    occurred_at: new Date(event.occurredAtMs).toISOString(),
    known_at: new Date(knownAtMs).toISOString(),
    sequence: String(event.sequence),
    data: JSON.stringify(event.data),
    extensions: event.extensions,
  };
}

describe("raw tables", () => {
  it("accept every event that its contract accepts, and give it back as it was", async () => {
    let inserted = 0;
    const property = fc.asyncProperty(
      fc.array(eventText, { minLength: 1, maxLength: 40 }),
      async (texts) => {
        for (const text of texts) {
          const parsed = parseEvent(JSON.parse(text));
          if (!parsed.ok) continue;
          const { event } = parsed;
          const knownAtMs = event.knownAtMs ?? Date.UTC(2026, 0, 1);
          const table = rawTableOf(event.topic);
          await insertRawEvents(tables, event.topic, RawEventRows.of([{ event, knownAtMs }]));
          const rows = await tables.query(
            `SELECT * FROM ${table} WHERE subject = {subject:String} AND time = {time:DateTime64(3)} AND source = {source:String} AND id = {id:String}`,
            { ...event, time: new Date(event.timeMs) },
          );
          expect(rows).toContainEqual(asRow(event, knownAtMs));
          inserted++;
        }
      },
    );
    await fc.assert(property, { numRuns: 15 });
    expect(inserted).toBeGreaterThan(50);
  });
});
