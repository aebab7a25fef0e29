// Which curve a segment's accounts get, and what happens where they say too little.
import { retention } from "@mimamori/lifetime-value";
import { expect, test } from "vitest";
import { fitCohortCurves } from "./fit-cohort-curves.ts";
import type { CohortCurve } from "./fit-cohort-curves.ts";
import type { RenewalCohort } from "./renewal-cohorts.ts";

function cohort(
  segment: string,
  termMonths: number,
  atRisk: readonly number[],
  lost: readonly number[],
): RenewalCohort {
  return { segment, termMonths, spells: atRisk[0] ?? 0, counts: { atRisk, lost }, aliveByAge: [] };
}

/** "High End" of Fader & Hardie (2007), Table 1: churn that falls with tenure, first faster than any Beta can say. */
const ALIVE = [1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394];
const HIGH_END = cohort(
  "high-end",
  12,
  ALIVE.slice(0, -1),
  ALIVE.slice(1).map((alive, index) => (ALIVE[index] ?? 0) - alive),
);

function find(curves: readonly CohortCurve[], segment: string, term: number): CohortCurve {
  const found = curves.find((one) => one.segment === segment && one.termMonths === term);
  if (found === undefined) throw new Error(`no curve of ${segment} with ${term} months`);
  return found;
}

function nextChurn({ fit }: CohortCurve): number {
  if (fit.status === "no-data") throw new Error("no curve");
  return 1 - retention(fit.curve, 1);
}

test("a term gets BdW where it explains the renewals better than chance would, and says so", () => {
  const curve = find(fitCohortCurves([HIGH_END]), "high-end", 12);
  expect(curve).toMatchObject({ basis: "pool", reason: "tenure-matters" });
  expect(curve.fit).toMatchObject({ curve: { kind: "BdW" } });
  expect(curve.bdwPValue).toBeLessThan(0.001);
});

test("a small segment is drawn towards the others, a large one hardly moves", () => {
  const small = cohort("small", 12, [4, 2], [2, 1]);
  const curves = fitCohortCurves([HIGH_END, small]);
  const [pool, large] = [find(curves, "", 12), find(curves, "high-end", 12)];
  expect(nextChurn(find(curves, "small", 12))).toBeGreaterThan(nextChurn(pool));
  expect(nextChurn(find(curves, "small", 12))).toBeLessThan(0.5);
  expect(nextChurn(large)).toBeCloseTo(131 / 1000, 1);
  expect(large.basis).toBe("cohort");
});

test("three annual contracts that were all renewed are no proof of loyalty: the monthly churn helps out", () => {
  const curves = fitCohortCurves([
    cohort("a", 1, [1000], [20]),
    cohort("a", 12, [3], [0]),
    cohort("b", 12, [], []),
  ]);
  const aYear = 1 - 0.98 ** 12;
  const annual = find(curves, "a", 12);
  expect(annual).toMatchObject({ basis: "other-terms", reason: "few-churns-in-term" });
  expect(nextChurn(annual)).toBeCloseTo((10 * aYear) / 13, 10);
  expect(find(curves, "b", 12).fit).toBe(annual.fit);
});

test("where nobody has faced a renewal there is no curve, and no accounts give none", () => {
  const curve = find(fitCohortCurves([cohort("a", 12, [], [])]), "a", 12);
  expect(curve.fit.status).toBe("no-data");
  expect(curve.reason).toBe("nothing-known");
  expect(fitCohortCurves([])).toEqual([]);
});
