// The customer base of Fader & Hardie (2010), "Customer-base valuation in a contractual setting", through the code of the job: 26,569
// accounts at $100 a year and 10 %, of which a third leaves with 10 % a year and the others with 50 %.
import { expect, test } from "vitest";
import { fitCohortCurves } from "./fit-cohort-curves.ts";
import { cohortsOf } from "./renewal-cohorts.ts";
import type { RenewalGroup } from "./renewal-cohorts.ts";
import { gapOf } from "./write-curves.ts";

/** Accounts alive after 0, 1, 2 … renewals of each cohort, oldest first. */
const BASE: readonly (readonly number[])[] = [
  [10_000, 6_334, 4_367, 3_264, 2_604],
  [10_000, 6_334, 4_367, 3_264],
  [10_000, 6_334, 4_367],
  [10_000, 6_334],
  [10_000],
];

/** The base as the query tells it: groups of accounts with the same start and the same fate. */
const GROUPS: RenewalGroup[] = BASE.flatMap((alive) => {
  const age = alive.length - 1;
  const group = { segment: "base", term_months: 12, age, has_changed: 0 };
  const stayed = { ...group, faced: age, has_left: 0, spells: alive[age] ?? 0 };
  const left = alive.slice(1).map((accounts, index) => {
    return { ...group, faced: index + 1, has_left: 1, spells: (alive[index] ?? 0) - accounts };
  });
  return [...left, stayed];
});

test("one rate for all makes it worth $4,945,049 where it is worth $7,941,650, and the gap is explained", () => {
  const curve = fitCohortCurves(cohortsOf(GROUPS)).find(({ segment }) => segment === "base");
  if (curve === undefined) throw new Error("no curve");
  expect(curve.aliveByAge).toEqual(BASE);
  const gap = gapOf({ curve, meanMarginMinor: 100 / 12 }, 0.1);
  if (gap === null) throw new Error("no gap");
  expect(gap.naiveValue).toBeCloseTo(4_945_049, 0);
  expect(gap.sbgValue).toBeCloseTo(7_334_214, 0);
  expect(gap.likelier).toBe("two-segment");
  expect(Math.abs((gap.twoSegmentValue ?? 0) / 7_941_650 - 1)).toBeLessThan(0.0005);
  expect(gap.naiveValue + gap.fromAge + gap.fromRisingRetention).toBeCloseTo(gap.sbgValue, 5);
});
