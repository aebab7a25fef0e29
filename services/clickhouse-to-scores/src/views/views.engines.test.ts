import { connectClickhouse } from "@mimamori/clickhouse-tables";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runScores } from "../run.ts";
import { writeReportingSettings } from "../reporting-settings.ts";
import {
  arrive,
  config,
  dayAt,
  engines,
  smallCompany,
  startEmpty,
  tables,
} from "../scoring-fixture.ts";

const reader = connectClickhouse({
  url: engines.clickhouseUrl,
  user: "cs_reader",
  password: engines.csReaderPassword,
});

beforeAll(async () => {
  await startEmpty();
  await writeReportingSettings(tables, config.company);
  await arrive(smallCompany(), dayAt(90));
  const asOf = new Date(dayAt(90));
  const request = { kind: "live", scope: "all", asOf, factsVersion: "0", accounts: "all" } as const;
  await runScores(tables, config, request, new AbortController().signal);
});
afterAll(() => Promise.all([reader.close(), tables.close()]));

async function views(): Promise<string[]> {
  const rows = await reader.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = 'cs' ORDER BY name",
  );
  return rows.map(({ name }) => name);
}

describe("database cs", () => {
  test("has the views that CS Ops were promised, each with rows for cs_reader", async () => {
    const found = await views();
    const promised = [
      ...[
        "accounts",
        "health_scores",
        "health_scores_latest",
        "health_reasons",
        "health_reasons_latest",
      ],
      ...["mrr", "mrr_movements", "revenue_metrics", "revenue_restatements"],
      ...["cohort_retention", "lead_conversion", "ltv", "ltv_latest", "ltv_gap"],
      ...["lifetime_values", "lifetime_curves", "acquisition", "acquisition_months"],
      ...["churn_risk", "churn_risk_history", "churn_reasons", "churn_drift", "model_reports"],
      ...["touch_tiers", "touch_tiers_latest", "tier_changes", "tier_cut_offs"],
      ...["loyal_customers", "overrides", "closed_accounts", "score_runs", "dead_letters"],
      "identity_conflicts",
      ...["onboarding", "time_to_value", "adoption", "usage_weeks", "seats", "white_space"],
      ...["surveys", "survey_answers", "tickets", "invoices_at_risk", "goals", "contacts"],
      ...["renewals", "renewal_snapshots", "renewal_forecasts", "saves"],
      ...["csm_books", "csm_ownership", "freshness", "definitions"],
      ...["health_moves", "scorecards", "disagreements", "account_families"],
    ];
    expect(found).toEqual(promised.sort());
    // Nothing was refused, no closed month was corrected, nobody had a trial, one churn makes no model, and what is told of the
    // four accounts ends long ago. example-queries.engines.test.ts has a company with all of it.
    const empty = new Set([
      ...["dead_letters", "identity_conflicts", "revenue_restatements", "lead_conversion"],
      ...["churn_reasons", "churn_drift", "overrides"],
      ...["time_to_value", "adoption", "white_space", "goals", "contacts", "csm_ownership"],
      ...["renewals", "renewal_snapshots", "renewal_forecasts", "saves"],
      // One run has moved nothing, and nobody belongs to anybody.
      ...["health_moves", "account_families", "disagreements"],
    ]);
    for (const view of found) {
      const rows = await reader.query(`SELECT * FROM cs.${view} LIMIT 1`);
      expect(rows, view).toHaveLength(empty.has(view) ? 0 : 1);
    }
  });

  test("has a comment on every view and every column", async () => {
    const uncommented = await tables.query(
      `SELECT name FROM system.tables WHERE database = 'cs' AND comment = ''
       UNION ALL SELECT concat(table, '.', name) FROM system.columns WHERE database = 'cs' AND comment = ''`,
    );
    expect(uncommented).toEqual([]);
  });

  test("is all that cs_reader can read, and it can write nothing", async () => {
    const refused = [
      "SELECT * FROM mimamori.health_scores",
      "SELECT * FROM mimamori.runs_in_force",
      "SELECT * FROM system.users",
      "SELECT * FROM url('http://127.0.0.1:1', 'CSV', 'a String')",
      "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    ];
    for (const sql of refused) await expect(reader.query(sql), sql).rejects.toThrow(/privileges/);
    const writes = [
      "INSERT INTO mimamori.score_changes_published (run_id) VALUES ('x')",
      "DROP VIEW cs.accounts",
      "CREATE VIEW cs.mine AS SELECT 1",
      "ALTER TABLE mimamori.health_scores DELETE WHERE 1",
    ];
    for (const sql of writes) await expect(reader.command(sql), sql).rejects.toThrow();
  });
});

describe("what the views say", () => {
  test("an account's row tells its health, its worries, its tier and its revenue", async () => {
    const rows = await reader.query<Record<string, unknown>>(
      "SELECT account, health_band, touch_tier, mrr, arr, currency, seats, worries FROM cs.accounts ORDER BY account",
    );
    expect(rows.map(({ account }) => account)).toEqual(["declining", "gone", "unhappy", "well"]);
    expect(rows[1]).toMatchObject({ health_band: "closed", mrr: 0, touch_tier: "" });
    expect(rows[3]).toMatchObject({ mrr: 100_000, arr: 1_200_000, currency: "JPY", seats: "5" });
    expect(rows[0]?.["worries"]).toContainEqual(
      expect.stringContaining("below its own usual level"),
    );
  });

  test("an account's movements sum to its MRR, and the company's months to theirs", async () => {
    const differing = await reader.query(
      `SELECT account FROM cs.accounts LEFT JOIN
         (SELECT account, sum(amount) AS moved FROM cs.mrr_movements GROUP BY account) AS sums USING (account)
       WHERE moved != mrr`,
    );
    expect(differing).toEqual([]);
    const months = await reader.query<Record<string, unknown>>(
      `SELECT toString(month) AS month, start_accounts, churned_accounts, end_mrr, is_complete
       FROM cs.revenue_metrics WHERE segment = '' ORDER BY month`,
    );
    expect(months).toMatchObject([
      { month: "2026-01-01", start_accounts: 0, end_mrr: 400_000, is_complete: 1 },
      { month: "2026-02-01", start_accounts: 4, churned_accounts: 1, end_mrr: 300_000 },
      { month: "2026-03-01", start_accounts: 3, churned_accounts: 0 },
      { month: "2026-04-01", is_complete: 0 },
    ]);
  });

  test("the textbook lifetime values stand under their own names", async () => {
    const [company] = await reader.query<Record<string, number>>(
      "SELECT * FROM cs.ltv_latest WHERE segment = ''",
    );
    // One churn in the 4 + 3 account-months of the two complete months that somebody paid in.
    expect(company?.["monthly_logo_churn"]).toBeCloseTo(1 / 7, 12);
    expect(company).toMatchObject({
      arpa: 100_000,
      ltv_arpa_over_churn: 700_000,
      ltv_margin_over_churn: 560_000,
    });
  });

  test("reasons are those of the run whose score holds, also after the scorecard has lost a measure", async () => {
    const scorecards = config.scorecards.map((card) => ({
      ...card,
      measures: card.measures.filter(({ id }) => id !== "nps"),
    }));
    const asOf = new Date(Date.parse(dayAt(90)) + 60_000);
    const accounts = ["well"];
    const request = { kind: "live", scope: "due", asOf, factsVersion: "0", accounts } as const;
    await runScores(tables, { ...config, scorecards }, request, new AbortController().signal);
    const rows = await reader.query<Record<string, unknown>>(
      `SELECT account, countIf(measure = 'nps') AS nps_rows, abs(sum(contribution) - any(score.computed_score)) < 1e-9 AS adds_up
       FROM cs.health_reasons_latest AS reason INNER JOIN cs.health_scores_latest AS score USING (account)
       WHERE score.computed_score IS NOT NULL GROUP BY account ORDER BY account`,
    );
    expect(rows).toMatchObject([
      { account: "declining", nps_rows: "1", adds_up: 1 },
      { account: "unhappy", nps_rows: "1", adds_up: 1 },
      { account: "well", nps_rows: "0", adds_up: 1 },
    ]);
  });
});
