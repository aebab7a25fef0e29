// The fits on the published cohorts, to the digits published; and honest answers where the counts say little.
import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  countsOfAccounts,
  countsOfCohorts,
  fitRetentionCurve,
  likelihoodRatioOfBdw,
  LifetimeInputError,
  pooledCounts,
  survival,
  type CurveFit,
  type CurveKind,
} from "./index.ts";
import { ANCHORS, BASE_2010, HIGH_END, MAVENFLIX, REGULAR } from "./published-fixture.ts";

function fitted(kind: CurveKind, alive: readonly number[]): CurveFit {
  const fit = fitRetentionCurve(kind, countsOfCohorts([alive]));
  if (fit.status === "no-data") throw new Error("no data");
  return fit;
}

function parametersOf({ curve }: CurveFit): number[] {
  return Object.values(curve).filter((value) => typeof value === "number");
}

function expectParameters(fit: CurveFit, expected: readonly number[], relative = 1e-4): void {
  expect(fit).toMatchObject({ status: "fitted", flags: [] });
  const found = parametersOf(fit);
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, index) => {
    expect(Math.abs((found[index] ?? NaN) / value - 1)).toBeLessThan(relative);
  });
}

// Fader & Hardie (2007, table 2 and appendix), Fader, Hardie et al. (2018); recomputed in 50 digits. The tables print five decimals.
test.each<[string, CurveKind, readonly number[], number, readonly number[], number]>([
  ["Regular", "sBG", REGULAR, 7, [0.70408, 1.18204], -1680.26519],
  ["High End", "sBG", HIGH_END, 7, [0.66809, 3.80609], -1611.15815],
  ["Regular", "sBG", REGULAR, 4, [0.76367, 1.29583], -1401.55942],
  ["High End", "sBG", HIGH_END, 4, [1.28098, 7.79038], -1225.13491],
  ["Regular", "sBG", REGULAR, 5, [0.73701, 1.24534], -1517.07297],
  ["High End", "sBG", HIGH_END, 5, [0.87538, 5.16167], -1378.48315],
  ["Regular", "sBG", REGULAR, 12, [0.69736, 1.1689], -1931.49169],
  ["High End", "sBG", HIGH_END, 12, [0.59611, 3.32697], -2010.85842],
  ["Regular", "BdW", REGULAR, 4, [0.52303, 0.89428, 1.1964], -1401.38305],
  ["High End", "BdW", HIGH_END, 4, [0.25934, 1.72255, 1.58436], -1222.74932],
  ["Regular", "BdW", REGULAR, 7, [0.45561, 0.77933, 1.28345], -1679.60283],
  ["High End", "BdW", HIGH_END, 7, [0.21425, 1.42658, 1.72357], -1605.31421],
  ["Regular", "BdW", REGULAR, 12, [0.50831, 0.86885, 1.20938], -1930.92973],
  ["High End", "BdW", HIGH_END, 12, [0.24964, 1.65418, 1.5968], -2004.81689],
  ["Regular", "dW", REGULAR, 4, [0.37386, 0.63586], -1404.00817],
  ["High End", "dW", HIGH_END, 4, [0.13844, 0.91014], -1226.54885],
  ["Regular", "geometric", REGULAR, 4, [0.27167], -1451.15556],
  ["High End", "geometric", HIGH_END, 4, [0.12466], -1227.96365],
])("%s %s(%#): parameters and log-likelihood are the published ones", (...row) => {
  const [, kind, alive, renewals, parameters, logLikelihood] = row;
  const fit = fitted(kind, alive.slice(0, renewals + 1));
  expectParameters(fit, parameters);
  expect(Math.abs(fit.logLikelihood - logLikelihood)).toBeLessThan(1e-4);
  expect(fit.gradientNorm).toBeLessThan(1e-9);
});

test("standard errors come from the exact Hessian: 0.0656 and 0.1525 for Regular, 0.374 for the exponent of its BdW", () => {
  const [gamma, delta] = fitted("sBG", REGULAR.slice(0, 8)).standardErrors ?? [];
  expect(gamma).toBeCloseTo(0.0656, 4);
  expect(delta).toBeCloseTo(0.15248, 5);
  expect(fitted("BdW", REGULAR.slice(0, 5)).standardErrors?.[2]).toBeCloseTo(0.37409, 5);
});

test("projected survival is the published one to 5 decimals, also beyond the data", () => {
  const regular = fitted("sBG", REGULAR.slice(0, 8)).curve;
  const highEnd = fitted("BdW", HIGH_END.slice(0, 5)).curve;
  expect([1, 7, 12].map((t) => survival(regular, t).toFixed(5))).toEqual([
    "0.62671",
    "0.23902",
    "0.17004",
  ]);
  expect([1, 4, 8, 12].map((t) => survival(highEnd, t).toFixed(5))).toEqual([
    "0.86915",
    "0.59293",
    "0.45669",
    "0.38891",
  ]);
});

