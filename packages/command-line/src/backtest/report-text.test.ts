import { expect, test } from "vitest";
import { mainModel } from "./model-words.ts";
import { healthReport, riskReport, sampleReport } from "./report-fixture.ts";
import { drawReport } from "./report-text.ts";

const plain = (_colour: string, text: string): string => text;
const coloured = (colour: string, text: string): string => `<${colour}>${text}</${colour}>`;

test("no line is wider than 100 characters", () => {
  const widest = drawReport(sampleReport({ split: "2026-03-01" }), plain)
    .split("\n")
    .filter((line) => line.length > 100);
  expect(widest).toEqual([]);
});

test("the report says what was tested, the verdict, and how many of those who left the top tenth holds", () => {
  const text = drawReport(sampleReport(), plain);
  expect(text).toContain(
    "Judged: 5,000 account-months of 2,612 accounts from 2026-03-01 to 2026-04-30; 219 left (4.4 %).",
  );
  expect(text).toContain("Published: its log loss on later data is below the average rate's");
  expect(text).toContain("the riskiest tenth holds 74 of the 219 who left");
});

test("every model has its line with AUC, log loss, that of the average rate, and the verdict", () => {
  const lines = drawReport(sampleReport(), plain).split("\n");
  expect(lines).toContainEqual(
    expect.stringMatching(
      /churn risk, 28 days ahead +5,000 +219 +\.750 +\.1533 +\.1803 +published$/,
    ),
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/health score, next 30 days .* no predictive signal$/),
  );
});

test("details are of the model that runs daily, and of the asked one when only that was asked", () => {
  const [spread, atDecision] = [riskReport(), riskReport({ lead: 0 })];
  expect(mainModel([atDecision, healthReport(), spread])).toBe(spread);
  expect(mainModel([healthReport(), atDecision])).toBe(atDecision);
});

test("a forecast outside the 90 % range of what happened shows in another colour", () => {
  const [bin] = riskReport().reliability;
  if (bin === undefined) throw new Error("no bin");
  const drawn = (predicted: number) =>
    drawReport(
      sampleReport({ models: [riskReport({ reliability: [{ ...bin, predicted }] })] }),
      coloured,
    );
  expect(drawn(bin.observed)).toContain("<green>●</green>");
  expect(drawn(bin.upper * 2)).toContain("<yellow>●</yellow>");
});

test("a model without figures is told of in words, and nothing reads as NaN, null or undefined", () => {
  const none = riskReport({
    ...{ n: 0, events: 0, accounts: 0, from: null, to: null, prevalence: null },
    ...{ auc: null, prAuc: null, brier: null, prevalenceBrier: null, logLoss: null },
    ...{ prevalenceLogLoss: null, calibrationSlope: null, calibrationIntercept: null },
    ...{ observedOverExpected: null, observedOverExpectedLower: null },
    ...{ observedOverExpectedUpper: null, expectedCalibrationError: null },
    ...{ calibrationErrorByChance: null, improvement: null, leadTime: null, trainedOn: null },
    ...{ reliability: [], lift: [], verdict: "no predictive signal", tier: "too few churns" },
    why: "only 7 accounts have left so far, and a model needs 20.",
  });
  const text = drawReport(sampleReport({ models: [none], segments: [] }), plain);
  expect(text).toContain(
    "No predictive signal: only 7 accounts have left so far, and a model needs 20.",
  );
  expect(text).toContain("No probability per account is shown");
  expect(text).not.toMatch(/NaN|null|undefined|Infinity/);
});

test("it always says when not to trust it, and warns of a result that is too good to be true", () => {
  expect(drawReport(sampleReport(), plain)).toContain("WHEN NOT TO TRUST IT");
  expect(drawReport(sampleReport(), plain)).not.toContain("rarely true");
  const leaking = sampleReport({ models: [riskReport({ auc: 0.97 })] });
  expect(drawReport(leaking, plain)).toContain("An AUC above .92 is rarely true");
});
