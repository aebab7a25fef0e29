import { afterAll, beforeAll, expect, test } from "vitest";
import { newRunId, recordRun } from "../score-runs.ts";
import type { RunScope } from "../score-runs.ts";
import { startEmpty, tables } from "../scoring-fixture.ts";
import { thinHistory } from "./thin-history.ts";

const NOW = new Date("2026-06-15T12:00:00Z");
const DAY_MS = 86_400_000;

beforeAll(startEmpty);
afterAll(() => tables.close());

/** A complete live run `daysAgo`, with one scored account. */
async function addRun(daysAgo: number, scope: RunScope): Promise<string> {
  const asOf = new Date(NOW.getTime() - daysAgo * DAY_MS);
  const runId = newRunId("live", asOf);
  const row = { run_id: runId, account: "a", as_of: asOf.toISOString(), band: "healthy" };
  await tables.insertRows("mimamori.health_scores", ["run_id", "account", "as_of", "band"], [row]);
  const run = {
    runId,
    kind: "live",
    scope,
    asOf,
    configVersion: "",
    factsVersion: "0",
    startedAt: asOf,
  } as const;
  await recordRun(tables, run, { status: "complete", accounts: 1, accountsScored: 1, message: "" });
  return runId;
}

test("of old live runs one per day stays for 90 days, then one per week, and what holds now is never touched", async () => {
  const kept = [
    await addRun(0, "due"),
    await addRun(1, "usage"),
    await addRun(3, "all"),
    await addRun(30, "all"),
    // Monday 2026-01-12 to Sunday 2026-01-18: 154 to 148 days ago.
    await addRun(148, "all"),
  ];
  const thinned = [
    await addRun(3.1, "due"),
    await addRun(30.1, "all"),
    await addRun(149, "all"),
    await addRun(150, "due"),
  ];
  const latest = await tables.query("SELECT * FROM cs.health_scores_latest");
  expect(await thinHistory(tables, NOW, "UTC", new AbortController().signal)).toBe(thinned.length);

  const rows = await tables.query<{ run_id: string }>("SELECT run_id FROM mimamori.health_scores");
  expect(rows.map(({ run_id }) => run_id).sort()).toEqual(kept.sort());
  expect(await tables.query("SELECT * FROM cs.health_scores_latest")).toEqual(latest);
  expect(await thinHistory(tables, NOW, "UTC", new AbortController().signal)).toBe(0);
});