test("the likelihood-ratio test tells where churn changes with tenure: p = .553 for Regular, .029 and .00063 for High End", () => {
  const compare = (alive: readonly number[]) =>
    likelihoodRatioOfBdw(fitted("sBG", alive), fitted("BdW", alive));
  const regular = compare(REGULAR.slice(0, 5));
  expect(regular.statistic).toBeCloseTo(0.35274, 5);
  expect(regular.pValue).toBeCloseTo(0.55256, 5);
  expect(compare(HIGH_END.slice(0, 5)).pValue).toBeCloseTo(0.029, 3);
  expect(compare(HIGH_END.slice(0, 8)).pValue).toBeCloseTo(0.00063, 5);
});

test("cohorts of different ages are fitted as one: five cohorts of 10,000", () => {
  const fit = fitRetentionCurve("sBG", countsOfCohorts(BASE_2010)) as CurveFit;
  expectParameters(fit, [1.667088, 2.856612], 1e-6);
  expect(fit.logLikelihood).toBeCloseTo(-44_644.115506, 5);
});

test("accounts one by one, cohorts and pooled tables are the same counts", () => {
  const accounts = [
    { renewalsFaced: 1, left: true },
    { renewalsFaced: 2, left: true },
    { renewalsFaced: 2, left: false },
    { renewalsFaced: 0, left: false },
    { renewalsFaced: 1, left: false },
  ];
  const counts = { atRisk: [4, 2], lost: [1, 1] };
  expect(countsOfAccounts(accounts)).toEqual(counts);
  expect(countsOfCohorts([[3, 2, 1], [1, 1], [1]])).toEqual(counts);
  expect(pooledCounts([countsOfCohorts([[3, 2, 1]]), countsOfCohorts([[1, 1]])])).toEqual(counts);
});

describe("degenerate counts get a flagged answer", () => {
  const few = (alive: readonly number[], kind: CurveKind = "sBG") =>
    fitRetentionCurve(kind, countsOfCohorts([alive]));

  test("nobody has faced a renewal", () => {
    const none = { status: "no-data", requested: "sBG", flags: ["no-data"] };
    expect([few([]), few([10]), few([0, 0])]).toEqual([none, none, none]);
  });

  test("nobody left, everybody left", () => {
    expect(few([5, 5, 5])).toMatchObject({
      status: "fell-back",
      curve: { kind: "geometric", theta: 0 },
      flags: ["no-churn"],
      logLikelihood: 0,
    });
    expect(few([1, 0])).toMatchObject({ curve: { theta: 1 }, flags: ["all-churned"] });
  });

  test("one renewal gives one rate; two are too few for three parameters", () => {
    expect(few([100, 90])).toMatchObject({ curve: { kind: "geometric" }, flags: ["one-renewal"] });
    expect(few([1000, 631, 468], "BdW")).toMatchObject({
      curve: { kind: "sBG" },
      flags: ["too-few-renewals"],
    });
  });

  test("accounts too much alike are given the geometric curve instead of a γ + δ above 200", () => {
    expect(few([1000, 900, 810, 729, 656])).toMatchObject({
      status: "fell-back",
      curve: { kind: "geometric" },
      flags: ["heterogeneity-not-identified"],
    });
  });

  test("a likelihood that rises to the edge is flagged, and its curve is still a curve", () => {
    const polarised = few([100, 50, 50, 50]) as CurveFit;
    expect(polarised).toMatchObject({ flags: ["at-boundary"], standardErrors: null });
    expect(survival(polarised.curve, 3)).toBeCloseTo(0.5, 3);
  });

  test("more lost than at risk is refused by its renewal", () => {
    expect(() => fitRetentionCurve("sBG", { atRisk: [10, 5], lost: [5, 6] })).toThrow(
      new LifetimeInputError("renewal 2: expected at most 5 lost, found 6"),
    );
  });

  const anyCounts = fc
    .array(
      fc.tuple(
        fc.oneof(fc.constant(0), fc.nat(3), fc.nat(2000)),
        fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
      ),
      { maxLength: 8 },
    )
    .map((rows) => ({
      atRisk: rows.map(([atRisk]) => atRisk),
      lost: rows.map(([atRisk, part]) => Math.round(atRisk * part)),
    }));
  const anyKind = fc.constantFrom<CurveKind>("sBG", "BdW", "dW", "geometric", "two-segment");

  test("whatever the counts, every number of a fit is finite and survival never rises", () => {
    fc.assert(
      fc.property(anyCounts, anyKind, (counts, kind) => {
        const fit = fitRetentionCurve(kind, counts);
        if (fit.status === "no-data") return;
        const numbers = [...parametersOf(fit), fit.logLikelihood, fit.gradientNorm];
        numbers.push(...(fit.standardErrors ?? []), ...(fit.logCovariance ?? []));
        expect(numbers.every(Number.isFinite)).toBe(true);
        let before = 1;
        for (const t of [0, 1, 2, 5, 40, 500]) {
          const share = survival(fit.curve, t);
          expect(share >= 0 && share <= before + 1e-12).toBe(true);
          before = share;
        }
      }),
      { numRuns: 300 },
    );
  });

  test("a richer curve never fits worse than the geometric one", () => {
    fc.assert(
      fc.property(anyCounts, anyKind, (counts, kind) => {
        const rich = fitRetentionCurve(kind, counts);
        const plain = fitRetentionCurve("geometric", counts);
        if (rich.status === "no-data" || plain.status === "no-data") return;
        expect(rich.logLikelihood).toBeGreaterThan(
          plain.logLikelihood - 1e-9 * (1 + Math.abs(plain.logLikelihood)),
        );
      }),
      // Searches that end at an edge, below what one constant churn reaches.
      {
        examples: [
          [{ atRisk: [199, 0, 0, 1, 594], lost: [0, 0, 0, 1, 0] }, "two-segment"],
          [{ atRisk: [3, 0, 1512], lost: [3, 0, 0] }, "sBG"],
        ],
      },
    );
  });
});

