// The page out of the real views, read as cs_reader: facts and results of one account on one side, the words of its page on the other.
import path from "node:path";
import { connectClickhouse, migrate } from "@mimamori/clickhouse-tables";
import { attachSharedEngines } from "@mimamori/local-engines/testing";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { drawCustomerBrief, drawInternalBrief } from "./brief-page.ts";
import { readCustomerFacts } from "./customer-facts.ts";
import { readInternalFacts } from "./internal-facts.ts";
import { addDays, quarterBefore, weeksOf } from "./quarter.ts";

const engines = attachSharedEngines(inject("sharedEngines"));
const url = engines.clickhouseUrl;
const tables = connectClickhouse({
  url,
  user: engines.clickhouseUser,
  password: engines.clickhousePassword,
});
const reader = connectClickhouse({ url, user: "cs_reader", password: engines.csReaderPassword });
const INFRA = path.resolve(import.meta.dirname, "../../../../infra/clickhouse");

const account = "brief-acme";
const NAME = "<script>alert(1)</script>";
const TIME_ZONE = "UTC";
const today = new Date().toISOString().slice(0, 10);
const quarter = quarterBefore(today);
const terms = { language: "en", today, quarter } as const;
const AS_OF = `${addDays(today, -1)}T12:00:00.000Z`;
const at = (day: string): string => `${day}T09:00:00.000Z`;

const FACTS: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  profiles: [{ name: NAME, csm: "ann", segment: "smb" }],
  usage_days: weeksOf(quarter).map((week) => ({
    ...{ day: week, events: 3, quantities: week < quarter.from ? { reports: 4 } : { reports: 6 } },
    ...{ users: week < quarter.from ? [1, 2, 3, 4] : [1, 2, 3, 4, 5], last_at: at(week) },
  })),
  engagement_days: [
    {
      ...{ day: addDays(quarter.from, 3), events: 1 },
      surveys: [
        {
          ...{ at: at(addDays(quarter.from, 3)), kind: "csat", score: 4 },
          ...{ scale_min: 1, scale_max: 5, respondent: "r" },
        },
      ],
    },
  ],
  tickets: [
    {
      ...{ ticket_id: "T-9", status: "open", category: "exports", priority: "high" },
      opened_at: at(addDays(quarter.from, 5)),
    },
  ],
  invoices: [
    {
      ...{ invoice_id: "INV-9", status: "open", currency: "USD", amount_due_minor: 98_700 },
      ...{ issued_at: at(addDays(today, -60)), due_at: at(addDays(today, -40)) },
    },
  ],
  goals: [
    {
      ...{ goal_id: "g", title: "Close in 3 days", status: "open", due_on: addDays(today, 20) },
      ...{ set_at: at(addDays(today, -90)), changed_at: at(addDays(today, -90)) },
    },
  ],
  revenue: [
    {
      subscriptions: [
        {
          ...{ subscription_id: "s", status: "active", plan: "team", seats: 10, currency: "JPY" },
          ...{ mrr_minor: 50_000, cancel_at_period_end: 0, renews_at: at(addDays(today, 30)) },
          ...{ started_at: at(addDays(today, -335)), notice_deadline: null, auto_renew: 1 },
          ended_at: null,
        },
      ],
      mrr_days: [{ day: addDays(today, -335), mrr_minor: 50_000 }],
      ...{ first_paid_on: addDays(today, -335), events: 1 },
    },
  ],
};

const RESULTS: Readonly<Record<string, Record<string, unknown>>> = {
  health_scores: { score: 33.3, band: "at-risk", coverage: 0.9, scorecard: "mature" },
  health_reasons: {
    ...{ measure: "usage_trend", reason: "use 65% below its own usual level", points: 33.3 },
    ...{ weight: 1, effective_weight: 1, contribution: 33.3, raw_value: 0.35 },
  },
  health_moves: {
    ...{ since: "week", previous_run_id: "before", previous_as_of: at(addDays(today, -8)) },
    ...{ score_before: "60", score_after: "33.3", points: "-26.7", kind: "points" },
    ...{ measure: "usage_trend", label: "Usage trend", reason: "use fell" },
  },
  churn_risk: { status: "scored", p30: 0.2, p60: 0.3, p90: 0.47, p_next_renewal: 0.47 },
  account_lifetime_values: { segment: "smb", mrr_minor: 50_000, ltv_36_months_minor: 1_234_567 },
  touch_tiers: { tier: "low", base_tier: "low", effort: 1, reason: "low touch by its ARR" },
};

