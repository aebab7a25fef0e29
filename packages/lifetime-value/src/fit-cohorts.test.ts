// Small cohorts lean on the pool: nearer to the truth than alone, and with intervals that hold it.
import fc from "fast-check";
import { expect, test } from "vitest";
import { drawBinomial } from "./binomial-draws.ts";
import {
  discountedExpectedLifetime,
  fitCohorts,
  fitRetentionCurve,
  standardErrorOf,
  survival,
  type CurveFit,
  type RenewalCounts,
  type RetentionCurve,
} from "./index.ts";
import { seededRandom } from "./published-fixture.ts";

const RATE = 0.1;

function del(curve: RetentionCurve): number {
  return discountedExpectedLifetime(curve, RATE) ?? NaN;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A cohort that loses what its own true curve says. */
function simulated(
  truth: RetentionCurve,
  size: number,
  renewals: number,
  random: () => number,
): RenewalCounts {
  const atRisk: number[] = [];
  const lost: number[] = [];
  let left = size;
  for (let t = 1; t <= renewals; t += 1) {
    const gone = drawBinomial(left, 1 - survival(truth, t) / survival(truth, t - 1), random);
    atRisk.push(left);
    lost.push(gone);
    left -= gone;
  }
  return { atRisk, lost };
}

function manySmallCohorts(size: number) {
  const random = seededRandom(20_261_122);
  return Array.from({ length: 150 }, () => {
    const gamma = 0.7 * Math.exp(0.25 * normal(random));
    const truth = { kind: "sBG" as const, gamma, delta: 2.5 * Math.exp(0.35 * normal(random)) };
    return { truth, counts: simulated(truth, size, 4, random) };
  });
}

test("150 cohorts of 60: shrunk DEL has little more than half the squared error of unshrunk, a third of the pool's, and 90 % intervals hold the truth", () => {
  const cohorts = manySmallCohorts(60);
  const { cohorts: together, pool } = fitCohorts(
    "sBG",
    cohorts.map(({ counts }) => counts),
  );
  let shrunkError = 0;
  let aloneError = 0;
  let poolError = 0;
  let held = 0;
  cohorts.forEach(({ truth, counts }, index) => {
    const shrunk = together[index] as CurveFit;
    const alone = fitRetentionCurve("sBG", counts) as CurveFit;
    const error = Math.log(del(shrunk.curve) / del(truth));
    shrunkError += error ** 2;
    aloneError += Math.log(del(alone.curve) / del(truth)) ** 2;
    poolError += Math.log(del((pool as CurveFit).curve) / del(truth)) ** 2;
    const spread = standardErrorOf(shrunk, (curve) => Math.log(del(curve))) ?? NaN;
    if (Math.abs(error) < 1.645 * spread) held += 1;
  });
  expect(shrunkError / aloneError).toBeLessThan(0.6);
  expect(shrunkError / poolError).toBeLessThan(1 / 3);
  expect(held / cohorts.length).toBeGreaterThan(0.8);
});

test("a large cohort keeps its own curve", () => {
  const random = seededRandom(5);
  const truth = { kind: "sBG" as const, gamma: 1.5, delta: 1.5 };
  const large = simulated(truth, 200_000, 5, random);
  const small = manySmallCohorts(60).map(({ counts }) => counts);
  const fit = fitCohorts("sBG", [...small, large]).cohorts.at(-1) as CurveFit;
  const alone = fitRetentionCurve("sBG", large) as CurveFit;
  expect(Math.abs(del(fit.curve) / del(alone.curve) - 1)).toBeLessThan(0.002);
});

test("a cohort that nobody has left, one renewal and none at all get a proper curve from the pool", () => {
  const small = manySmallCohorts(60).map(({ counts }) => counts);
  const loyal = { atRisk: [8, 8], lost: [0, 0] };
  const young = { atRisk: [40], lost: [4] };
  const none = { atRisk: [], lost: [] };
  const { cohorts, pool } = fitCohorts("sBG", [...small, loyal, young, none]);
  const [ofLoyal, ofYoung, ofNone] = cohorts.slice(-3) as CurveFit[];
  expect(ofLoyal).toMatchObject({ status: "fitted", curve: { kind: "sBG" }, flags: ["shrunk"] });
  expect(ofYoung).toMatchObject({ curve: { kind: "sBG" }, flags: ["shrunk"] });
  expect(ofNone?.flags).toEqual(["shrunk", "no-data"]);
  const ofPool = del((pool as CurveFit).curve);
  expect(del(ofLoyal!.curve)).toBeGreaterThan(ofPool);
  expect(del(ofLoyal!.curve)).toBeLessThan(2 * ofPool);
  expect(Math.abs(del(ofNone!.curve) / ofPool - 1)).toBeLessThan(0.1);
});

test("cohorts of one kind of account shrink towards one geometric curve", () => {
  const random = seededRandom(11);
  const truth = { kind: "geometric" as const, theta: 0.15 };
  const counts = Array.from({ length: 40 }, () => simulated(truth, 5000, 3, random));
  for (const fit of fitCohorts("geometric", counts).cohorts)
    expect(fit).toMatchObject({
      status: "fitted",
      curve: { kind: "geometric" },
      flags: ["shrunk"],
    });
});

test("whatever the cohorts, no number of theirs is NaN or infinite", () => {
  const anyCohort = fc
    .array(fc.tuple(fc.nat(30), fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 4 })
    .map((rows) => ({
      atRisk: rows.map(([atRisk]) => atRisk),
      lost: rows.map(([atRisk, part]) => Math.round(atRisk * part)),
    }));
  fc.assert(
    fc.property(
      fc.array(anyCohort, { maxLength: 5 }),
      fc.constantFrom("sBG" as const, "BdW" as const),
      (counts, kind) => {
        for (const fit of fitCohorts(kind, counts).cohorts) {
          if (fit.status === "no-data") continue;
          const numbers = [fit.logLikelihood, ...(fit.standardErrors ?? []), del(fit.curve)];
          expect(numbers.every(Number.isFinite)).toBe(true);
        }
      },
    ),
    { numRuns: 60 },
  );
});