const anchorFits = z.record(
  z.string(),
  z.intersection(z.object({ alive: z.array(z.number()) }), z.record(z.string(), z.unknown())),
);
const anchorFit = z.object({
  params: z.array(z.number()),
  se: z.array(z.number()),
  ll: z.number(),
  survival_0_12: z.array(z.number()),
});

describe.skipIf(!existsSync(ANCHORS))("the 50-digit anchors (skipped without the data)", () => {
  test("all 32 fits: parameters, errors and survival to 9 digits, log-likelihood to 1e-9", () => {
    const fits = anchorFits.parse(
      z.object({ fits: z.unknown() }).parse(JSON.parse(readFileSync(ANCHORS, "utf8"))).fits,
    );
    for (const cohort of Object.values(fits)) {
      for (const kind of ["geometric", "dW", "sBG", "BdW"] as const) {
        const expected = anchorFit.parse(cohort[kind]);
        const fit = fitted(kind, cohort.alive);
        expectParameters(fit, expected.params, 1e-9);
        expect(Math.abs(fit.logLikelihood - expected.ll)).toBeLessThan(1e-9);
        expected.se.forEach((error, index) => {
          expect(Math.abs((fit.standardErrors?.[index] ?? NaN) / error - 1)).toBeLessThan(1e-8);
        });
        expected.survival_0_12.forEach((share, t) => {
          expect(Math.abs(survival(fit.curve, t) - share)).toBeLessThan(1e-10);
        });
      }
    }
  });
});

describe.skipIf(!existsSync(MAVENFLIX))("MavenFlix (skipped without the data)", () => {
  const known = Date.parse("2023-05-31");
  const DAY = 86_400_000;
  /** Renewals every mean month (365.25 ÷ 12 days): whoever leaves within month t leaves at renewal t. */
  const monthsBetween = (from: number, to: number) => Math.floor((to - from) / DAY / (365.25 / 12));

  test("monthly subscriptions, many cohorts, censored on 2023-05-31: published parameters and likelihoods", () => {
    const lines = readFileSync(MAVENFLIX, "utf8").trim().split("\n").slice(1);
    const accounts = lines
      .map((line) => line.split(","))
      .map(([, created = "", cancelled = ""]) => ({
        from: Date.parse(created),
        to: cancelled === "" ? Infinity : Date.parse(cancelled),
      }))
      .filter(({ from }) => from <= known)
      .map(({ from, to }) =>
        to <= known
          ? { renewalsFaced: monthsBetween(from, to) + 1, left: true }
          : { renewalsFaced: monthsBetween(from, known), left: false },
      );
    const counts = countsOfAccounts(accounts);
    const fits = (["geometric", "sBG", "BdW"] as const).map(
      (kind) => fitRetentionCurve(kind, counts) as CurveFit,
    );
    expect([accounts.length, fits[0]?.lost]).toEqual([2154, 1299]);
    expect(fits.map((fit) => parametersOf(fit).map((value) => value.toFixed(5)))).toEqual([
      ["0.26285"],
      ["4.06476", "10.15627"],
      ["1.24990", "3.33308", "1.26742"],
    ]);
    expect(fits.map(({ logLikelihood }) => logLikelihood.toFixed(3))).toEqual([
      "-2846.671",
      "-2838.652",
      "-2835.046",
    ]);
  });
});
