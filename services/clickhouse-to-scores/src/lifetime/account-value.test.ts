// One account's value: its margin, and the hazards that it goes by.
import { valuePredictor } from "@mimamori/lifetime-value";
import { readCompanyConfig } from "@mimamori/company-config";
import { expect, test } from "vitest";
import { AccountValuer, flagsOf, marginOfRow } from "./account-value.ts";
import { HAZARDS } from "./account-rows.ts";
import type { PayingAccounts } from "./account-rows.ts";
import { fitCohortCurves } from "./fit-cohort-curves.ts";

const { company } = await readCompanyConfig(`${import.meta.dirname}/../../../../config`);
const WEIGHT = 1.1 ** (-1 / 12);

/** One account that pays 100 a month under a term of twelve. */
function block(more: Readonly<Record<string, number | string>> = {}): PayingAccounts {
  const row: Readonly<Record<string, number | string>> = {
    account: "a",
    segment: "smb",
    term_months: 12,
    renewals_behind: 1,
    months_to_renewal: 6,
    mrr_minor: 100,
    product_margin: 0,
    unnamed_share: 1,
    tier: "",
    gave_notice: 0,
    months_to_end: 6,
    has_hazards: 0,
    hazard_log_sd: 0.1,
    ...Object.fromEntries(HAZARDS.map((name) => [name, 0.02])),
    ...more,
  };
  const columns = Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === "string" ? [value] : Float64Array.of(value),
    ]),
  );
  return { rows: 1, columns: columns as unknown as PayingAccounts["columns"] };
}

const counts = { atRisk: [400, 300], lost: [100, 60] };
const [, CURVE] = fitCohortCurves([
  { segment: "smb", termMonths: 12, spells: 400, counts, aliveByAge: [] },
]);
if (CURVE === undefined) throw new Error("no curve");
const curve = CURVE;
const valuer = new AccountValuer(valuePredictor({ discountAnnualRate: 0.1 }));

test("the margin is that of the products, then of the segment, then the default; the tier's cost comes off", () => {
  const lifetimeValue = {
    ...company.lifetimeValue,
    costToServePerMonth: { high: 30, low: 0, tech: 0 },
  };
  const margins = { ...company, grossMargin: { default: 0.8, bySegment: {} }, lifetimeValue };
  const half = { product_margin: 0.25, unnamed_share: 0.5, tier: "high" };
  expect(marginOfRow(block(half), 0, margins, 1)).toEqual({
    share: 0.25 + 0.5 * 0.8,
    costMinor: 30,
    monthlyMinor: 35,
    isDefault: true,
  });
  const bySegment = { ...margins, grossMargin: { default: 0.8, bySegment: { smb: 0.5 } } };
  const margin = marginOfRow(block(), 0, bySegment, 1);
  expect(margin).toMatchObject({ share: 0.5, costMinor: 0, isDefault: false });
});

test("an account that has given notice pays to its end, also when that is more than a year away", () => {
  for (const months of [1, 6, 12, 18]) {
    const row = block({ gave_notice: 1, months_to_end: months });
    const value = valuer.value(row, 0, curve, 80);
    const paid = (80 * (1 - WEIGHT ** months)) / (1 - WEIGHT);
    expect(value.hazardSource).toBe("notice");
    expect(value.existingLtvUnbounded?.valueMinor).toBeCloseTo(paid, 8);
    expect(value.expectedRevenue12MonthsMinor).toBeCloseTo(100 * Math.min(12, months), 8);
  }
});

test("its own risk counts where there is one, else the curve at its renewals", () => {
  const own = valuer.value(block({ has_hazards: 1 }), 0, curve, 80);
  expect(own.hazardSource).toBe("churn-model");
  expect(own.expectedRevenue12MonthsMinor).toBeCloseTo((100 * (1 - 0.98 ** 12)) / 0.02, 8);
  const byCurve = valuer.value(block(), 0, curve, 80);
  expect(byCurve.hazardSource).toBe("curve");
  // Renewal 2 comes in the sixth month: 240 of 300 made it.
  expect(byCurve.expectedRevenue12MonthsMinor / 100).toBeCloseTo(6 + 6 * 0.8, 1);
});

test("more risk is less value, and no flag but the margin's where all is known", () => {
  const risky = Object.fromEntries(HAZARDS.map((name) => [name, 0.1]));
  const [safe, atRisk] = [block({ has_hazards: 1 }), block({ has_hazards: 1, ...risky })].map(
    (row) => valuer.value(row, 0, curve, 80),
  );
  if (safe === undefined || atRisk === undefined) throw new Error("no value");
  expect(atRisk.existingLtvUnbounded?.valueMinor).toBeLessThan(
    safe.existingLtvUnbounded?.valueMinor ?? 0,
  );
  const margin = { share: 0.8, costMinor: 0, monthlyMinor: 80, isDefault: true };
  expect(flagsOf(safe, curve, margin)).toEqual(["default-margin"]);
  expect(flagsOf(safe, curve, { ...margin, monthlyMinor: -1, isDefault: false })).toEqual([
    "costs-more-than-it-brings",
  ]);
});

test("the less is known of the risk, the wider is the interval", () => {
  const widths = [0, 0.1, 0.5].map((sd) => {
    const row = block({ has_hazards: 1, hazard_log_sd: sd });
    const value = valuer.value(row, 0, curve, 80).existingLtv36Months;
    return (value?.highMinor ?? Number.NaN) / (value?.lowMinor ?? Number.NaN);
  });
  expect(widths).toEqual(widths.toSorted((left, right) => left - right));
  expect(widths[2]).toBeGreaterThan(1.1);
});
