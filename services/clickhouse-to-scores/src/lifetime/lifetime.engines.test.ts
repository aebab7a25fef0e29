// Lifetime values of a small company through a real run, by hand.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runScores } from "../run.ts";
import { writeReportingSettings } from "../reporting-settings.ts";
import {
  arrival,
  arrive,
  config,
  dayAt,
  profile,
  smallCompany,
  startEmpty,
  subscription,
  tables,
} from "../scoring-fixture.ts";
import type { Arrival } from "../scoring-fixture.ts";

const ACCOUNT_VALUES = "mimamori.account_lifetime_values";
const TABLES = [
  ACCOUNT_VALUES,
  "mimamori.lifetime_curves",
  "mimamori.lifetime_values",
  "mimamori.acquisition_months",
  "mimamori.acquisition_channels",
];

/** Six monthly accounts faced 6, 6 and 5 renewals, of which one was lost. */
const RETENTION = 16 / 17;
/** What a payment in a month weighs now. */
const WEIGHT = 1.1 ** (-1 / 12);
const MARGIN_MINOR = 80_000;

function spend(id: string, more: object, time: string, knownAt = time): Arrival {
  const data = { channel: "search", month: "2026-01-01", amount_minor: 0, currency: "JPY" };
  const type = "billing.acquisition_spend_recorded.v1";
  const named = { ...data, ...more };
  return arrival(type, `channel:${named.channel}`, time, named, { id, knownAt });
}

function cameBy(channel: string, account: string): Arrival {
  const type = "account.profile_changed.v1";
  const data = { segment: "mid-market", country: "JP", acquisition_channel: channel };
  return arrival(type, account, dayAt(1), { name: account, ...data, signed_up_at: dayAt(0) });
}

function company(): Arrival[] {
  const retracted = { source: "test", id: "mistake", subject: "channel:search", time: dayAt(40) };
  return [
    ...smallCompany(),
    ...["annual", "leaving", "francs"].map((account) => profile(account, "mid-market")),
    subscription("annual", {
      interval: { unit: "year", count: 1 },
      items: [{ product: "pro", amount_minor: 1_200_000 }],
    }),
    subscription("leaving"),
    subscription(
      "leaving",
      { cancel_at_period_end: true, period_end: dayAt(100), ended_at: dayAt(100) },
      dayAt(85),
    ),
    subscription("francs", { currency: "CHF" }),
    cameBy("search", "well"),
    cameBy("search", "declining"),
    cameBy("events", "unhappy"),
    spend("first", { amount_minor: 50_000 }, dayAt(30)),
    spend("corrected", { amount_minor: 60_000 }, dayAt(35)),
    spend("mistake", { month: "2026-02-01", amount_minor: 1_000_000 }, dayAt(40)),
    arrival("account.event_retracted.v1", "channel:search", dayAt(41), { retracted }),
    spend("late", { month: "2026-03-01", amount_minor: 2_000_000 }, dayAt(88), dayAt(95)),
    spend("francs", { channel: "events", amount_minor: 100, currency: "CHF" }, dayAt(30)),
  ];
}

async function run(): Promise<string> {
  const asOf = new Date(dayAt(90));
  const request = {
    kind: "as-of",
    scope: "all",
    asOf,
    factsVersion: "0",
    accounts: "all",
  } as const;
  const { runId } = await runScores(tables, config, request, new AbortController().signal);
  return runId;
}

let runId = "";
beforeAll(async () => {
  await startEmpty();
  await writeReportingSettings(tables, config.company);
  await arrive(company(), dayAt(100));
  runId = await run();
});
afterAll(() => tables.close());

function rowsOf(
  table: string,
  order: string,
  ofRun = runId,
): Promise<Readonly<Record<string, unknown>>[]> {
  return tables.query(
    `SELECT * EXCEPT run_id FROM ${table} FINAL WHERE run_id = {ofRun:String} ORDER BY ${order}`,
    { ofRun },
  );
}

async function valueOf(account: string): Promise<Readonly<Record<string, number>>> {
  const rows = await rowsOf(ACCOUNT_VALUES, "account");
  const row = rows.find((one) => one["account"] === account);
  if (row === undefined) throw new Error(`${account} has no value`);
  return row as Record<string, number>;
}

async function channel(name: string): Promise<Readonly<Record<string, unknown>>> {
  const rows = await rowsOf("mimamori.acquisition_channels", "channel");
  return rows.find((one) => one["channel"] === name) ?? {};
}

