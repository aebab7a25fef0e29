// Views over the whole company: families of accounts, and where health and money disagree.
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeReportingSettings } from "../reporting-settings.ts";
import { runScores } from "../run.ts";
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
  usage,
} from "../scoring-fixture.ts";

function belongsTo(account: string, parent_account: string) {
  const data = { parent_account, partial: true };
  return arrival("account.profile_changed.v1", account, dayAt(1), data);
}

/** A holding above two accounts, one of which has a child; and two accounts that each belong to the other. */
const families = [
  belongsTo("well", "holding"),
  belongsTo("declining", "holding"),
  belongsTo("unhappy", "declining"),
  belongsTo("gone", "loop"),
  belongsTo("loop", "gone"),
];

/** Two weeks overdue by transfer: the score does not mind much. */
const unpaid = arrival("billing.invoice_changed.v1", "well", dayAt(40), {
  ...{ invoice_id: "late", status: "open", amount_due_minor: 100_000, currency: "JPY" },
  ...{ issued_at: dayAt(40), due_at: dayAt(88), payment_method: "bank_transfer" },
});

/** Hardly used any more and unhappy when it was scored; it has doubled its seats twenty days ago, which is told of today. */
const expanding = [
  profile("expanding", "mid-market"),
  subscription("expanding"),
  ...usage("expanding", 0, 40, 20),
  arrival("engagement.survey_answered.v1", "expanding", dayAt(70), { kind: "nps", score: 2 }),
  subscription(
    "expanding",
    { items: [{ product: "pro", amount_minor: 200_000, seats: 10 }] },
    new Date(Date.now() - 20 * 86_400_000).toISOString(),
  ),
];

beforeAll(async () => {
  await startEmpty();
  await writeReportingSettings(tables, config.company);
  await arrive([...smallCompany(), ...families, ...expanding, unpaid], dayAt(90));
  const asOf = new Date(dayAt(90));
  const request = { kind: "live", scope: "all", asOf, factsVersion: "0", accounts: "all" } as const;
  await runScores(tables, config, request, new AbortController().signal);
});
afterAll(() => tables.close());

test("a parent has all below it, at any depth, each once, also where the way goes round in a circle", async () => {
  const rows = await tables.query(
    "SELECT account, member_accounts, toUInt8(depth) AS depth FROM cs.account_families ORDER BY account",
  );
  expect(rows).toEqual([
    { account: "declining", member_accounts: ["declining", "unhappy"], depth: 1 },
    { account: "gone", member_accounts: ["gone", "loop"], depth: 1 },
    { account: "holding", member_accounts: ["holding", "declining", "unhappy", "well"], depth: 2 },
    { account: "loop", member_accounts: ["loop", "gone"], depth: 1 },
  ]);
});

test("a family's MRR is the sum of its members', its health their mean by MRR, its worst the lowest of them", async () => {
  const [family] = await tables.query<Record<string, unknown>>(
    "SELECT toFloat64(mrr) AS mrr, health_score, worst_health_score, worst_account, paying_members FROM cs.account_families WHERE account = 'holding'",
  );
  const members = await tables.query<{ account: string; mrr: number; health_score: number }>(
    "SELECT account, toFloat64(mrr) AS mrr, health_score FROM cs.accounts WHERE account IN ('well', 'declining', 'unhappy') ORDER BY health_score",
  );
  const mrr = members.reduce((sum, one) => sum + one.mrr, 0);
  expect(family).toMatchObject({ mrr, paying_members: "3", worst_account: members[0]?.account });
  const mean = members.reduce((sum, one) => sum + one.mrr * one.health_score, 0) / mrr;
  expect(family?.["health_score"]).toBeCloseTo(mean, 6);
  expect(family?.["worst_health_score"]).toBe(members[0]?.health_score);
});

test("good health beside an overdue invoice is a disagreement, told in a sentence; poor health beside one is none", async () => {
  const rows = await tables.query<{ account: string; kind: string; reasons: string[] }>(
    "SELECT account, kind, reasons FROM cs.disagreements WHERE kind = 'health-too-high' ORDER BY account",
  );
  expect(rows.map(({ account, kind }) => ({ account, kind }))).toEqual([
    { account: "well", kind: "health-too-high" },
  ]);
  expect(rows[0]?.reasons).toEqual([
    expect.stringMatching(/^an invoice has been overdue for \d+ days$/),
  ]);
});

test("poor health beside growing MRR, with no other worry, is a disagreement the other way round", async () => {
  const rows = await tables.query(
    `SELECT account, kind, reason_codes, reasons, health_score < 50 AS poor, round(mrr_change, 2) AS mrr_change
     FROM cs.disagreements WHERE kind != 'health-too-high'`,
  );
  expect(rows).toEqual([
    {
      account: "expanding",
      kind: "health-too-low",
      reason_codes: ["mrr-growing"],
      reasons: ["MRR grows by 100% against 90 days ago"],
      poor: 1,
      mrr_change: 1,
    },
  ]);
});

test("the company's own bounds decide what disagrees", async () => {
  const { disagreements: shipped } = config.company;
  const disagreements = { ...shipped, overdueDays: 100_000, poorBelow: 0 };
  await writeReportingSettings(tables, { ...config.company, disagreements });
  expect(await tables.query("SELECT account FROM cs.disagreements")).toEqual([]);
});
