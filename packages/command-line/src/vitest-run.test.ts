import { expect, test } from "vitest";
import { countsOf } from "./vitest-run.ts";

const report = (
  numPassedTests: number,
  numFailedTests: number,
  numFailedTestSuites = numFailedTests,
) => ({
  numPassedTests,
  numFailedTests,
  numFailedTestSuites,
  numTotalTests: numPassedTests + numFailedTests,
});

test("tests are counted as vitest counted them", () => {
  expect(countsOf(report(12, 0), 0)).toEqual({ passed: 12, failed: 0 });
  expect(countsOf(report(12, 3), 1)).toEqual({ passed: 12, failed: 3 });
});

test("a file that does not load, or a run that ends badly, is a failure although no test failed", () => {
  expect(countsOf(report(12, 0, 1), 1)).toEqual({ passed: 12, failed: 1 });
  expect(countsOf(report(12, 0, 0), 1)).toEqual({ passed: 12, failed: 1 });
});

test("a run without a report is a failure", () => {
  expect(countsOf(undefined, 0)).toEqual({ passed: 0, failed: 1 });
});
