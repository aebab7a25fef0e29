// What the benches of the way in are made of; their figures are no assertions.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseEvent } from "@mimamori/event-contracts";
import { expect, test } from "vitest";
import { percentile } from "./collector-load.ts";
import { writeHistory } from "./import-file.ts";
import { usageEvents } from "./usage-events.ts";

const stream = {
  events: 1_000,
  accounts: 20,
  fromMs: Date.UTC(2026, 5, 1),
  toMs: Date.UTC(2026, 6, 1),
  source: "/apps/web",
};

test("the events fulfil their contract, differ in their ids, and are the same each time", () => {
  const records = [...usageEvents(stream, 300)].flat();
  expect(records).toEqual([...usageEvents(stream, 300)].flat());
  const ids = records.map(({ key, value }) => {
    const parsed = parseEvent(JSON.parse(String(value)));
    if (!parsed.ok) throw new Error(parsed.reason);
    expect(parsed.event.subject).toBe(key);
    return parsed.event.id;
  });
  expect(new Set(ids).size).toBe(stream.events);
});

test("an event is as long as the yardstick's: 290 bytes, give or take ten", () => {
  const records = [...usageEvents({ ...stream, accounts: 20_000 }, 1_000)].flat();
  const bytes = records.reduce((sum, { value }) => sum + value.length, 0) / records.length;
  expect(Math.abs(bytes - 290)).toBeLessThan(10);
});

test("a percentile is the value that so many of a hundred do not exceed", () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index);
  expect(percentile(values, 50)).toBe(100);
  expect(percentile(values, 99)).toBe(198);
  expect(percentile([7], 99)).toBe(7);
  expect(percentile([1, Infinity], 99)).toBe(Infinity);
});

test("the file of a history has one row per event behind its header, in the order of time", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-bench-"));
  try {
    const file = path.join(folder, "usage.csv");
    await writeHistory(file, 5_000);
    const [header, ...rows] = fs.readFileSync(file, "utf8").trimEnd().split("\n");
    expect(header).toBe("id,account,user,feature,at,quantity");
    const times = rows.map((row) => row.split(",")[4] ?? "");
    expect(times).toHaveLength(5_000);
    expect(times).toEqual(times.toSorted());
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
