import { expect, test } from "vitest";
import { judgedSteps, replaySteps } from "./replay-steps.ts";

const dayOf = (day: string): number => Date.parse(day) / 86_400_000;
const TODAY = dayOf("2026-06-01");

test("a year is 52 weekly steps, the last of them the end of yesterday", () => {
  const steps = replaySteps({ everyDays: 7 }, TODAY);
  expect(steps).toHaveLength(52);
  expect(steps.at(-1)).toBe(TODAY);
  expect(new Set(steps.slice(1).map((step, index) => step - (steps[index] ?? 0)))).toEqual(
    new Set([7]),
  );
});

test("both days that are asked for are included where the step meets them; the last one always is", () => {
  const span = { from: "2026-01-05", to: "2026-01-20" };
  expect(replaySteps({ ...span, everyDays: 5 }, TODAY)).toEqual(
    ["2026-01-06", "2026-01-11", "2026-01-16", "2026-01-21"].map(dayOf),
  );
  expect(replaySteps({ ...span, everyDays: 7 }, TODAY)).toEqual(
    ["2026-01-07", "2026-01-14", "2026-01-21"].map(dayOf),
  );
});

test("a day that is not over is refused, and so is a span that ends before it begins", () => {
  expect(() => replaySteps({ to: "2026-06-01", everyDays: 7 }, TODAY)).toThrow("up to 2026-05-31");
  expect(() => replaySteps({ from: "2026-05-02", to: "2026-05-01", everyDays: 7 }, TODAY)).toThrow(
    "turn them round",
  );
});

test("the backtest looks at the last step and at one in 28 days before it", () => {
  const steps = replaySteps({ everyDays: 7 }, TODAY);
  const judged = judgedSteps(steps);
  expect(judged).toHaveLength(13);
  expect(judged.at(-1)).toBe(TODAY);
  expect(judged.every((day) => steps.includes(day))).toBe(true);
});
