// Predicted values against month-by-month sums, against the textbook where it is right, and where there is no answer.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bootstrapCurves,
  bootstrapInterval,
  clvFirstPaymentNow,
  clvWithExpansion,
  clvWithin,
  countsOfCohorts,
  fitRetentionCurve,
  LifetimeInputError,
  lifetimeWithin,
  periodDiscountRate,
  residualLifetimeAfterRenewal,
  retention,
  valuePredictor,
  type CurveFit,
  type CurveKind,
  type ExistingAccount,
  type NoFit,
  type ValueTerms,
} from "./index.ts";
import { HIGH_END, seededRandom } from "./published-fixture.ts";

const MONTHLY = periodDiscountRate(0.1, 1);
const TERMS: ValueTerms = { discountAnnualRate: 0.1 };

function fitOf(kind: CurveKind): CurveFit {
  return fitRetentionCurve(kind, countsOfCohorts([HIGH_END.slice(0, 8)])) as CurveFit;
}
const SBG = fitOf("sBG");
const NO_TAIL = fitRetentionCurve("sBG", { atRisk: [], lost: [] }) as NoFit;

function account(given: Partial<ExistingAccount> = {}): ExistingAccount {
  return {
    monthlyRevenueMinor: 10_000,
    monthlyMarginMinor: 8_000,
    hazards: new Float64Array(12).fill(0.02),
    tail: { model: SBG, termMonths: 1 },
    renewalsBehind: 3,
    monthsToRenewal: 1,
    ...given,
  };
}

/** Month by month, as one would do it by hand. */
function byHand(one: ExistingAccount, months: number, expansion = 0): number {
  const { model, termMonths } = one.tail;
  if (model.status === "no-data") return NaN;
  let survival = 1;
  let sum = 0;
  let renewals = one.renewalsBehind;
  for (let month = 0; month < months; month += 1) {
    const isRenewal =
      month >= one.monthsToRenewal && (month - one.monthsToRenewal) % termMonths === 0;
    if (isRenewal) renewals += 1;
    if (month > 0 && month <= 12) survival *= 1 - (one.hazards[month - 1] ?? NaN);
    else if (isRenewal) survival *= retention(model.curve, renewals);
    sum += survival * ((1 + expansion) / (1 + MONTHLY)) ** month;
  }
  return sum * one.monthlyMarginMinor;
}

test.each([
  [1, 1, 0],
  [6, 6, 2],
  [6, 1, 0],
  [12, 12, 1],
  [12, 5, 4],
  [12, 1, 0],
  [24, 20, 1],
  [36, 13, 0],
])(
  "terms of %i months, %i to the renewal, %i renewals behind: the sum of the months by hand",
  (termMonths, monthsToRenewal, renewalsBehind) => {
    for (const kind of ["sBG", "BdW", "geometric"] as const) {
      const one = account({
        tail: { model: fitOf(kind), termMonths },
        monthsToRenewal,
        renewalsBehind,
      });
      const found = valuePredictor(TERMS).existing(one);
      expect(found.flags).toEqual([]);
      expect(found.existingLtv36Months?.valueMinor).toBeCloseTo(byHand(one, 36), 5);
      expect(found.existingLtv60Months?.valueMinor).toBeCloseTo(byHand(one, 60), 5);
      expect(found.existingLtvUnbounded?.valueMinor).toBeCloseTo(byHand(one, 4000), 5);
    }
  },
);

test("at one constant churn it is the textbook's value with the first payment now: 1,836.08, 2,350.01, 2,882.59", () => {
  const model = fitRetentionCurve("geometric", { atRisk: [100], lost: [2] }) as CurveFit;
  const tail = { model, termMonths: 1 };
  const contract = { margin: 80, retention: 0.98, discountRate: MONTHLY };
  const existing = valuePredictor(TERMS).existing(account({ monthlyMarginMinor: 80, tail }));
  const ofNew = valuePredictor(TERMS).new({ monthlyMarginMinor: 80, tail });
  for (const [within36, within60, endless] of [
    [existing.existingLtv36Months, existing.existingLtv60Months, existing.existingLtvUnbounded],
    [ofNew.newLtv36Months, ofNew.newLtv60Months, ofNew.newLtvUnbounded],
  ]) {
    expect(within36?.valueMinor).toBeCloseTo(clvWithin(contract, 36), 8);
    expect(within60?.valueMinor).toBeCloseTo(clvWithin(contract, 60), 8);
    expect(endless?.valueMinor).toBeCloseTo(clvFirstPaymentNow(contract) ?? NaN, 8);
  }
  const growing = valuePredictor({ ...TERMS, expansion: { monthlyRate: 0.01 } }).existing(
    account({ monthlyMarginMinor: 80, tail }),
  );
  expect(growing.existingLtvUnbounded?.valueMinor).toBeCloseTo(
    clvWithExpansion(contract, 0.01) ?? NaN,
    7,
  );
});

