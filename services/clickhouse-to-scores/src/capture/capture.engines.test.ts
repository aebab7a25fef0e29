// A fault of the capture is marked on the run, and is no thousand sick accounts. On real engines, with a fleet of 24 accounts.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { StreamProducer } from "@mimamori/kafka-stream";
import {
  arrival,
  arrive,
  CONFIG_DIR,
  connectScoreProducer,
  dayAt,
  log,
  profile,
  startEmpty,
  subscription,
  tables,
} from "../scoring-fixture.ts";
import type { Arrival } from "../scoring-fixture.ts";
import { scoreLive } from "../scoring.ts";
import type { Scoring } from "../scoring.ts";

const signal = new AbortController().signal;
let producer: StreamProducer;
let scoring: Scoring;

beforeAll(async () => {
  producer = await connectScoreProducer();
});
beforeEach(async () => {
  await startEmpty();
  scoring = { tables, producer, configDir: CONFIG_DIR, log };
});
afterAll(async () => {
  await producer.disconnect();
  await tables.close();
});

const FLEET = Array.from({ length: 24 }, (_, index) => `acc-${index}`);

/** One session of each account on each of the days. */
function use(days: readonly number[], accounts = FLEET): Arrival[] {
  return days.flatMap((day) =>
    accounts.map((account) =>
      arrival("usage.session_started.v1", account, dayAt(day), { user: "u" }, { id: `${day}` }),
    ),
  );
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);
const founded = (): Arrival[] =>
  FLEET.flatMap((account) => [profile(account, "smb"), subscription(account)]);

async function lastRun() {
  const [run] = await tables.query<{
    capture_problem: string;
    fault_days: string[];
    held_back: boolean;
  }>("SELECT * FROM cs.score_runs WHERE status = 'complete' ORDER BY completed_at DESC LIMIT 1");
  return run;
}

/** Changes of health that are in the outbox of a run. */
async function changesOf(runId: string | null): Promise<number> {
  const rows = await tables.query(
    `SELECT 1 FROM mimamori.score_changes_outbox FINAL
     WHERE run_id = {runId:String} AND field = 'health_band'`,
    { runId },
  );
  return rows.length;
}

async function scoresNow(): Promise<number[]> {
  const rows = await tables.query<{ score: number }>(
    "SELECT score FROM cs.health_scores_latest ORDER BY account",
  );
  return rows.map(({ score }) => score);
}

/** The configuration with one more measure in every scorecard: on how many days an account used the product, in SQL. */
function configWithOwnMeasure(folder: string): string {
  cpSync(CONFIG_DIR, folder, { recursive: true });
  const own = `measures:
  - id: days_used
    kind: sql
    group: usage
    weight: 1
    from: usage_days
    value: count()
    whenSilent: 0
    name: { en: days used, ja: 利用した日数 }
    curve: { kind: linear, points: [[0, 0], [100, 100]] }
`;
  for (const file of readdirSync(path.join(folder, "scorecards"))) {
    const card = path.join(folder, "scorecards", file);
    writeFileSync(card, readFileSync(card, "utf8").replace(/^measures:\n/m, own));
  }
  return folder;
}

test("a day without most of the usage is marked on the run, and no score moves for it", async () => {
  await arrive([...founded(), ...use(range(0, 64))], dayAt(64));
  await scoreLive(scoring, "all", signal);
  const before = await scoresNow();
  expect(await lastRun()).toMatchObject({ capture_problem: "", fault_days: [], held_back: false });
  // Day 64 is Tuesday, 2026-03-10: only two accounts come through, and on the next day everybody does again.
  await arrive([...use([64], FLEET.slice(0, 2)), ...use([65])], dayAt(66));
  await scoreLive(scoring, "all", signal);
  expect(await lastRun()).toMatchObject({ fault_days: ["2026-03-10"], held_back: false });
  expect((await lastRun())?.capture_problem).toContain("on March 10, 2026");
  const after = await scoresNow();
  for (const [index, score] of after.entries()) expect(score).toBeCloseTo(before[index] ?? 0, 1);
});

test("a measure of one's own in SQL sees no usage of such a day either", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "mimamori-capture-"));
  try {
    scoring = { ...scoring, configDir: configWithOwnMeasure(folder) };
    const days = [...use(range(0, 64)), ...use([64], FLEET.slice(0, 2)), ...use([65])];
    await arrive([...founded(), ...days], dayAt(66));
    await scoreLive(scoring, "all", signal);
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(await lastRun()).toMatchObject({ fault_days: ["2026-03-10"] });
  const values = await tables.query<{ raw_value: number }>(
    "SELECT DISTINCT raw_value FROM cs.health_reasons_latest WHERE measure = 'days_used'",
  );
  expect(values).toEqual([{ raw_value: 65 }]);
});

test("when most scores fall at once nothing is published until the next run has seen it too", async () => {
  const invoices = FLEET.map((account) =>
    arrival("billing.invoice_changed.v1", account, dayAt(50), {
      ...{ invoice_id: "i", status: "open", amount_due_minor: 100, currency: "JPY" },
      ...{ issued_at: dayAt(50), due_at: dayAt(50), payment_method: "card" },
    }),
  );
  await arrive([...founded(), ...use(range(0, 63)), ...invoices], dayAt(63));
  await scoreLive(scoring, "all", signal);
  await arrive(use([63, 64]), dayAt(65));
  const fall = await scoreLive(scoring, "all", signal);
  expect(await lastRun()).toMatchObject({ held_back: true });
  expect((await lastRun())?.capture_problem).toContain("24 of 24 scores fell at once");
  expect(await changesOf(fall.runId)).toBe(0);
  await arrive(use([65]), dayAt(66));
  const next = await scoreLive(scoring, "all", signal);
  expect(await lastRun()).toMatchObject({ held_back: false, capture_problem: "" });
  expect(await changesOf(next.runId)).toBe(24);
});
