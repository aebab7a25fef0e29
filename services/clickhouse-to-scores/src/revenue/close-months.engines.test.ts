import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { closeMonths } from "./close-months.ts";
import { runScores } from "../run.ts";
import { writeReportingSettings } from "../reporting-settings.ts";
import { arrive, config, profile, startEmpty, subscription, tables } from "../scoring-fixture.ts";
import type { Arrival } from "../scoring-fixture.ts";

beforeEach(async () => {
  await startEmpty();
  await writeReportingSettings(tables, config.company);
});
afterAll(() => tables.close());

/** Two accounts that pay from 5 January on; the company's days are Tokyo's. */
const COMPANY: Arrival[] = [
  ...["one", "two"].flatMap((account) => [profile(account, "smb"), subscription(account)]),
];

/** A complete live run over all accounts, and what follows it. */
async function liveRun(asOf: string, arrivals: readonly Arrival[] = []): Promise<void> {
  await arrive(arrivals, asOf);
  await completeRun(asOf);
  await closeMonths(tables, config.company);
}

async function completeRun(asOf: string, by = config): Promise<void> {
  const request = {
    kind: "live",
    scope: "all",
    asOf: new Date(asOf),
    factsVersion: "0",
    accounts: "all",
  } as const;
  await runScores(tables, by, request, new AbortController().signal);
}

/** The company changes its mind about the currency that it reports in. */
async function runInDollars(asOf: string): Promise<void> {
  const company = { ...config.company, reportingCurrency: "USD", ratesToReporting: { JPY: 0.01 } };
  await writeReportingSettings(tables, company);
  await arrive([], asOf);
  await completeRun(asOf, { ...config, company });
}

async function closedMonths(): Promise<string[]> {
  const rows = await tables.query<{ month: string }>(
    "SELECT toString(month) AS month FROM mimamori.closed_months FINAL ORDER BY month",
  );
  return rows.map(({ month }) => month.slice(0, 7));
}

async function metrics(): Promise<Record<string, Record<string, unknown>>> {
  const rows = await tables.query<{ month: string }>(
    "SELECT * REPLACE (toString(month) AS month) FROM cs.revenue_metrics WHERE segment = '' ORDER BY month",
  );
  return Object.fromEntries(rows.map((row) => [row.month.slice(0, 7), row]));
}

function restatements() {
  return tables.query<Record<string, unknown>>(
    `SELECT toString(month) AS month, metric, closed, restated, difference FROM cs.revenue_restatements
     WHERE segment = '' AND metric IN ('end_mrr', 'logo_churn', 'nrr') ORDER BY month, metric`,
  );
}

/** All that closed months show, but for what is restated. */
function frozenFigures() {
  return tables.query(
    "SELECT * EXCEPT (restated_end_mrr, restated_end_accounts, restated_nrr, restated_grr, restated_logo_churn) FROM cs.revenue_metrics WHERE closed_at IS NOT NULL ORDER BY month, segment",
  );
}

/** Where the two views, and the newest run, do not say the same of end_mrr. */
function wrongRestatements() {
  return tables.query(
    `SELECT month, segment FROM cs.revenue_metrics AS shown
     LEFT JOIN (SELECT month, segment, difference FROM cs.revenue_restatements WHERE metric = 'end_mrr') AS listed USING (month, segment)
     LEFT JOIN (SELECT month, sum(mrr) AS mrr FROM cs.mrr GROUP BY month) AS known USING (month)
     WHERE closed_at IS NOT NULL AND segment = ''
       AND (toFloat64(restated_end_mrr) != toFloat64(known.mrr)
            OR toFloat64(restated_end_mrr - end_mrr) != ifNull(listed.difference, 0))`,
  );
}

/** One of them leaves in February, which is told in March. */
const LATE_CHURN = subscription(
  "two",
  { status: "ended", ended_at: "2026-02-10T00:00:00.000Z" },
  "2026-03-20T00:00:00.000Z",
);

