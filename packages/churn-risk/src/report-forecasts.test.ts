import { expect, test } from "vitest";
import { forecastReportSchema } from "./backtest-report.ts";
import { reportForecasts, reportSegments, type SegmentedForecasts } from "./report-forecasts.ts";

const SUBJECT = { name: "churn-risk", lead: 28, horizonDays: null } as const;

/** `left` of `rows` accounts of each segment left; who left had the higher forecast. */
function segmented(
  ...groups: readonly { segment: string; rows: number; left: number }[]
): SegmentedForecasts {
  const rows = groups.flatMap(({ rows: count, left }, segment) =>
    Array.from({ length: count }, (_, row) => ({ segment, left: row < left })),
  );
  return {
    accountOfRow: Uint32Array.from(rows, (_, row) => row),
    day: new Int32Array(rows.length).fill(18_262),
    outcome: Uint8Array.from(rows, ({ left }) => Number(left)),
    probability: Float64Array.from(rows, ({ left }) => (left ? 0.4 : 0.1)),
    averageRate: new Float64Array(rows.length).fill(0.2),
    contractRate: new Float64Array(rows.length).fill(0.2),
    noticeDay: new Int32Array(rows.length).fill(18_270),
    segment: Uint16Array.from(rows, ({ segment }) => segment),
    segments: groups.map(({ segment }) => segment),
  };
}

test("a segment below 20 churns has counts and the note, and no figure that might be believed", () => {
  const forecasts = segmented(
    { segment: "few", rows: 100, left: 19 },
    { segment: "enough", rows: 200, left: 20 },
  );
  const [enough, few] = reportSegments(SUBJECT, forecasts);
  expect(enough).toMatchObject({ segment: "enough", n: 200, events: 20, auc: 1, note: "" });
  expect(enough?.observedOverExpected).toBeCloseTo(20 / (20 * 0.4 + 180 * 0.1), 12);
  expect(few).toEqual({
    ...SUBJECT,
    ...{ segment: "few", n: 100, events: 19, auc: null, logLoss: null, prevalenceLogLoss: null },
    ...{ observedOverExpected: null, observedOverExpectedLower: null },
    ...{ observedOverExpectedUpper: null, note: "too few" },
  });
});

test("a model without a forecast still has a whole report", () => {
  const context = {
    judgement: {
      verdict: "no predictive signal",
      why: "7 churns.",
      improvement: null,
      beyondContract: null,
    },
    tier: "too few",
    trainedOn: null,
  } as const;
  const report = reportForecasts(SUBJECT, segmented(), context);
  expect(forecastReportSchema.parse(report)).toMatchObject({ n: 0, auc: null, why: "7 churns." });
  expect(reportSegments(SUBJECT, segmented())).toEqual([]);
});