async function insert(table: string, rows: readonly Record<string, unknown>[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  await tables.insertRows(`mimamori.${table}`, columns, rows);
}

async function empty(): Promise<void> {
  const all = [...Object.keys(FACTS), ...Object.keys(RESULTS), "score_runs", "reporting_settings"];
  await Promise.all(all.map((table) => tables.command(`TRUNCATE TABLE mimamori.${table} SYNC`)));
}

/** Tables of days have no present, tables of one snapshot each have. */
const SNAPSHOTS = new Set(["profiles", "tickets", "invoices", "goals"]);

beforeAll(async () => {
  const [migrationsDir, viewsDir] = [path.join(INFRA, "migrations"), path.join(INFRA, "views")];
  await migrate({ client: tables, migrationsDir, viewsDir });
  await empty();
  const settings = { currency: "JPY", minor_digits: 0, time_zone: TIME_ZONE, version: 1 };
  const thresholds = { "invoiceAtRisk.overdueDaysFrom": 7, "invoiceAtRisk.attemptsFrom": 2 };
  await insert("reporting_settings", [{ ...settings, thresholds }]);
  const run = { run_id: "run", kind: "live", scope: "all", as_of: AS_OF, status: "complete" };
  await insert("score_runs", [{ ...run, completed_at: AS_OF, version: 1 }]);
  for (const [table, rows] of Object.entries(FACTS)) {
    const known = { account, max_known_at: AS_OF, version: 1 };
    const present = SNAPSHOTS.has(table) ? { present: 1 } : {};
    await insert(
      table,
      rows.map((row) => ({ ...known, ...present, ...row })),
    );
  }
  for (const [table, row] of Object.entries(RESULTS))
    await insert(table, [{ run_id: "run", account, as_of: AS_OF, ...row }]);
});
afterAll(async () => {
  await empty();
  await Promise.all([tables.close(), reader.close()]);
});

const seen = (page: string): string => page.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");

test("the customer's page tells what the views know of it, and nothing of how it is judged", async () => {
  const facts = await readCustomerFacts(reader, account, quarter, TIME_ZONE);
  const page = drawCustomerBrief(facts, terms);
  const text = seen(page.replace(/<style>[\s\S]*?<\/style>/, ""));
  for (const words of [
    "Users per week, on average 5 +25%, from 4 in the quarter before",
    "reports 78 52 +50%",
    "10 seats paid for",
    "¥50,000",
    "Opened 1 0 in the quarter before",
    "CSAT 1 4 of 5",
    "INV-9",
    "$987.00",
    "T-9 exports high",
    "Close in 3 days",
  ])
    expect(text).toContain(words);
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(page).not.toContain("<script");
  expect(text).not.toMatch(/health|churn|risk|LTV|lifetime|tier|touch|renew|33\.3|47%|1,234,567/i);
});

test("the internal page has the judgement too", async () => {
  const facts = await readCustomerFacts(reader, account, quarter, TIME_ZONE);
  const internal = await readInternalFacts(reader, account, quarter, TIME_ZONE);
  const text = seen(drawInternalBrief(facts, internal, "en", terms));
  for (const words of [
    "Health score 33.3 at risk",
    "use 65% below its own usual level 33.3 100%",
    "From 60",
    "Usage trend: use fell -26.7",
    "Gives notice within 90 days 47%",
    "LTV, 36 months ¥1,234,567",
    "low touch",
    "by itself",
  ])
    expect(text).toContain(words);
});

test("an account that is not there is named, and how to find one", async () => {
  const read = readCustomerFacts(reader, "nobody", quarter, TIME_ZONE);
  await expect(read).rejects.toThrow(/There is no account "nobody".*mimamori sql/);
});