test("an account with its cohort's own hazards is worth this payment and the DERL after its renewals", () => {
  for (const renewalsBehind of [0, 4, 30]) {
    const hazards = Float64Array.from(
      { length: 12 },
      (_, month) => 1 - retention(SBG.curve, renewalsBehind + month + 1),
    );
    const found = valuePredictor(TERMS).existing(account({ hazards, renewalsBehind }));
    const residual = residualLifetimeAfterRenewal(SBG.curve, renewalsBehind, MONTHLY) ?? NaN;
    expect(found.existingLtvUnbounded?.valueMinor).toBeCloseTo(8_000 * (1 + residual), 4);
  }
});

test("the revenue of 12 months is 12 payments, the first one now, and is not discounted", () => {
  const { expectedRevenue12MonthsMinor } = valuePredictor(TERMS).existing(account());
  expect(expectedRevenue12MonthsMinor).toBeCloseTo((10_000 * (1 - 0.98 ** 12)) / 0.02, 7);
});

test("an expansion that no discount catches up with leaves the bounded values, flagged", () => {
  const one = account();
  const found = valuePredictor({ ...TERMS, expansion: { monthlyRate: MONTHLY } }).existing(one);
  expect(found.flags).toEqual(["unbounded-diverges"]);
  expect(found.existingLtvUnbounded).toBeNull();
  expect(found.existingLtv60Months?.valueMinor).toBeCloseTo(byHand(one, 60, MONTHLY), 5);
  const undiscounted = valuePredictor({ discountAnnualRate: 0 }).existing(one);
  expect(undiscounted).toMatchObject({ existingLtvUnbounded: null, flags: ["unbounded-diverges"] });
});

test("a new account's interval is that of the bootstrap", () => {
  const counts = countsOfCohorts([HIGH_END.slice(0, 8)]);
  const curves = bootstrapCurves(SBG, counts, { random: seededRandom(9), draws: 400 });
  const annual = (1 - 1 / 1.1) / (1 - 1 / (1 + MONTHLY));
  const bootstrapped = bootstrapInterval(
    curves,
    (curve) => 8_000 * annual * lifetimeWithin(curve, 5, 0.1),
  );
  const found = valuePredictor(TERMS).new({
    monthlyMarginMinor: 8_000,
    tail: { model: SBG, termMonths: 12 },
  }).newLtv60Months;
  expect(Math.abs((found?.lowMinor ?? NaN) / (bootstrapped?.low ?? NaN) - 1)).toBeLessThan(0.005);
  expect(Math.abs((found?.highMinor ?? NaN) / (bootstrapped?.high ?? NaN) - 1)).toBeLessThan(0.005);
});

test("doubt about the hazards' level and about the expansion widens the interval as far as it moves the value", () => {
  const width = (terms: ValueTerms, one: ExistingAccount) => {
    const found = valuePredictor(terms).existing(one).existingLtv60Months;
    return Math.log((found?.highMinor ?? NaN) / (found?.lowMinor ?? NaN)) / 2 / 1.6448536;
  };
  const valueAt = (terms: ValueTerms, one: ExistingAccount) =>
    Math.log(valuePredictor(terms).existing(one).existingLtv60Months?.valueMinor ?? NaN);
  const sure = width(TERMS, account());
  const unsure = width(TERMS, account({ hazardsLogSd: 0.2 }));
  const shifted = (factor: number) =>
    account({ hazards: new Float64Array(12).fill(1 - 0.98 ** factor) });
  const moved = (valueAt(TERMS, shifted(Math.exp(0.001))) - valueAt(TERMS, account())) / 0.001;
  expect(Math.sqrt(unsure ** 2 - sure ** 2)).toBeCloseTo(Math.abs(moved) * 0.2, 3);
  const growing = (monthlyRate: number, sd: number) => ({
    ...TERMS,
    expansion: { monthlyRate, sd },
  });
  const unsureGrowth = width(growing(0.002, 0.001), account());
  const byGrowth = valueAt(growing(0.0021, 0), account()) - valueAt(growing(0.0019, 0), account());
  const sureGrowth = width(growing(0.002, 0), account());
  expect(Math.sqrt(unsureGrowth ** 2 - sureGrowth ** 2)).toBeCloseTo(
    (byGrowth / 0.0002) * 0.001,
    4,
  );
});

