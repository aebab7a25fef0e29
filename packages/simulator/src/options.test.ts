import { expect, test } from "vitest";
import { readSettings } from "./options.ts";

const NOW_MS = Date.parse("2026-11-22T09:30:00Z");

test("without words the company is the usual one, until the start of today", () => {
  expect(readSettings(["--brokers", "localhost:9092"], NOW_MS)).toEqual({
    accounts: 400,
    months: 18,
    seed: 1,
    until: Date.parse("2026-11-22T00:00:00Z"),
    brokers: "localhost:9092",
  });
});

test("all mistakes are told at once, each with its option", () => {
  const words = [
    "--brokers",
    "b:1",
    "--accounts",
    "0",
    "--months",
    "many",
    "--until",
    "2026-02-30",
  ];
  expect(() => readSettings(words, NOW_MS)).toThrow(/--accounts.*--months.*--until/s);
});

test("it must be told one place to send to, and only one", () => {
  expect(() => readSettings([], NOW_MS)).toThrow(/either --brokers or --collector/);
  const both = ["--brokers", "b:1", "--collector", "http://localhost:1"];
  expect(() => readSettings(both, NOW_MS)).toThrow(/either --brokers or --collector/);
});