describe("the value of an account", () => {
  test("of a monthly one is its margin by the renewals of all, discounted, the next payment in full", async () => {
    const value = await valueOf("well");
    const stays = RETENTION * WEIGHT;
    const within = (months: number): number => (MARGIN_MINOR * (1 - stays ** months)) / (1 - stays);
    expect(value).toMatchObject({ term_months: 1, renewals_behind: 3, months_to_renewal: 1 });
    expect(value["monthly_margin_minor"]).toBeCloseTo(MARGIN_MINOR, 6);
    expect(value["hazard_source"]).toBe("curve");
    expect(value["ltv_36_months_minor"]).toBeCloseTo(within(36), 1);
    expect(value["ltv_60_months_minor"]).toBeCloseTo(within(60), 1);
    expect(value["ltv_unbounded_minor"]).toBeCloseTo(within(Infinity), 1);
    const paid = (100_000 * (1 - RETENTION ** 12)) / (1 - RETENTION);
    expect(value["expected_revenue_12_months_minor"]).toBeCloseTo(paid, 1);
    expect(value["ltv_60_months_low_minor"]).toBeLessThan(within(60));
    expect(value["ltv_60_months_high_minor"]).toBeGreaterThan(within(60));
  });

  test("of an annual one is safe until its renewal, for which the other terms' churn stands in", async () => {
    const value = await valueOf("annual");
    expect(value).toMatchObject({ term_months: 12, renewals_behind: 0, months_to_renewal: 9 });
    expect(value["flags"]).toContain("curve-of-other-terms");
    // Nine payments are certain; the three after the renewal are made if it is.
    const paid = 100_000 * (9 + 3 * RETENTION ** 12);
    expect(value["expected_revenue_12_months_minor"]).toBeCloseTo(paid, 1);
  });

  test("of one that has given notice is what it still pays", async () => {
    const value = await valueOf("leaving");
    expect(value).toMatchObject({ hazard_source: "notice", flags: "gave-notice default-margin" });
    expect(value["ltv_unbounded_minor"]).toBeCloseTo(MARGIN_MINOR, 6);
    expect(value["expected_revenue_12_months_minor"]).toBeCloseTo(100_000, 6);
  });

  test("without an exchange rate is unknown, and not 0; who has left has none", async () => {
    const value = await valueOf("francs");
    expect(value).toMatchObject({ mrr_minor: null, ltv_60_months_minor: null });
    expect(value["flags"]).toBe("no-exchange-rate");
    await expect(valueOf("gone")).rejects.toThrow("has no value");
  });
});

test("a curve tells what it rests on", async () => {
  const curves = await rowsOf("mimamori.lifetime_curves", "term_months, segment");
  expect(curves).toMatchObject([
    { segment: "", term_months: 1, decisions: 17, churns: 1, at_risk: [6, 6, 5], lost: [0, 1, 0] },
    { segment: "mid-market", term_months: 1, basis: "pool", paying_accounts: 4 },
    { segment: "", term_months: 12, decisions: 0, basis: "other-terms", model: "geometric" },
    { segment: "mid-market", term_months: 12, paying_accounts: 1 },
  ]);
});

test("a channel's cost counts the latest amount known by then for the months that have one, and nothing retracted", async () => {
  const search = await channel("search");
  expect(search).toMatchObject({ months_with_spend: 1, spend_minor: 60_000, new_customers: 2 });
  expect(search["cac_minor"]).toBe(30_000);
  const ltv = search["ltv_new_customer_60_months_minor"] as number;
  expect(search["allowable_cac_minor"]).toBeCloseTo(ltv / 3, 6);
  expect(search["ltv_to_cac"]).toBeCloseTo(ltv / 30_000, 6);
  expect(search["mark"]).toBe("under-investing");
  expect(await channel("events")).toMatchObject({ cac_minor: null, reason: "no-exchange-rate" });
  expect(await channel("(none)")).toMatchObject({ cac_minor: null, reason: "no-spend-recorded" });
});

test("the same run again writes the same rows, and no number is NaN or infinite", async () => {
  const again = await run();
  for (const table of TABLES) {
    const rows = await rowsOf(table, "ALL");
    expect(rows.length, table).toBeGreaterThan(0);
    expect(await rowsOf(table, "ALL", again), table).toEqual(rows);
    const columns = await tables.query<{ name: string }>(
      `SELECT name FROM system.columns WHERE concat(database, '.', table) = {table:String} AND type LIKE '%Float64%' AND type NOT LIKE 'Array%' AND type NOT LIKE 'Map%'`,
      { table },
    );
    for (const { name } of columns) {
      const odd = await tables.query(
        `SELECT ${name} FROM ${table} WHERE isNaN(${name}) OR isInfinite(${name})`,
      );
      expect(odd, `${table}.${name}`).toEqual([]);
    }
  }
});
