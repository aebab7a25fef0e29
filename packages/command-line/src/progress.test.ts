import { expect, test } from "vitest";
import { groupDigits, renderBar, startProgressBar } from "./progress.ts";

function record(isTTY: boolean) {
  const written: string[] = [];
  let now = 0;
  const bar = startProgressBar(
    "Sending events",
    1000,
    { isTTY, write: (text) => written.push(text) },
    () => now,
  );
  return {
    written,
    bar,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

test("a bar shows share, counts and time", () => {
  expect(renderBar("Sending events", 250_000, 1_000_000, 2500)).toMatch(
    /^Sending events +█{8}░{22} {2}25% {2}250,000 of 1,000,000 {2}2\.5 s$/,
  );
});

test("a bar never exceeds its frame, and survives a total of nothing", () => {
  expect(renderBar("x", 12, 10, 0)).toContain("█".repeat(30) + " 100%");
  expect(renderBar("x", 0, 0, 0)).toContain("░".repeat(30) + "   0%");
});

test("outside a terminal lines are sparse and hold no control characters", () => {
  const { written, bar, pass } = record(false);
  for (let done = 1; done <= 100; done++) {
    pass(100);
    bar.update(done * 10);
  }
  bar.finish();
  expect(written.length).toBe(3);
  for (const line of written) expect(line).toMatch(/^[^\u0000-\u0009\u000b-\u001f]*\n$/);
});

test("on a terminal the bar redraws its line, and leaves one line behind", () => {
  const { written, bar, pass } = record(true);
  for (let done = 1; done <= 10; done++) {
    pass(100);
    bar.update(done * 100);
  }
  bar.finish("1,000 events");
  expect(written.slice(0, -1).every((text) => text.startsWith("\r") && !text.includes("\n"))).toBe(
    true,
  );
  expect(written.at(-1)).toMatch(/Sending events +1,000 events {2}1\.0 s\n$/);
});

test("digits are grouped", () => {
  expect(groupDigits(1234567.4)).toBe("1,234,567");
});
