// What a scorecard says, as rows: stages, overlays, measures of all kinds, overrides, silence. On real engines.
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SQL_FAMILIES } from "@mimamori/health-score";
import type { StreamProducer } from "@mimamori/kafka-stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  arrival,
  arrive,
  CONFIG_DIR,
  connectScoreProducer,
  dayAt,
  log,
  profile,
  smallCompany,
  startEmpty,
  subscription,
  tables,
  usage,
} from "../scoring-fixture.ts";
import { scoreAsOf, scoreLive } from "../scoring.ts";
import type { Scoring } from "../scoring.ts";

const signal = new AbortController().signal;
let producer: StreamProducer;
let scoring: Scoring;
let configDir: string;

beforeAll(async () => {
  producer = await connectScoreProducer();
});
beforeEach(async () => {
  await startEmpty();
  configDir = await mkdtemp(path.join(tmpdir(), "scorecards-"));
  await cp(CONFIG_DIR, configDir, { recursive: true });
  scoring = { tables, producer, configDir, log };
});
afterAll(async () => {
  await producer.disconnect();
  await tables.close();
  await rm(configDir, { recursive: true, force: true });
});

/** The configuration has these scorecards and overlays, and no others. */
async function withCards(cards: Record<string, object>): Promise<void> {
  for (const folder of ["scorecards", "overlays"]) {
    await rm(path.join(configDir, folder), { recursive: true, force: true });
    await mkdir(path.join(configDir, folder));
  }
  // JSON is YAML.
  for (const [file, card] of Object.entries(cards))
    await writeFile(path.join(configDir, file), JSON.stringify(card));
}

const curve = {
  kind: "linear",
  points: [
    [0, 0],
    [10, 100],
  ],
};
const bands = [
  { name: "at-risk", from: 0 },
  { name: "healthy", from: 60 },
];

interface ScoreRow {
  readonly account: string;
  readonly score: number | null;
  readonly computed_score: number | null;
  readonly band: string;
  readonly computed_band: string;
  readonly scorecard: string;
  readonly stage: string;
  readonly override: string;
}

async function scoresOf(runId: string | null): Promise<Map<string, ScoreRow>> {
  const rows = await tables.query<ScoreRow>(
    "SELECT * FROM cs.health_scores WHERE run_id = {runId:String} ORDER BY account",
    { runId },
  );
  return new Map(rows.map((row) => [row.account, row]));
}

async function reasonsOf(runId: string | null, account: string) {
  const rows = await tables.query<{
    measure: string;
    raw_value: number | null;
    points: number | null;
    computed_points: number | null;
    why_missing: string;
    override: string;
  }>(
    `SELECT * FROM cs.health_reasons WHERE run_id = {runId:String} AND account = {account:String}`,
    { runId, account },
  );
  return new Map(rows.map((row) => [row.measure, row]));
}

async function live() {
  const { runId } = await scoreLive(scoring, "all", signal);
  return { runId, scores: await scoresOf(runId) };
}

function overrideSet(account: string, day: number, more: object) {
  return arrival("account.override_set.v1", account, dayAt(day), {
    override_id: "o",
    target: "health_score",
    value: 80,
    reason: "service hold",
    author: "ann",
    expires_at: dayAt(95),
    ...more,
  });
}

describe("overrides", () => {
  test("stand beside what is computed, survive a new run, and end by themselves when they expire", async () => {
    await arrive([...smallCompany(), overrideSet("unhappy", 89, {})], dayAt(90));
    const first = await live();
    const computed = first.scores.get("unhappy");
    expect(computed).toMatchObject({ score: 80, band: "healthy", computed_band: "at-risk" });
    expect(computed?.computed_score).toBeLessThan(80);
    expect(computed?.override).toMatch(/^set to 80 by ann until .*: service hold$/);
    await arrive(usage("unhappy", 90, 92, 20), dayAt(92));
    expect((await live()).scores.get("unhappy")).toMatchObject({ score: 80, band: "healthy" });
    // Nothing happens but that the time is over: the due run looks at the account by itself.
    await arrive(usage("well", 92, 95, 20), dayAt(95));
    const due = await scoreLive(scoring, "due", signal);
    const after = (await scoresOf(due.runId)).get("unhappy");
    expect(after).toMatchObject({ band: "at-risk", computed_band: "at-risk", override: "" });
    const asOf = await scoreAsOf(scoring, dayAt(92), signal);
    expect((await scoresOf(asOf.runId)).get("unhappy")).toMatchObject({ score: 80 });
  });

  test("of a band, of a measure's points and an exclusion are told in the rows; clearing ends them at once", async () => {
    const set = (id: string, more: object) =>
      overrideSet("unhappy", 89, { override_id: id, ...more });
    await arrive(
      [
        ...smallCompany(),
        set("band", { target: "health_band", value: "attention" }),
        set("nps", { target: "measure", measure: "nps", value: 70 }),
        set("late", { target: "measure", measure: "invoice_overdue", value: null }),
      ],
      dayAt(90),
    );
    const { runId, scores } = await live();
    expect(scores.get("unhappy")).toMatchObject({ band: "attention" });
    const reasons = await reasonsOf(runId, "unhappy");
    expect(reasons.get("nps")).toMatchObject({ raw_value: 1, points: 70 });
    expect(reasons.get("nps")?.computed_points).toBeLessThan(20);
    expect(reasons.get("invoice_overdue")).toMatchObject({ points: null, why_missing: "excluded" });
    const cleared = { override_id: "nps", author: "bo" };
    await arrive(
      [arrival("account.override_cleared.v1", "unhappy", dayAt(91), cleared)],
      dayAt(91),
    );
    const due = await scoreLive(scoring, "due", signal);
    expect((await reasonsOf(due.runId, "unhappy")).get("nps")).toMatchObject({ override: "" });
  });
});

