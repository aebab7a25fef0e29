import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bar, clip, compactMoney, painterFor, percent, sparkline, wrap } from "./terminal.ts";

describe("bar", () => {
  test("is as long as its share, in eighths, and shows whatever is above 0", () => {
    expect(bar(10, 10, 4)).toBe("████");
    expect(bar(5, 10, 4)).toBe("██");
    expect(bar(1, 32, 4)).toBe("▏");
    expect(bar(1, 100_000, 4)).toBe("▏");
    expect(bar(0, 10, 4)).toBe("");
    expect(bar(3, 0, 4)).toBe("");
  });

  test("never grows beyond its width", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 40 }), (value, most, width) => {
        expect(bar(value, most, width).length).toBeLessThanOrEqual(width);
      }),
    );
  });
});

test("a sparkline goes from the lowest to the highest, and is level when nothing changes", () => {
  expect(sparkline([1, 2, 8])).toBe("▁▂█");
  expect(sparkline([5, 5])).toBe("▄▄");
  expect(sparkline([])).toBe("");
});

test("numbers are short, and what is not known is a dash and never a zero", () => {
  expect(compactMoney(78_213_000, "JPY")).toBe("¥78.2M");
  expect(compactMoney(1234.5, "USD")).toBe("$1.23K");
  expect(compactMoney(null, "USD")).toBe("–");
  expect(percent(0.0234)).toBe("2.3 %");
  expect(percent(null)).toBe("–");
});

test("wrapped text has the same words in lines that are short enough", () => {
  const word = fc.stringMatching(/^[a-z]{1,9}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (words) => {
      const lines = wrap(words.join(" "), 20);
      expect(lines.join(" ")).toBe(words.join(" "));
      expect(lines.every((line) => line.length <= 20)).toBe(true);
    }),
  );
});

test("a text that is too long says that it was cut", () => {
  expect(clip("abcdef", 6)).toBe("abcdef");
  expect(clip("abcdefg", 6)).toBe("abcde…");
});

test("colours only go to a terminal, and not with NO_COLOR", () => {
  const terminal = { isTTY: true };
  expect(painterFor(terminal, {})("red", "x")).toBe("\u001b[31mx\u001b[0m");
  expect(painterFor(terminal, { NO_COLOR: "1" })("red", "x")).toBe("x");
  expect(painterFor({}, {})("red", "x")).toBe("x");
});

test("Japanese is wrapped by the columns that it takes, and no line begins with what closes or ends in what opens", () => {
  const text =
    "利用の推移: 普段は利用があるが、最近はまったく利用がない（以前は、利用が普段より3%少ない）";
  const lines = wrap(text, 30);
  expect(lines.join("")).toBe(text);
  expect(lines.length).toBeGreaterThan(2);
  const columns = (line: string): number => line.length + (line.match(/[^ -~]/gu)?.length ?? 0);
  // A closing mark stays with what it closes, and may stand out.
  for (const line of lines) {
    expect(columns(line)).toBeLessThanOrEqual(30);
    expect(line).not.toMatch(/^[、）]|（$/u);
  }
});
