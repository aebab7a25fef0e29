// examples/queries, the dashboards of infra/grafana and the views behind them, asked by cs_reader about a simulated company with a
// year behind it.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { liveThroughAYear } from "./demo-company-fixture.ts";
import { config, engines, tables } from "../scoring-fixture.ts";
import { snapshotRenewals } from "../upkeep/snapshot-renewals.ts";

const CHECKOUT = path.resolve(import.meta.dirname, "../../../..");
const QUERIES = path.join(CHECKOUT, "examples/queries");
const FILES = readdirSync(QUERIES).sort();
const DAY_MS = 86_400_000;

type Row = Record<string, unknown>;

/** Of the first week of the last quarter, as if the job had run then: every account that paid then renews once in it. */
const FORESEEN = `
INSERT INTO mimamori.renewal_snapshots (week, account, subscription_id, renews_on, segment, csm, mrr_minor, outlook, not_renewing, health_band)
WITH toStartOfQuarter(today()) - INTERVAL 1 QUARTER AS quarter
SELECT toMonday(quarter + 6), account, 's', quarter + 20 + cityHash64(account) % 60, 'smb', '', toFloat64(mrr),
  if(cityHash64(account) % 5 = 0, 'at-risk', 'expected'), 0.1, 'healthy'
FROM cs.mrr WHERE month = toStartOfMonth(quarter) AND mrr > 0`;

/** One account had been at risk in the two oldest runs. */
const HAD_BEEN_AT_RISK = `
INSERT INTO mimamori.health_scores
SELECT * REPLACE ('at-risk' AS band, 30 AS score) FROM mimamori.health_scores FINAL
WHERE as_of < now64(3) - INTERVAL 60 DAY
  AND account = (SELECT account FROM cs.accounts WHERE health_band = 'healthy' AND mrr > 0 AND first_paid_on < today() - 120 ORDER BY account LIMIT 1)`;

beforeAll(async () => {
  await liveThroughAYear();
  await tables.command(FORESEEN);
  await tables.command(HAD_BEEN_AT_RISK);
}, 600_000);
afterAll(() => tables.close());

