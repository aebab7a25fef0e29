// The life of tiers over days of live runs: events in, rows out.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { CompanyConfig } from "@mimamori/company-config";
import { touchTierSettings } from "@mimamori/touch-tiers";
import { writeReportingSettings } from "../reporting-settings.ts";
import { runScores } from "../run.ts";
import {
  arrival,
  arrive,
  config,
  dayAt,
  profile,
  startEmpty,
  subscription,
  tables,
  usage,
} from "../scoring-fixture.ts";
import type { Arrival } from "../scoring-fixture.ts";

/** High from ¥5,000,000 a year; raises wait for a person, and two weeks. */
const settings = touchTierSettings.parse({
  value: "arr",
  margin: 0.1,
  thresholds: { high: 5_000_000, low: 1_200_000 },
  changes: { approval: { raise: "person", lower: "person" }, noticeDays: 14 },
});
const byPerson: CompanyConfig = { ...config, touchTiers: settings };

afterAll(() => tables.close());

/** What an account pays a month, from a day on. */
function pays(account: string, monthly: number, day: number): Arrival {
  const items = [{ product: "pro", amount_minor: monthly, seats: 5 }];
  return subscription(account, { items }, dayAt(day));
}

async function run(kind: "live" | "as-of", day: number, of = byPerson): Promise<string> {
  const request = { kind, scope: "all", accounts: "all", factsVersion: "0" } as const;
  const asOf = new Date(dayAt(day));
  return (await runScores(tables, of, { ...request, asOf }, new AbortController().signal)).runId;
}

/** Events of a day, and the live run of its end. */
async function live(day: number, arrivals: readonly Arrival[] = [], of = byPerson): Promise<void> {
  if (arrivals.length > 0) await arrive(arrivals, dayAt(day));
  await run("live", day, of);
}

function decided(account: string, changeId: string, day: number, more: object = {}): Arrival {
  return arrival("account.tier_change_decided.v1", account, dayAt(day), {
    change_id: changeId,
    verdict: "approved",
    reason: "agreed in the weekly meeting",
    author: "ann",
    ...more,
  });
}

async function at(account: string, day: number): Promise<{ tier: string; reason: string }[]> {
  return tables.query(
    `SELECT tier, reason FROM cs.touch_tiers
     WHERE kind = 'live' AND account = {account:String} AND as_of = {at:DateTime64(3)}`,
    { account, at: new Date(dayAt(day)) },
  );
}

async function changesOf(account: string): Promise<Record<string, unknown>[]> {
  return tables.query(
    `SELECT change_id, kind, from_tier, to_tier, status, decided_by, effective_on, reason FROM cs.tier_changes
     WHERE account = {account:String} ORDER BY proposed_on, changed_as_of`,
    { account },
  );
}

const rowsOf = (runId: string): Promise<unknown[]> =>
  tables.query(
    "SELECT * EXCEPT run_id FROM mimamori.touch_tiers FINAL WHERE run_id = {runId:String} ORDER BY account",
    { runId },
  );

const RAISE = "2026-01-15-low-high"; // proposed by the run of day 10

/** A run that fails after the tiers were written. */
async function fail(day: number): Promise<void> {
  const broken: ClickhouseTables = {
    ...tables,
    insertRows: (table, columns, rows) =>
      table === "mimamori.loyal_customers"
        ? Promise.reject(new Error("the disk is full"))
        : tables.insertRows(table, columns, rows),
  };
  const request = { kind: "live", scope: "all", accounts: "all", factsVersion: "0" } as const;
  const asOf = new Date(dayAt(day));
  const failing = runScores(broken, byPerson, { ...request, asOf }, new AbortController().signal);
  await expect(failing).rejects.toThrow("the disk is full");
}

