import { expect, test } from "vitest";
import { formatLogLine } from "./log-lines.ts";

test("a line of pino becomes time, level, message and fields", () => {
  const line = JSON.stringify({
    level: 40,
    time: 1767225600000,
    pid: 7,
    hostname: "h",
    msg: "late",
    topic: "usage.events",
    lag: 12,
  });
  expect(formatLogLine(line)).toBe(
    "2026-01-01T00:00:00.000Z WARN  late  topic=usage.events  lag=12",
  );
});

test("an error keeps its stack", () => {
  const line = JSON.stringify({
    level: "error",
    time: "2026-01-01T00:00:00Z",
    msg: "no",
    err: { message: "m", stack: "Error: m\n    at x" },
  });
  expect(formatLogLine(line)).toBe("2026-01-01T00:00:00.000Z ERROR no\n    Error: m\n    at x");
});

test("any other line stays as it is, without what would move the terminal's cursor", () => {
  expect(formatLogLine("2026 WARN something {x}")).toBe("2026 WARN something {x}");
  expect(formatLogLine('{"half":')).toBe('{"half":');
  expect(formatLogLine('{"level":"x"}')).toBe('{"level":"x"}');
  expect(formatLogLine("\u001b[2J\u001b[1mbold\u001b[0m\u0007")).toBe("bold");
});
