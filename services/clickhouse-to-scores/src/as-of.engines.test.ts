import { afterAll, beforeEach, expect, test } from "vitest";
import { runScores } from "./run.ts";
import {
  arrival,
  arrive,
  config,
  dayAt,
  smallCompany,
  startEmpty,
  subscription,
  tables,
  usage,
} from "./scoring-fixture.ts";

const RUN_TABLES = {
  health_scores: "account",
  health_reasons: "account, measure",
  lifetime_values: "segment",
  revenue_months: "segment, month",
  touch_tiers: "account",
  tier_change_steps: "account, change_id, status",
  tier_cut_offs: "pool, tier",
  loyal_customers: "account",
  churn_risk: "account",
};

/** Everything that a run has found, without its id. */
async function rowsOf(runId: string): Promise<Record<string, unknown[]>> {
  const rows: Record<string, unknown[]> = {};
  for (const [table, order] of Object.entries(RUN_TABLES)) {
    rows[table] = await tables.query(
      `SELECT * EXCEPT run_id FROM mimamori.${table} FINAL WHERE run_id = {runId:String} ORDER BY ${order}`,
      { runId },
    );
  }
  return rows;
}

async function scoreAsOf(asOf: string): Promise<Record<string, unknown[]>> {
  const request = { kind: "as-of", scope: "all", accounts: "all", factsVersion: "0" } as const;
  const signal = new AbortController().signal;
  const { runId } = await runScores(tables, config, { ...request, asOf: new Date(asOf) }, signal);
  return rowsOf(runId);
}

beforeEach(startEmpty);
afterAll(() => tables.close());

test("a run as of T is the same, row for row, after late, duplicate and retracted events and a merge", async () => {
  const history = smallCompany();
  await arrive(history, dayAt(100));
  const asOf = dayAt(90);
  const before = await scoreAsOf(asOf);
  expect(before["health_scores"]).toHaveLength(4);

  const knownAt = dayAt(95);
  const answer = history.find(({ event }) => event.type === "engagement.survey_answered.v1");
  const retracted = {
    subject: answer?.event.subject,
    time: new Date(answer?.event.timeMs ?? 0).toISOString(),
    source: answer?.event.source,
    id: answer?.event.id,
  };
  const late = [
    ...history.map((one) => ({ ...one, knownAt })),
    ...usage("declining", 0, 90, 500).map((one) => ({ ...one, knownAt })),
    ...usage("appears-later", 10, 40, 5).map((one) => ({ ...one, knownAt })),
    { ...subscription("unhappy", { status: "ended", ended_at: dayAt(70) }, dayAt(70)), knownAt },
    arrival("account.event_retracted.v1", "well", dayAt(95), { retracted }),
    arrival("account.account_merged.v1", "well", dayAt(95), { merged_account: "unhappy" }),
    arrival("account.profile_changed.v1", "well", dayAt(95), { segment: "enterprise" }),
  ];
  await arrive(late, dayAt(100));

  expect(await scoreAsOf(asOf)).toEqual(before);
  // All of it counts once it is known.
  const after = await scoreAsOf(dayAt(96));
  expect(after["health_scores"]?.map((row) => (row as { account: string }).account)).toEqual([
    "appears-later",
    "declining",
    "gone",
    "well",
  ]);
});

test("a run as of T leaves nothing of what it staged", async () => {
  await arrive(smallCompany(), dayAt(100));
  await scoreAsOf(dayAt(40));
  for (const family of ["usage_days", "engagement_days", "tickets", "invoices", "revenue"]) {
    expect(await tables.query(`SELECT * FROM mimamori.${family}_as_of`)).toEqual([]);
  }
});