test("without a curve nothing is said beyond the year; without errors there is no interval", () => {
  expect(
    valuePredictor(TERMS).existing(account({ tail: { model: NO_TAIL, termMonths: 1 } })),
  ).toMatchObject({
    expectedRevenue12MonthsMinor: expect.any(Number),
    existingLtv36Months: null,
    existingLtvUnbounded: null,
    flags: ["no-tail"],
  });
  const loyal = fitRetentionCurve("sBG", countsOfCohorts([[5, 5, 5]])) as CurveFit;
  const found = valuePredictor(TERMS).existing(account({ tail: { model: loyal, termMonths: 1 } }));
  expect(found.flags).toEqual(["no-interval"]);
  expect(found.existingLtvUnbounded).toMatchObject({ lowMinor: null, highMinor: null });
});

test("an account that costs more than it brings is worth less than nothing, its interval in order", () => {
  const found = valuePredictor(TERMS).existing(account({ monthlyMarginMinor: -100 }));
  const { valueMinor, lowMinor, highMinor } = found.existingLtv60Months!;
  expect(lowMinor! < valueMinor && valueMinor < highMinor! && highMinor! < 0).toBe(true);
});

test.each<[string, Partial<ExistingAccount>, string]>([
  ["a hazard", { hazards: new Float64Array(12).fill(2) }, "hazards[0]: expected 0 to 1, found 2"],
  ["too few hazards", { hazards: new Float64Array(3) }, "hazards: expected 12, found 3"],
  ["no margin", { monthlyMarginMinor: NaN }, "monthlyMarginMinor: expected a number, found NaN"],
  [
    "a renewal that is past",
    { monthsToRenewal: 0 },
    "monthsToRenewal: expected a whole number from 1 to 240, found 0",
  ],
])("%s that makes no sense is refused by name", (_, given, message) => {
  expect(() => valuePredictor(TERMS).existing(account(given))).toThrow(
    new LifetimeInputError(message),
  );
});

test("whatever the account, every number is finite, longer horizons are worth more and intervals hold their value", () => {
  const anyFit = fc
    .tuple(
      fc.constantFrom<CurveKind>("sBG", "BdW", "dW", "geometric", "two-segment"),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 }),
      fc.nat(500),
    )
    .map(([kind, kept, size]) =>
      fitRetentionCurve(
        kind,
        countsOfCohorts([
          kept.reduce((alive, part) => [...alive, Math.round((alive.at(-1) ?? 0) * part)], [size]),
        ]),
      ),
    );
  const anyAccount = fc.record({
    monthlyRevenueMinor: fc.nat(1e9),
    monthlyMarginMinor: fc.nat(1e9),
    hazards: fc
      .array(fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })), {
        minLength: 12,
        maxLength: 12,
      })
      .map((hazards) => Float64Array.from(hazards)),
    hazardsLogSd: fc.double({ min: 0, max: 2, noNaN: true }),
    tail: fc.record({ model: anyFit, termMonths: fc.integer({ min: 1, max: 36 }) }),
    renewalsBehind: fc.nat(200),
    monthsToRenewal: fc.integer({ min: 1, max: 48 }),
  });
  const anyTerms = fc.record({
    discountAnnualRate: fc.double({ min: 0, max: 1, noNaN: true }),
    expansion: fc.record({
      monthlyRate: fc.double({ min: -0.1, max: 0.2, noNaN: true }),
      sd: fc.double({ min: 0, max: 0.01, noNaN: true }),
    }),
  });
  fc.assert(
    fc.property(anyAccount, anyTerms, (one, terms) => {
      const found = valuePredictor(terms).existing(one);
      expect(Number.isFinite(found.expectedRevenue12MonthsMinor)).toBe(true);
      let before = 0;
      for (const value of [
        found.existingLtv36Months,
        found.existingLtv60Months,
        found.existingLtvUnbounded,
      ]) {
        if (value === null) continue;
        const { valueMinor, lowMinor, highMinor } = value;
        expect(Number.isFinite(valueMinor)).toBe(true);
        expect(valueMinor).toBeGreaterThanOrEqual(before * (1 - 1e-12));
        before = valueMinor;
        if (lowMinor === null || highMinor === null) continue;
        expect(Number.isFinite(highMinor)).toBe(true);
        expect(lowMinor <= valueMinor && valueMinor <= highMinor).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