describe("a month of daily runs", () => {
  beforeAll(async () => {
    await startEmpty();
    await writeReportingSettings(tables, config.company);
    const names = ["acme", "beta", "pinned"];
    await live(
      0,
      names.flatMap((name) => [profile(name, "mid-market"), pays(name, 200_000, 0)]),
    );
    await arrive([pays("acme", 500_000, 10), pays("beta", 500_000, 10)], dayAt(10));
    await fail(10);
    await live(10);
    await live(10);
    const pin = arrival("account.override_set.v1", "pinned", dayAt(11), {
      override_id: "p",
      target: "touch_tier",
      value: "high",
      reason: "renewal under negotiation",
      author: "ann",
      expires_at: dayAt(25),
    });
    const again = decided("acme", RAISE, 11, { reason: "yes, and again" });
    const declined = decided("beta", RAISE, 11, { verdict: "declined", reason: "a one-off" });
    await live(11, [decided("acme", RAISE, 11), again, declined, pin]);
    await live(24);
    await live(25);
  });

  test("a change is proposed once, by a run that was complete, and nothing happens before somebody approves it", async () => {
    expect(await at("acme", 0)).toEqual([
      { tier: "low", reason: "low touch: ARR of ¥2,400,000 reaches ¥1,200,000" },
    ]);
    const waits = {
      tier: "low",
      reason: expect.stringContaining("high touch was proposed on January 15, 2026") as string,
    };
    expect(await at("acme", 10)).toEqual([waits, waits]);
    // The run that failed has left rows, and two were complete: it is one change all the same.
    expect(await changesOf("acme")).toHaveLength(2);
  });

  test("approved twice it takes effect once, on its day, and its row says all of it", async () => {
    expect(await at("acme", 24)).toMatchObject([
      {
        tier: "low",
        reason: "still low touch, from January 30, 2026 on high touch: approved by ann",
      },
    ]);
    expect(await at("acme", 25)).toMatchObject([{ tier: "high" }]);
    expect(await changesOf("acme")).toMatchObject([
      { kind: "first", from_tier: "", to_tier: "low", status: "in-effect" },
      {
        change_id: RAISE,
        kind: "raise",
        from_tier: "low",
        to_tier: "high",
        status: "in-effect",
        decided_by: "ann",
        effective_on: "2026-01-30",
        reason: "raised to high touch: ARR of ¥6,000,000 reaches ¥5,000,000",
      },
    ]);
  });

  test("declined it leaves the account where it is, and is not proposed again", async () => {
    expect(await changesOf("beta")).toMatchObject([
      { kind: "first" },
      { change_id: RAISE, status: "declined", decided_by: "ann", effective_on: null },
    ]);
    expect(await at("beta", 25)).toMatchObject([
      {
        tier: "low",
        reason: expect.stringMatching(/^still low touch: a change was declined/) as string,
      },
    ]);
  });

  test("a pin holds from the next run on, says who and why, and ends by itself", async () => {
    expect(await at("pinned", 24)).toMatchObject([
      {
        tier: "high",
        reason: expect.stringMatching(/^pinned to high touch by ann until .*: renewal/) as string,
      },
    ]);
    expect(await at("pinned", 25)).toMatchObject([{ tier: "low" }]);
    const changes = await changesOf("pinned");
    expect(changes.map(({ kind, from_tier, to_tier }) => [kind, from_tier, to_tier])).toEqual([
      ["first", "", "low"],
      ["pin", "low", "high"],
      ["unpin", "high", "low"],
    ]);
  });

  test("as of a day the tiers are the same for ever, whatever people decide and events tell later", async () => {
    const before = await rowsOf(await run("as-of", 12));
    expect(before).toMatchObject([
      { account: "acme", tier: "low", change_effective_on: "2026-01-30" },
      { account: "beta", tier: "low" },
      { account: "pinned", tier: "high", base_tier: "low" },
    ]);
    const late = [
      decided("acme", RAISE, 26, { verdict: "declined", reason: "changed our minds" }),
      arrival("account.override_cleared.v1", "pinned", dayAt(26), {
        override_id: "p",
        author: "bo",
      }),
      { ...pays("beta", 100_000, 9), knownAt: dayAt(26) },
    ];
    await arrive(late, dayAt(26));
    expect(await rowsOf(await run("as-of", 12))).toEqual(before);
  });
});

test("places are shared out by what an account counts for, and the cut-off is told", async () => {
  await startEmpty();
  const pools = { all: { high: { csms: 1, accountsPerCsm: 2 } } };
  const potential = {
    uplift: 0.5,
    weights: { seats: 0, plans: 1, growth: 0 },
    plans: ["pro", "max"],
  };
  const team = touchTierSettings.parse({ ...settings, pools, potential });
  const strategic = arrival("account.profile_changed.v1", "c", dayAt(0), {
    strategic: true,
    csm: "bo",
  });
  const arrivals = [pays("a", 900_000, 0), pays("b", 800_000, 0), pays("c", 700_000, 0), strategic];
  await live(0, [...arrivals, ...usage("a", 0, 1, 1)], { ...config, touchTiers: team });
  const rows = await tables.query(
    "SELECT account, tier, counts_for, potential, csm, reason FROM cs.touch_tiers_latest ORDER BY account",
  );
  // All of them could buy the larger plan; being strategic adds nothing to that.
  expect(rows).toMatchObject([
    { account: "a", tier: "high", counts_for: 16_200_000, potential: 1 },
    { account: "b", tier: "high" },
    {
      account: "c",
      tier: "low",
      csm: "bo",
      reason:
        "low touch: ARR of ¥8,400,000, which counts as ¥12,600,000 for a potential of 100%, would do for high touch, but its places are taken by accounts from ¥14,400,000",
    },
  ]);
  expect(
    await tables.query(
      "SELECT tier, places, taken, cut_off, is_full FROM cs.tier_cut_offs ORDER BY tier",
    ),
  ).toEqual([
    { tier: "high", places: 2, taken: 2, cut_off: 14_400_000, is_full: 1 },
    { tier: "low", places: null, taken: 1, cut_off: 1_200_000, is_full: 0 },
  ]);
});

test("a loyal customer has every condition, and the others are told what they lack", async () => {
  await startEmpty();
  const loyalCustomers = {
    orTenureDays: 20,
    health: { score: 1, forDays: 5 },
    nps: { answer: 9 },
    seatUse: 0.5,
  };
  const own = { ...config, touchTiers: touchTierSettings.parse({ ...settings, loyalCustomers }) };
  const nps = (account: string, score: number) =>
    arrival("engagement.survey_answered.v1", account, dayAt(20), { kind: "nps", score });
  const accounts = ["loyal", "unhappy"].flatMap((account) => [
    profile(account, "mid-market"),
    pays(account, 200_000, 0),
    ...usage(account, 0, 40, 20),
  ]);
  await live(34, [...accounts, nps("loyal", 10), nps("unhappy", 3)], own);
  const loyal = () =>
    tables.query("SELECT account, is_loyal, missing FROM cs.loyal_customers ORDER BY account");
  expect(await loyal()).toEqual([
    { account: "loyal", is_loyal: 0, missing: ["health"] },
    { account: "unhappy", is_loyal: 0, missing: ["health", "nps"] },
  ]);
  await live(39, [], own);
  expect(await loyal()).toEqual([
    { account: "loyal", is_loyal: 1, missing: [] },
    { account: "unhappy", is_loyal: 0, missing: ["nps"] },
  ]);
});
