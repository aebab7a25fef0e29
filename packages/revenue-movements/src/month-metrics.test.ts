// The month's metrics on the numbers that the field publishes.
import { expect, test } from "vitest";
import {
  addAccount,
  beginMonths,
  metricsOf,
  type Movement,
  type MovementKind,
  type MrrDay,
} from "./index.ts";

type Step = readonly [day: string, kind: MovementKind, amountMinor: number];

/** An account from its movements, as revenueOfAccount would give it. */
function account(...steps: Step[]): {
  movements: Movement[];
  mrrDays: MrrDay[];
} {
  let mrrMinor = 0;
  const movements = steps.map(([day, kind, amountMinor]): Movement => {
    mrrMinor += amountMinor;
    return { day, kind, amountMinor, mrrAfterMinor: mrrMinor };
  });
  return {
    movements,
    mrrDays: movements.map(({ day, mrrAfterMinor }) => ({ day, mrrMinor: mrrAfterMinor })),
  };
}

function februaryOf(...accounts: ReturnType<typeof account>[]) {
  const months = beginMonths(["2026-02"]);
  for (const each of accounts) addAccount(months, each);
  return metricsOf(months[0]!);
}

test("200,000 at the start, 6,000 churned, 4,000 contracted, 20,000 expanded: NRR 105 %, GRR 95 %", () => {
  const metrics = februaryOf(
    account(["2026-01-05", "new", 6_000], ["2026-02-11", "churn", -6_000]),
    account(["2026-01-05", "new", 94_000], ["2026-02-01", "contraction", -4_000]),
    account(["2026-01-05", "new", 100_000], ["2026-02-28", "expansion", 20_000]),
  );
  expect(metrics).toMatchObject({ startMrrMinor: 200_000, endMrrMinor: 210_000, startAccounts: 3 });
  expect(metrics.nrr).toBeCloseTo(1.05, 12);
  expect(metrics.grr).toBeCloseTo(0.95, 12);
  expect(metrics.logoChurn).toBeCloseTo(1 / 3, 12);
  expect(metrics.quickRatio).toBe(2);
  expect(metrics.arpaMinor).toBe(105_000);
});

test("revenue churn is what was lost, gross without and net of what was gained", () => {
  const metrics = februaryOf(
    account(["2026-01-05", "new", 100], ["2026-02-11", "contraction", -30]),
    account(["2026-01-05", "new", 100], ["2026-02-11", "expansion", 40]),
    account(["2026-02-05", "new", 500], ["2026-02-20", "contraction", -100]),
  );
  expect(metrics.grossRevenueChurn).toBeCloseTo(0.15, 12);
  expect(metrics.netRevenueChurn).toBeCloseTo(-0.05, 12);
  expect(metrics.arrMinor).toBe(12 * 610);
});

test("annual retention compares with the accounts of 12 months before, and is not twelve times a month's", () => {
  const months = beginMonths(["2026-01", "2026-02", "2026-03"]);
  const steps = Array.from({ length: 13 }, (_, month): Step => {
    const day = new Date(Date.UTC(2025, 1 + month, 10)).toISOString().slice(0, 10);
    return month === 0 ? [day, "new", 1000] : [day, "expansion", 10];
  });
  addAccount(months, account(...steps));
  addAccount(months, account(["2025-02-20", "new", 1000], ["2025-08-01", "churn", -1000]));
  addAccount(months, account(["2025-06-01", "new", 7000]));
  const [january, february, march] = months.map(metricsOf);
  expect(january).toMatchObject({ annualNrr: null, annualGrr: null, annualLogoChurn: null });
  expect(february).toMatchObject({ annualNrr: 0.56, annualGrr: 0.5, annualLogoChurn: 0.5 });
  expect(march?.annualNrr).toBeCloseTo(1120 / 2010, 12);
});

test("new and reactivated accounts take no part in NRR and GRR", () => {
  const metrics = februaryOf(
    account(["2026-01-05", "new", 100]),
    account(["2026-02-05", "new", 900]),
    account(
      ["2025-01-05", "new", 50],
      ["2025-06-01", "churn", -50],
      ["2026-02-07", "reactivation", 70],
    ),
  );
  expect(metrics).toMatchObject({
    nrr: 1,
    grr: 1,
    logoChurn: 0,
    endMrrMinor: 1070,
    endAccounts: 3,
  });
  expect(metrics.movedMinor).toEqual({
    new: 900,
    expansion: 0,
    contraction: 0,
    churn: 0,
    reactivation: 70,
  });
});

test("an account that left and came back within the month has not left", () => {
  const metrics = februaryOf(
    account(
      ["2026-01-05", "new", 100],
      ["2026-02-03", "churn", -100],
      ["2026-02-20", "reactivation", 80],
    ),
  );
  expect(metrics).toMatchObject({ logoChurn: 0, churnedAccounts: 0, nrr: 0.8, grr: 0.8 });
});

test("months without a base have no rates, not rates of zero or infinity", () => {
  expect(februaryOf(account(["2026-02-05", "new", 100]))).toMatchObject({
    nrr: null,
    grr: null,
    logoChurn: null,
    quickRatio: null,
    arpaMinor: 100,
  });
});

test("an account whose MRR is unknown counts with its last known MRR, and is counted as such", () => {
  const known = account(["2026-01-05", "new", 100]);
  const metrics = februaryOf({
    ...known,
    mrrDays: [...known.mrrDays, { day: "2026-02-02", mrrMinor: null }],
  });
  expect(metrics).toMatchObject({ endMrrMinor: 100, accountsWithoutRate: 1 });
});