describe("the scorecard", () => {
  const usageMeasure = { id: "m", kind: "usage_level", group: "g", weight: 1, curve };
  const card = { minimumCoverage: 0, bands, measures: [usageMeasure] };

  test("follows stage and segment, and the overlay lies over it while the notice deadline nears", async () => {
    await withCards({
      "scorecards/a.yaml": { ...card, name: "rest" },
      "scorecards/b.yaml": { ...card, name: "first", stages: ["onboarding"] },
      "scorecards/c.yaml": { ...card, name: "big", segments: ["enterprise"], stages: ["adopting"] },
      "overlays/r.yaml": { name: "renewal", withinDays: 30 },
    });
    const deadline = { notice_deadline: dayAt(150), renews_at: dayAt(180) };
    await arrive(
      [
        ...[profile("small", "smb"), subscription("small", deadline), ...usage("small", 0, 5, 20)],
        ...[profile("big", "enterprise"), subscription("big"), ...usage("big", 0, 5, 20)],
      ],
      dayAt(130),
    );
    const cards = async (day: number) => {
      const { runId } = await scoreAsOf(scoring, dayAt(day), signal);
      const scores = [...(await scoresOf(runId)).values()];
      return scores.map(({ account, stage, scorecard }) => [account, stage, scorecard]);
    };
    expect(await cards(89)).toEqual([
      ["big", "onboarding", "first"],
      ["small", "onboarding", "first"],
    ]);
    expect(await cards(100)).toEqual([
      ["big", "adopting", "big"],
      ["small", "adopting", "rest"],
    ]);
    expect(await cards(125)).toEqual([
      ["big", "adopting", "big"],
      ["small", "adopting", "rest+renewal"],
    ]);
  });

  test("may measure anything of the facts in SQL, as it was known then; what the server refuses is told with file and line", async () => {
    const sql = {
      ...{ id: "own", kind: "sql", group: "g", weight: 1, curve, from: "tickets", whenSilent: 0 },
      ...{ value: "countIf(priority = 'urgent')", name: { en: "urgent", ja: "緊急" } },
    };
    await withCards({ "scorecards/a.yaml": { ...card, name: "sql", measures: [sql] } });
    await arrive(smallCompany(), dayAt(90));
    const { runId } = await live();
    expect((await reasonsOf(runId, "unhappy")).get("own")).toMatchObject({ raw_value: 1 });
    expect((await reasonsOf(runId, "well")).get("own")).toMatchObject({ raw_value: 0 });
    const before = await scoreAsOf(scoring, dayAt(70), signal);
    expect((await reasonsOf(before.runId, "unhappy")).get("own")).toMatchObject({ raw_value: 0 });

    const wrong = { ...sql, value: "sum(status)" };
    await withCards({ "scorecards/a.yaml": { ...card, name: "sql", measures: [wrong] } });
    await expect(live()).rejects.toThrow(/scorecards\/a\.yaml:1:\d+ measure own: .*sum/s);
  });

  test("an expression sees exactly the columns that the tables have", async () => {
    for (const [family, columns] of Object.entries(SQL_FAMILIES)) {
      const rows = await tables.query<{ name: string }>(
        "SELECT name FROM system.columns WHERE database = 'mimamori' AND table = {family:String}",
        { family },
      );
      const known = new Set(rows.map(({ name }) => name));
      for (const column of columns)
        expect([family, column, known.has(column)]).toEqual([family, column, true]);
    }
  });
});

test("a customer who stops logging in scores lower by every measure of usage, and never higher, than one who goes on", async () => {
  const two = (account: string, until: number) => [
    ...[profile(account, "mid-market"), subscription(account)],
    ...usage(account, 0, until, 20),
  ];
  await arrive([...two("goes-on", 200), ...two("stops", 60)], dayAt(200));
  for (const day of [62, 90, 200]) {
    const { runId } = await scoreAsOf(scoring, dayAt(day), signal);
    const scores = await scoresOf(runId);
    const [goesOn, stops] = ["goes-on", "stops"].map((one) => scores.get(one)?.score ?? NaN);
    expect(stops, `day ${day}`).toBeLessThanOrEqual(goesOn!);
    if (day >= 70) expect(stops, `day ${day}`).toBeLessThan(goesOn!);
    const reasons = await reasonsOf(runId, "stops");
    for (const [measure, { why_missing }] of reasons)
      expect([measure, why_missing]).not.toContain("too-old");
  }
});

test("an account that has left is closed, not green, and keeps the score that it had last", async () => {
  await arrive(smallCompany(), dayAt(45));
  const before = (await live()).scores.get("gone");
  await arrive([], dayAt(90));
  expect((await live()).scores.get("gone")).toMatchObject({ score: null, band: "closed" });
  expect(await tables.query("SELECT * FROM cs.closed_accounts")).toMatchObject([
    { account: "gone", last_score: before?.score, last_band: before?.band },
  ]);
});
