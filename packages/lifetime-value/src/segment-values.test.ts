// Lifetime values of segments: rates from what was observed, and honest answers where little was.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  LifetimeInputError,
  textbookLifetimeValues,
  type Exposure,
  type ObservedSegment,
} from "./index.ts";

function exposure(churnedAccounts: number, accountMonths: number): Exposure {
  return { churnedAccounts, accountMonths };
}

function segment(name: string, given: Partial<ObservedSegment> = {}): ObservedSegment {
  return {
    segment: name,
    payingAccounts: 100,
    mrrMinor: 1_000_000,
    grossMargin: 0.8,
    inWindow: exposure(60, 1200),
    inHistory: exposure(100, 4000),
    ...given,
  };
}

test("a segment's churn is its churned accounts ÷ its account-months", () => {
  const [, values] = textbookLifetimeValues([segment("smb")]);
  expect(values).toEqual({
    segment: "smb",
    accounts: 100,
    churnedAccounts: 60,
    arpaMinor: 10_000,
    monthlyLogoChurn: 0.05,
    churnSource: "segment",
    fewChurns: false,
    grossMargin: 0.8,
    meanLifetimeMonths: 40,
    ltvArpaOverChurnMinor: 200_000,
    ltvMarginOverChurnMinor: 160_000,
    ltvArpaTimesLifetimeMinor: 400_000,
    capped: false,
  });
});

test("a segment with fewer than 30 churns takes the company's rate, and says so", () => {
  const small = segment("enterprise", {
    inWindow: exposure(29, 300),
    inHistory: exposure(29, 1000),
  });
  const [company, , values] = textbookLifetimeValues([segment("smb"), small]);
  expect(company).toMatchObject({
    segment: "",
    accounts: 200,
    churnedAccounts: 89,
    churnSource: "segment",
  });
  expect(values).toMatchObject({
    churnSource: "pooled",
    fewChurns: false,
    churnedAccounts: 29,
    monthlyLogoChurn: 89 / 1500,
    meanLifetimeMonths: 5000 / 129,
  });
});

test("accounts that still pay lengthen the mean lifetime", () => {
  const watchedLonger = segment("smb", { inHistory: exposure(100, 8000) });
  expect(textbookLifetimeValues([watchedLonger])[1]?.meanLifetimeMonths).toBe(80);
});

test("a company that nobody has left gets the horizon, flagged as capped and as few churns", () => {
  const loyal = segment("smb", { inWindow: exposure(0, 1200), inHistory: exposure(0, 4000) });
  expect(textbookLifetimeValues([loyal])[0]).toMatchObject({
    monthlyLogoChurn: 0,
    meanLifetimeMonths: 60,
    ltvArpaOverChurnMinor: 600_000,
    capped: true,
    fewChurns: true,
  });
});

test("the company's margin is that of its revenue", () => {
  const values = textbookLifetimeValues([
    segment("big", { mrrMinor: 3_000_000, grossMargin: 0.9 }),
    segment("small", { mrrMinor: 1_000_000, grossMargin: 0.5 }),
  ]);
  expect(values[0]?.grossMargin).toBeCloseTo(0.8, 12);
});

test("a number that no account base can have is refused with the segment's name", () => {
  expect(() => textbookLifetimeValues([segment("smb", { inWindow: exposure(-1, 10) })])).toThrow(
    new LifetimeInputError('segment "smb": inWindow.churnedAccounts: expected 0 or more, found -1'),
  );
});

test("whatever was observed, no value is NaN, infinite or negative", () => {
  const anyExposure = fc.record({
    churnedAccounts: fc.nat(100),
    accountMonths: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e5, noNaN: true })),
  });
  const anySegment = fc.record({
    segment: fc.constantFrom("a", "b", "c"),
    payingAccounts: fc.nat(50),
    mrrMinor: fc.nat(1e9),
    grossMargin: fc.double({ min: 0, max: 1, noNaN: true }),
    inWindow: anyExposure,
    inHistory: anyExposure,
  });
  fc.assert(
    fc.property(fc.array(anySegment, { maxLength: 4 }), (segments) => {
      for (const row of textbookLifetimeValues(segments)) {
        for (const value of Object.values(row)) {
          if (typeof value === "number")
            expect([Number.isFinite(value), value >= 0]).toEqual([true, true]);
        }
      }
    }),
  );
});
