// For tests: a backtest of a small company, with figures that fit each other as far as a reader would notice.
import type { BacktestReport, ForecastReport } from "@mimamori/churn-risk";

const FORECASTS = [0.006, 0.01, 0.014, 0.018, 0.023, 0.03, 0.04, 0.053, 0.075, 0.16];
const OBSERVED = [0.008, 0.008, 0.012, 0.022, 0.02, 0.034, 0.045, 0.048, 0.09, 0.15];
const LIFT = [
  [0.01, 6],
  [0.05, 4.4],
  [0.1, 3.4],
  [0.2, 2.5],
  [0.3, 2.1],
  [0.4, 1.83],
  [0.5, 1.6],
  [0.7, 1.3],
  [1, 1],
] as const;

const RELIABILITY = FORECASTS.map((predicted, index) => {
  const observed = OBSERVED[index] ?? 0;
  const [from, to] = [predicted * 0.85, predicted * 1.2];
  return { from, to, n: 500, predicted, observed, lower: observed * 0.6, upper: observed * 1.5 };
});

/** A published model of the risk of churn. */
export function riskReport(change: Partial<ForecastReport> = {}): ForecastReport {
  return {
    name: "churn-risk",
    lead: null,
    horizonDays: null,
    segment: "",
    n: 5_000,
    events: 219,
    prevalence: 0.0438,
    accounts: 2_612,
    from: "2026-03-01",
    to: "2026-04-30",
    auc: 0.741,
    prAuc: 0.152,
    brier: 0.0391,
    prevalenceBrier: 0.0419,
    logLoss: 0.1582,
    prevalenceLogLoss: 0.1803,
    contractLogLoss: 0.1705,
    calibrationSlope: 1.04,
    calibrationIntercept: 0.08,
    observedOverExpected: 1.02,
    observedOverExpectedLower: 0.91,
    observedOverExpectedUpper: 1.14,
    expectedCalibrationError: 0.0051,
    calibrationErrorByChance: 0.0049,
    improvement: { mean: 0.0221, lower: 0.0163, upper: 0.0284 },
    beyondContract: { mean: 0.0123, lower: 0.0081, upper: 0.0166 },
    verdict: "published",
    why: "its log loss on later data is below the average rate's, and its probabilities mean what they say.",
    reliability: RELIABILITY,
    lift: LIFT.map(([share, lift]) => ({ share, lift, captured: share * lift })),
    leadTime: { medianDays: 41, accounts: 74 },
    bands: [],
    tier: "100 to 500 churns",
    suspectedLeakage: [],
    trainedOn: { rows: 31_200, events: 412, from: "2025-02-01", to: "2026-02-28" },
    ...change,
  };
}

/** The health score of the same company: no better than the average. */
export function healthReport(change: Partial<ForecastReport> = {}): ForecastReport {
  return riskReport({
    name: "health-score",
    horizonDays: 90,
    verdict: "no predictive signal",
    why: "on later data it is not better than giving everybody the average rate.",
    auc: 0.56,
    logLoss: 0.41,
    prevalenceLogLoss: 0.409,
    bands: [
      { band: "at-risk", n: 600, events: 90, observed: 0.15 },
      { band: "attention", n: 1_400, events: 140, observed: 0.1 },
      { band: "healthy", n: 2_900, events: 203, observed: 0.07 },
      { band: "insufficient-data", n: 0, events: 0, observed: null },
    ],
    ...change,
  });
}

/** The whole backtest. */
export function sampleReport(change: Partial<BacktestReport> = {}): BacktestReport {
  const risk = { name: "churn-risk", lead: null, horizonDays: null } as const;
  const figures = {
    auc: 0.73,
    logLoss: 0.17,
    prevalenceLogLoss: 0.19,
    observedOverExpected: 0.97,
    observedOverExpectedLower: 0.7,
    observedOverExpectedUpper: 1.31,
    note: "",
  } as const;
  return {
    asOf: "2026-05-31T15:00:00.000Z",
    split: null,
    models: [
      riskReport(),
      riskReport({ lead: 0, auc: 0.782, logLoss: 0.1497 }),
      riskReport({ lead: 28, auc: 0.75, logLoss: 0.1533 }),
      healthReport({ horizonDays: 30 }),
      healthReport(),
    ],
    segments: [
      { ...risk, segment: "smb", n: 4_200, events: 201, ...figures },
      {
        ...risk,
        ...{ segment: "enterprise", n: 800, events: 18, auc: null, logLoss: null },
        ...{ prevalenceLogLoss: null, observedOverExpected: null },
        ...{ observedOverExpectedLower: null, observedOverExpectedUpper: null, note: "too few" },
      },
    ],
    seconds: 12.5,
    ...change,
  };
}
