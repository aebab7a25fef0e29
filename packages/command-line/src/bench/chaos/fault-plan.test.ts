import { expect, test } from "vitest";
import { FAULT_KINDS, planFaults } from "./fault-plan.ts";

test("a seed plans the same faults each time, and another seed others", () => {
  expect(planFaults(7, 120_000)).toEqual(planFaults(7, 120_000));
  expect(planFaults(7, 120_000)).not.toEqual(planFaults(8, 120_000));
});

test("every kind comes up once before any comes up again, so that a minute has nearly all of them", () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const kinds = planFaults(seed, 600_000).map(({ kind }) => kind);
    for (let from = 0; from + FAULT_KINDS.length <= kinds.length; from += FAULT_KINDS.length) {
      expect(new Set(kinds.slice(from, from + FAULT_KINDS.length)).size).toBe(FAULT_KINDS.length);
    }
    expect(planFaults(seed, 60_000).length).toBeGreaterThanOrEqual(7);
  }
});

test("faults come in the order of time, within the run", () => {
  const times = planFaults(3, 600_000).map(({ atMs }) => atMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.at(-1)).toBeLessThan(600_000);
});
