import { insertRawEvents, RawEventRows } from "@mimamori/clickhouse-tables";
import { exampleEvent, parseEvent } from "@mimamori/event-contracts";
import type { ValidEvent } from "@mimamori/event-contracts";
import { afterAll, beforeEach, expect, test } from "vitest";
import { findIdentityConflicts } from "./find-identity-conflicts.ts";
import type { ConflictCheck } from "./find-identity-conflicts.ts";
import { startEmpty, tables } from "../scoring-fixture.ts";

beforeEach(startEmpty);
afterAll(() => tables.close());

const NOW = new Date("2026-07-01T00:00:00Z");
const check = (): Promise<ConflictCheck> =>
  findIdentityConflicts(tables, NOW, new AbortController().signal);

function use(id: string, subject: string, time: string): ValidEvent {
  const event = { ...exampleEvent("usage.feature_used.v1"), source: "app", id, subject, time };
  const parsed = parseEvent(event);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.event;
}

async function arrive(...events: readonly ValidEvent[]): Promise<void> {
  const known = events.map((event) => ({ event, knownAtMs: event.timeMs }));
  await insertRawEvents(tables, "usage.events", RawEventRows.of(known));
}

interface Conflict {
  readonly id: string;
  readonly events: string;
  readonly counted: string;
  readonly subjects: readonly string[];
  readonly times: readonly string[];
}
const listed = (): Promise<Conflict[]> =>
  tables.query(
    "SELECT id, events, counted, subjects, times FROM cs.identity_conflicts ORDER BY id",
  );

test("another subject or another time under one name is listed, with all that have the name; a copy is not", async () => {
  const moved = use("moved", "A", "2026-05-01T00:00:00Z");
  const retried = use("retried", "A", "2026-05-31T23:59:59Z");
  const plain = use("plain", "A", "2026-05-02T00:00:00Z");
  await arrive(moved, retried, plain);
  await arrive(plain, plain);
  expect(await check()).toMatchObject({ conflicts: 0 });
  await arrive(use("moved", "user:7", "2026-05-01T00:00:00Z"));
  await arrive(use("retried", "A", "2026-06-01T00:00:05Z"), plain);
  expect(await check()).toMatchObject({ conflicts: 2 });
  expect(await listed()).toEqual([
    {
      id: "moved",
      events: "2",
      counted: "2",
      subjects: ["A", "user:7"],
      times: ["2026-05-01T00:00:00.000Z", "2026-05-01T00:00:00.000Z"],
    },
    {
      id: "retried",
      events: "2",
      counted: "2",
      subjects: ["A", "A"],
      times: ["2026-05-31T23:59:59.000Z", "2026-06-01T00:00:05.000Z"],
    },
  ]);
});

test("both events stay stored and count, until one of them is retracted", async () => {
  await arrive(use("x", "A", "2026-05-01T00:00:00Z"), use("x", "B", "2026-05-01T00:00:00Z"));
  await check();
  const [rows] = await tables.query<{ rows: string }>(
    "SELECT count() AS rows FROM mimamori.raw_usage_events FINAL",
  );
  expect(rows).toEqual({ rows: "2" });
  const retracted = { subject: "B", time: "2026-05-01T00:00:00Z", source: "app", id: "x" };
  const columns = ["subject", "time", "source", "id", "known_at"] as const;
  await tables.insertRows("mimamori.retracted_events", columns, [
    { ...retracted, known_at: "2026-05-02T00:00:00Z" },
  ]);
  expect(await listed()).toMatchObject([{ id: "x", events: "2", counted: "1" }]);
});

test("looks only at months that got events since the last check, and their neighbours; a merge is no event", async () => {
  await arrive(use("a", "A", "2025-01-05T00:00:00Z"));
  await arrive(use("b", "A", "2026-05-05T00:00:00Z"));
  expect(await check()).toEqual({ months: 6, conflicts: 0 });
  expect(await check()).toEqual({ months: 0, conflicts: 0 });
  await arrive(use("c", "A", "2026-05-06T00:00:00Z"));
  await tables.command("OPTIMIZE TABLE mimamori.raw_usage_events PARTITION 202501 FINAL");
  expect(await check()).toEqual({ months: 3, conflicts: 0 });
});

test("a check that is made twice lists nothing twice", async () => {
  await arrive(use("x", "A", "2026-05-01T00:00:00Z"), use("x", "B", "2026-05-01T00:00:00Z"));
  await check();
  await tables.command("TRUNCATE TABLE mimamori.identity_checks SYNC");
  await check();
  expect(await listed()).toHaveLength(1);
});
