import fc from "fast-check";
import { expect, test } from "vitest";
import { forecastReportSchema } from "./backtest-report.ts";
import { figuresOf, type JudgedForecasts } from "./forecast-figures.ts";

interface Row {
  readonly account: number;
  readonly day: number;
  readonly outcome: 0 | 1;
  readonly probability: number;
}

function forecastsOf(rows: readonly Row[], averageRate = 0.1): JudgedForecasts {
  return {
    accountOfRow: Uint32Array.from(rows, ({ account }) => account),
    day: Int32Array.from(rows, ({ day }) => day),
    outcome: Uint8Array.from(rows, ({ outcome }) => outcome),
    probability: Float64Array.from(rows, ({ probability }) => probability),
    averageRate: new Float64Array(rows.length).fill(averageRate),
    contractRate: new Float64Array(rows.length).fill(averageRate),
    noticeDay: Int32Array.from(rows, ({ day, outcome }) => (outcome === 1 ? day + 10 : 0)),
  };
}

const anyRows = fc.array(
  fc.record<Row>({
    account: fc.nat(20),
    day: fc.integer({ min: 18_000, max: 18_100 }),
    outcome: fc.constantFrom(0, 1),
    probability: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { maxLength: 60 },
);

test("whatever the forecasts, every figure is a number or null", () => {
  const figures = forecastReportSchema.partial();
  fc.assert(
    fc.property(anyRows, (rows) => {
      figures.parse(figuresOf(forecastsOf(rows)));
    }),
  );
});

test("the curve of those who are found never falls and ends with all of them", () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      const captured = figuresOf(forecastsOf(rows)).lift.map((point) => point.captured);
      captured.slice(1).forEach((share, index) => {
        expect(share).toBeGreaterThanOrEqual((captured[index] ?? 0) - 1e-9);
      });
      if (captured.length > 0) expect(captured.at(-1)).toBeCloseTo(1, 9);
    }),
  );
});

test("without anybody who left there is a count and no ranking", () => {
  const rows: Row[] = [1, 2, 3].map((account) => ({
    account,
    day: 18_262,
    outcome: 0,
    probability: 0.2,
  }));
  expect(figuresOf(forecastsOf(rows))).toMatchObject({
    ...{ n: 3, events: 0, accounts: 3, prevalence: 0, from: "2020-01-01", to: "2020-01-01" },
    ...{ auc: null, prAuc: null, calibrationSlope: null, lift: [], leadTime: null },
    observedOverExpected: 0,
  });
});

test("the lead time is that from the first time in the riskiest tenth to the notice", () => {
  const calm = Array.from({ length: 40 }, (_, index): Row => ({
    account: 100 + index,
    day: 50,
    outcome: 0,
    probability: 0.01,
  }));
  const rows: Row[] = [
    // Alarmed on day 0, left on day 70; alarmed on day 30, left on day 40; left without an alarm.
    { account: 1, day: 0, outcome: 0, probability: 0.9 },
    { account: 1, day: 60, outcome: 1, probability: 0.02 },
    { account: 2, day: 30, outcome: 1, probability: 0.8 },
    { account: 3, day: 30, outcome: 1, probability: 0.001 },
    { account: 4, day: 30, outcome: 0, probability: 0.7 },
    ...calm,
  ];
  expect(figuresOf(forecastsOf(rows)).leadTime).toEqual({ medianDays: 40, accounts: 2 });
});

test("a reliability bin's interval is Wilson's, which is never outside 0 to 1", () => {
  const rows = Array.from({ length: 10 }, (_, account): Row => ({
    account,
    day: 0,
    outcome: 0,
    probability: 0.1,
  }));
  const [bin] = figuresOf(forecastsOf(rows)).reliability;
  expect(bin).toMatchObject({ n: 10, predicted: 0.1, observed: 0, lower: 0 });
  // z²/(n + z²) for no event.
  expect(bin?.upper).toBeCloseTo(1.6448536 ** 2 / (10 + 1.6448536 ** 2), 6);
});