/** Over HTTP with cs as the database, as people and BI tools do. */
async function ask(sql: string): Promise<Row[]> {
  const answer = await fetch(`${engines.clickhouseUrl}/?database=cs&default_format=JSON`, {
    method: "POST",
    headers: {
      "x-clickhouse-user": "cs_reader",
      "x-clickhouse-key": engines.csReaderPassword,
    },
    body: sql,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return (JSON.parse(text) as { data: Row[] }).data;
}

const question = (file: string): string => readFileSync(path.join(QUERIES, file), "utf8");

const SHARE =
  /((renewed|reached|adopted|owned_by)_share|^share_.*|coverage|not_renewing|still_there_.*|grr|logo_churn)$/;
const COUNT =
  /(^|_)(accounts|seats|users|tickets|days_overdue|renewals|answers|champions|reopened)$/;

/** What holds of a column by its name, whatever was asked. */
function expectPlausible(column: string, value: unknown, file: string): void {
  const where = `${file}: ${column} is ${String(value)}`;
  if (column === "currency") expect(value, where).toBe("JPY");
  if (typeof value !== "number") return;
  if (SHARE.test(column)) expect(value >= 0 && value <= 1, where).toBe(true);
  if (/_score$|^mean_health$/.test(column)) expect(value >= 0 && value <= 100, where).toBe(true);
  if (/^(arr|mrr|arr_due|at_risk_arr|estimated_mrr)$/.test(column) || COUNT.test(column))
    expect(value, where).toBeGreaterThanOrEqual(0);
}

describe("the ready-made queries", () => {
  test("are at least 25, each with the question that it answers at its top", () => {
    expect(FILES.length).toBeGreaterThanOrEqual(25);
    for (const file of FILES) {
      expect(file).toMatch(/^\d\d-[a-z-]+\.sql$/);
      expect(question(file), file).toMatch(/^-- [A-Z][^\n]+\?/);
    }
  });

  test.each(FILES)("%s has an answer, and a plausible one", async (file) => {
    const rows = await ask(question(file));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows)
      for (const [column, value] of Object.entries(row)) expectPlausible(column, value, file);
  });
});

test("the panels of the dashboard have answers, all but the one of dead letters: there are none here", async () => {
  const file = path.join(CHECKOUT, "infra/grafana/dashboards/customers.json");
  const { panels } = JSON.parse(readFileSync(file, "utf8")) as {
    panels: { title: string; targets: { rawSql: string }[] }[];
  };
  expect(panels.length).toBeGreaterThan(10);
  for (const { title, targets } of panels)
    for (const { rawSql } of targets)
      expect((await ask(rawSql)).length > 0, title).toBe(!title.startsWith("Dead letters"));
});

describe("the views agree with one another", () => {
  // Each counts what contradicts: 0 everywhere.
  test.each([
    [
      "books hold what accounts pay",
      `SELECT abs((SELECT sum(arr) FROM csm_books) - (SELECT sum(arr) FROM accounts WHERE mrr > 0)) > 0.5 AS wrong`,
    ],
    [
      "books are at risk by as much as their accounts",
      `SELECT abs((SELECT sum(at_risk_arr) FROM csm_books) - (SELECT sum(arr) FROM accounts WHERE is_at_risk)) > 0.5 AS wrong`,
    ],
    [
      "who looks after an account now is its CSM",
      `SELECT count() AS wrong FROM accounts FULL JOIN (SELECT account, csm FROM csm_ownership WHERE is_current) AS owner USING (account)
       WHERE accounts.csm != owner.csm`,
    ],
    [
      "champions are people who have not left",
      `SELECT countIf(accounts.champions != people.champions) AS wrong FROM accounts
       LEFT JOIN (SELECT account, countIf(is_champion) AS champions FROM contacts GROUP BY account) AS people USING (account)`,
    ],
    [
      "an open ticket and an open goal are counted at their account",
      `SELECT countIf(open_tickets != tickets.n OR open_goals != goals.n) AS wrong FROM accounts
       LEFT JOIN (SELECT account, countIf(is_open) AS n FROM tickets GROUP BY account) AS tickets USING (account)
       LEFT JOIN (SELECT account, countIf(status = 'open') AS n FROM goals GROUP BY account) AS goals USING (account)`,
    ],
    [
      "a renewal is of an account that pays, within 120 days, and its expected value is not above its value",
      `SELECT countIf(days_to_renewal NOT BETWEEN 0 AND 120 OR arr_expected > arr OR account NOT IN (SELECT account FROM accounts WHERE mrr > 0)) AS wrong FROM renewals`,
    ],
    [
      "nobody is offered what it has",
      `SELECT count() AS wrong FROM white_space INNER JOIN accounts USING (account) WHERE has(splitByString(' + ', plan), product)`,
    ],
    [
      "time to value is not negative, and belongs to a milestone",
      `SELECT countIf(time_to_value_days < 0 OR (value_reached_on IS NOT NULL AND empty(milestones))) AS wrong FROM onboarding`,
    ],
    [
      "what the company last heard is the newest of what accounts last heard",
      `SELECT countIf(company != newest) AS wrong FROM
       (SELECT source, maxIf(last_at, account = '') AS company, maxIf(last_at, account != '') AS newest FROM freshness GROUP BY source)`,
    ],
    [
      "promoters, passives and detractors are all answers",
      `SELECT countIf(promoters + passives + detractors != answers) AS wrong FROM surveys WHERE kind = 'nps'`,
    ],
    [
      "every threshold in force is the one of the configuration",
      `SELECT (SELECT count() FROM definitions) != ${Object.values(config.company.definitions).flatMap((one) => (typeof one === "object" ? Object.keys(one) : [])).length} AS wrong`,
    ],
  ])("%s", async (_, sql) => {
    expect(await ask(sql)).toEqual([{ wrong: expect.toSatisfy((n) => Number(n) === 0) as number }]);
  });
});

test("a week's renewals are written down once, however often the job runs, and not before a run of the week", async () => {
  const [run] = await tables.query<{ as_of: string }>(
    "SELECT max(as_of) AS as_of FROM mimamori.runs_in_force",
  );
  const now = new Date(run?.as_of ?? 0);
  const { timeZone } = config.company;
  const [due] = await ask("SELECT toUInt32(count()) AS renewals FROM renewals");
  expect(await snapshotRenewals(tables, now, timeZone)).toEqual({ renewals: due?.["renewals"] });
  expect(await snapshotRenewals(tables, now, timeZone)).toEqual({ renewals: 0 });
  const nextWeek = new Date(now.getTime() + 7 * DAY_MS);
  expect(await snapshotRenewals(tables, nextWeek, timeZone)).toEqual({ renewals: 0 });
  const taken = await ask(
    "SELECT count() AS rows, countIf(arr IS NULL OR run_id = '') AS empty FROM renewal_snapshots WHERE week > today() - 14",
  );
  expect(taken).toMatchObject([{ rows: due?.["renewals"], empty: 0 }]);
});
