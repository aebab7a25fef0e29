import { afterAll, beforeAll, expect, test } from "vitest";
import { writeReportingSettings } from "../reporting-settings.ts";
import { arrive, config, profile, startEmpty, subscription, tables } from "../scoring-fixture.ts";
import type { Arrival } from "../scoring-fixture.ts";

/** A state of the account's subscription: ¥20,000 a seat and month. */
function seats(account: string, day: string, count: number, more: object = {}): Arrival {
  const items = [{ product: "pro", amount_minor: count * 20_000, seats: count }];
  const started_at = `${day}T00:00:00.000Z`;
  return subscription(account, { items, started_at, ...more }, started_at);
}

const ended = (account: string, day: string): Arrival =>
  seats(account, day, 5, { status: "ended", ended_at: `${day}T00:00:00.000Z` });

/** Three that first pay in January 2026, one in March; one of January leaves and comes back, one of them never does. */
const COMPANY: Arrival[] = [
  profile("grower", "mid-market"),
  profile("leaver", "smb"),
  profile("returner", "smb"),
  profile("trier", "smb"),
  seats("grower", "2026-01-10", 5),
  seats("grower", "2026-02-10", 8),
  seats("grower", "2026-03-10", 8, {
    items: [{ product: "pro", amount_minor: 8 * 20_000 * 10, seats: 8 }],
    interval: { unit: "year", count: 1 },
  }),
  seats("leaver", "2026-01-10", 5),
  ended("leaver", "2026-01-25"),
  seats("returner", "2026-01-10", 5),
  ended("returner", "2026-02-20"),
  seats("returner", "2026-04-02", 5),
  seats("trier", "2026-02-20", 5, { status: "trialing" }),
  seats("trier", "2026-03-06", 5),
  seats("looker", "2026-02-25", 1, { status: "free" }),
  seats("regular", "2026-01-05", 1),
  seats("regular", "2026-03-05", 1, { status: "free" }),
];

beforeAll(async () => {
  await startEmpty();
  await writeReportingSettings(tables, config.company);
  await arrive(COMPANY, "2026-06-01T00:00:00.000Z");
});
afterAll(() => tables.close());

function cohort(columns: string, where: string): Promise<Record<string, unknown>[]> {
  return tables.query(
    `SELECT ${columns} FROM cs.cohort_retention WHERE cohort = '2026-01-01' AND ${where} ORDER BY months_since`,
  );
}

test("a cohort is everybody who first paid in its month, and each later month tells what is left of them", async () => {
  const rows = await cohort(
    "months_since, cohort_accounts, retained_accounts, mrr, revenue_retention, gross_revenue_retention",
    "segment = '' AND months_since < 4",
  );
  const [growerMonthly, growerYearly] = [160_000, 133_333];
  const first = 320_000;
  expect(rows.map((row) => [row["cohort_accounts"], row["retained_accounts"], row["mrr"]])).toEqual(
    [
      ["4", "3", 220_000],
      ["4", "2", growerMonthly + 20_000],
      ["4", "1", growerYearly],
      ["4", "2", growerYearly + 100_000],
    ],
  );
  expect(rows[1]?.["revenue_retention"]).toBeCloseTo(180_000 / first, 12);
  expect(rows[1]?.["gross_revenue_retention"]).toBeCloseTo(120_000 / first, 12);
});

test("months of a cohort that are not over have no cell", async () => {
  const [row] = await tables.query<{ cells: string; over: string }>(
    `SELECT toString(count()) AS cells, toString(dateDiff('month', toDate('2026-01-01'), today())) AS over
     FROM cs.cohort_retention WHERE cohort = '2026-01-01' AND segment = ''`,
  );
  expect(row?.cells).toBe(row?.over);
});

test("the cohorts of the segments sum to those of the company", async () => {
  const differing = await tables.query(
    `SELECT cohort, months_since,
       sumIf(mrr, segment = '') - sumIf(mrr, segment != '') AS mrr_left,
       toInt64(sumIf(retained_accounts, segment = '')) - toInt64(sumIf(retained_accounts, segment != '')) AS accounts_left
     FROM cs.cohort_retention GROUP BY cohort, months_since HAVING mrr_left != 0 OR accounts_left != 0`,
  );
  expect(differing).toEqual([]);
});

test("movements tell their causes: a move to annual billing is told apart from less use", async () => {
  const rows = await tables.query<Record<string, unknown>>(
    `SELECT kind, main_cause, amount, by_product, by_seats, by_term FROM cs.mrr_movements
     WHERE account = 'grower' ORDER BY day`,
  );
  expect(rows).toEqual([
    {
      kind: "new",
      main_cause: "product",
      amount: 100_000,
      by_product: 100_000,
      by_seats: 0,
      by_term: 0,
    },
    {
      kind: "expansion",
      main_cause: "seats",
      amount: 60_000,
      by_product: 0,
      by_seats: 60_000,
      by_term: 0,
    },
    {
      kind: "contraction",
      main_cause: "term",
      amount: -26_667,
      by_product: 0,
      by_seats: 0,
      by_term: -26_667,
    },
  ]);
});

test("the causes of every movement sum to it", async () => {
  const differing = await tables.query(
    `SELECT account, day FROM cs.mrr_movements
     WHERE amount != by_product + by_seats + by_price + by_term + by_discount`,
  );
  expect(differing).toEqual([]);
});

test("a lead is who began without paying; who paid first and uses a free plan later is none", async () => {
  const rows = await tables.query<Record<string, unknown>>(
    `SELECT toString(cohort) AS cohort, leads, converted, conversion_rate, conversion_rate_30_days, median_days_to_convert
     FROM cs.lead_conversion WHERE segment = ''`,
  );
  expect(rows).toEqual([
    {
      cohort: "2026-02-01",
      leads: "2",
      converted: "1",
      conversion_rate: 0.5,
      conversion_rate_30_days: 0.5,
      median_days_to_convert: 14,
    },
  ]);
});
