// The frame of the benches; their figures are no assertions.
import { expect, test } from "vitest";
import { command } from "../commands/bench.ts";
import { bestOf } from "./bench.ts";
import { describeMachine } from "./machine.ts";
import { makePersonPeriods } from "./person-period-data.ts";
import { renderBench } from "./result-text.ts";
import { makeCohorts } from "./retention-cohorts.ts";

const surroundings = { checkout: "/checkout", stateDir: "/state" };

test("a bench that does not exist is refused with the names of those that do", async () => {
  for (const words of [[], ["speed"], ["constructor"]])
    await expect(command.run("bench", words, surroundings)).rejects.toThrow(/: fit/);
});

test("the table has a line per ratio and figure, and says on what machine they were measured", () => {
  const text = renderBench(
    "fit",
    { ratios: { time: 0.51239 }, figures: { seconds: 0.3 } },
    describeMachine(),
  );
  expect(text).toMatch(/ratios\.time {6}0\.5124\n/);
  expect(text).toMatch(/figures\.seconds {2}0\.3000\n/);
  expect(text).toMatch(/\d+ cores, .* GB, Node v/);
});

test("work is done as often as asked, and its last result kept", () => {
  let runs = 0;
  expect(bestOf(3, () => ++runs).result).toBe(3);
});

test("person-periods are the same each time, standardised, and some percent of them end", () => {
  const { x, y } = makePersonPeriods(20_000);
  expect(x.columns).toBe(30);
  expect(makePersonPeriods(20_000).x.values.at(-1)).toBe(x.values.at(-1));
  const share = y.reduce((sum, ended) => sum + ended, 0) / y.length;
  expect(share).toBeGreaterThan(0.01);
  expect(share).toBeLessThan(0.1);
});

test("a cohort never loses more accounts than it has, and begins each renewal with those left", () => {
  for (const { atRisk, lost } of makeCohorts(50))
    atRisk.forEach((accounts, index) => {
      expect(lost[index]).toBeLessThanOrEqual(accounts);
      if (index > 0) expect(accounts).toBe(atRisk[index - 1]! - lost[index - 1]!);
    });
});