describe("a month", () => {
  test("is closed by the first complete run five days after its end, in the company's days", async () => {
    await liveRun("2026-01-20T00:00:00.000Z", COMPANY);
    await liveRun("2026-02-05T14:59:59.000Z");
    expect(await closedMonths()).toEqual([]);
    await liveRun("2026-02-05T15:00:00.000Z");
    expect(await closedMonths()).toEqual(["2026-01"]);
  });

  test("of the history from before the first run is open for five days more: it may be half loaded", async () => {
    await liveRun("2026-06-15T00:00:00.000Z", COMPANY);
    expect(await closedMonths()).toEqual([]);
    await liveRun("2026-06-20T00:00:00.000Z", [LATE_CHURN]);
    expect(await closedMonths()).toEqual(["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]);
    expect(await restatements()).toEqual([]);
  });

  test("never changes once it is closed; what arrives later is a restatement beside it", async () => {
    await liveRun("2026-01-20T00:00:00.000Z", COMPANY);
    await liveRun("2026-03-06T00:00:00.000Z");
    const before = await metrics();
    await liveRun("2026-03-25T00:00:00.000Z", [LATE_CHURN]);
    const after = await metrics();
    expect(await closedMonths()).toEqual(["2026-01", "2026-02"]);
    expect(after["2026-01"]).toEqual(before["2026-01"]);
    expect(after["2026-02"]).toEqual({
      ...before["2026-02"],
      restated_end_mrr: 100_000,
      restated_end_accounts: 1,
      restated_nrr: 0.5,
      restated_grr: 0.5,
      restated_logo_churn: 0.5,
    });
    expect(after["2026-02"]).toMatchObject({ end_mrr: 200_000, nrr: 1, logo_churn: 0 });
    expect(after["2026-03"]).toMatchObject({
      closed_at: null,
      restated_nrr: null,
      end_mrr: 100_000,
    });
    expect(await restatements()).toEqual([
      {
        month: "2026-02-01",
        metric: "end_mrr",
        closed: 200_000,
        restated: 100_000,
        difference: -100_000,
      },
      { month: "2026-02-01", metric: "logo_churn", closed: 0, restated: 0.5, difference: 0.5 },
      { month: "2026-02-01", metric: "nrr", closed: 1, restated: 0.5, difference: -0.5 },
    ]);
  });

  test("that is closed never changes, whatever arrives; the restated figures are those of now", async () => {
    const late = fc.array(
      fc.record({
        account: fc.constantFrom("one", "two", "three"),
        day: fc.integer({ min: 1, max: 60 }),
        seats: fc.integer({ min: 1, max: 9 }),
        status: fc.constantFrom("active", "ended", "trialing", "past_due"),
      }),
      { minLength: 1, maxLength: 12 },
    );
    await liveRun("2026-01-20T00:00:00.000Z", COMPANY);
    await liveRun("2026-03-06T00:00:00.000Z");
    const before = await frozenFigures();
    // One history in which more and more comes late: what has come stays.
    const batches = fc.tuple(late, late, late);
    await fc.assert(
      fc.asyncProperty(batches, async (arriving) => {
        for (const [batch, changes] of arriving.entries()) {
          const arrivals = changes.map(({ account, day, seats, status }, index) => {
            const items = [{ product: "pro", amount_minor: seats * 20_000, seats }];
            const at = new Date(Date.UTC(2026, 0, day, index, batch)).toISOString();
            return subscription(account, { items, status, started_at: at }, at);
          });
          await liveRun(`2026-03-2${5 + batch}T00:00:00.000Z`, arrivals);
          expect(await frozenFigures()).toEqual(before);
          expect(await wrongRestatements()).toEqual([]);
        }
      }),
      // It cannot go back: to shrink would be to add.
      { numRuns: 1, endOnFailure: true },
    );
  });

  test("whose closing was killed is closed by the next call with the same figures; more calls change nothing", async () => {
    await liveRun("2026-01-20T00:00:00.000Z", COMPANY);
    await arrive([], "2026-03-06T00:00:00.000Z");
    await completeRun("2026-03-06T00:00:00.000Z");
    await liveRun("2026-03-25T00:00:00.000Z", [LATE_CHURN]);
    const closed = await metrics();
    expect(closed["2026-02"]).toMatchObject({ end_mrr: 200_000, restated_end_mrr: 100_000 });
    await closeMonths(tables, config.company);
    await Promise.all([closeMonths(tables, config.company), closeMonths(tables, config.company)]);
    expect(await metrics()).toEqual(closed);
  });

  test("keeps the currency that it was closed in, and is not compared with another", async () => {
    await liveRun("2026-01-20T00:00:00.000Z", COMPANY);
    await liveRun("2026-03-06T00:00:00.000Z");
    await runInDollars("2026-03-25T00:00:00.000Z");
    const { "2026-02": february, "2026-03": march } = await metrics();
    expect(february).toMatchObject({ end_mrr: 200_000, currency: "JPY", restated_end_mrr: null });
    expect(march).toMatchObject({ currency: "USD" });
    expect(await restatements()).toEqual([]);
  });

  test("that two writers close at once keeps the figures of the first", async () => {
    await liveRun("2026-01-20T00:00:00.000Z", COMPANY);
    await liveRun("2026-03-06T00:00:00.000Z");
    const closed = await metrics();
    await liveRun("2026-03-25T00:00:00.000Z", [LATE_CHURN]);
    await tables.command(
      `INSERT INTO mimamori.closed_months (month, run_id, as_of)
       SELECT '2026-02-01', argMax(run_id, as_of), max(as_of) FROM mimamori.score_runs FINAL`,
    );
    expect((await metrics())["2026-02"]).toMatchObject({ end_mrr: closed["2026-02"]?.["end_mrr"] });
  });
});
