import { exampleEvent, parseEvent, readPlainEvent } from "@mimamori/event-contracts";
import type { PlainEvent, ValidEvent } from "@mimamori/event-contracts";
import { expect, test } from "vitest";
import { RawEventRows } from "./raw-events.ts";

const KNOWN_AT_MS = Date.UTC(2026, 1, 1);

function rowOf(event: ValidEvent): Buffer {
  const [row] = RawEventRows.of([{ event, knownAtMs: KNOWN_AT_MS }]).bytesOf([0]);
  return row as Buffer;
}

test("an event that is copied as it lies becomes the very row that it becomes when it is read and written", () => {
  const example = exampleEvent("usage.feature_used.v1");
  const data = { feature: "報告", user: "u".repeat(200), quantity: 2, note: "x".repeat(20_000) };
  const event = { ...example, sequence: 2 ** 40, occurredat: "2026-01-30T09:30:00.001Z", data };
  const parsed = parseEvent(event);
  const plain = readPlainEvent(Buffer.from(JSON.stringify(event)));
  expect(parsed.ok).toBe(true);
  expect(plain).toBeDefined();
  expect(rowOf(plain as PlainEvent)).toEqual(rowOf((parsed as { event: ValidEvent }).event));
});
