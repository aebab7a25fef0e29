/** The demo as a person starts it, small: what it counts, that a second one begins anew, and what it never erases. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { CHECKOUT, stopProcess } from "@mimamori/local-engines";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SERVICE_NAMES } from "../services.ts";
import type { DemoReport } from "./run-demo.ts";

let stateDir: string;

function run(...words: string[]) {
  const main = path.join(import.meta.dirname, "..", "main.ts");
  return spawnSync(process.execPath, [main, ...words], {
    encoding: "utf8",
    env: { ...process.env, MIMAMORI_STATE: stateDir },
  });
}

function demo(seed: number): DemoReport & { stderr: string } {
  const size = ["--accounts", "30", "--months", "3", "--seed", String(seed)];
  const { status, stdout, stderr } = run("demo", ...size, "--json");
  expect(status, stderr).toBe(0);
  return { ...(JSON.parse(stdout) as DemoReport), stderr };
}

beforeAll(() => {
  stateDir = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-demo-"));
});

afterAll(async () => {
  for (const name of [...SERVICE_NAMES, "kafka", "clickhouse", "redis"])
    await stopProcess(stateDir, name, 5_000);
  fs.rmSync(stateDir, { recursive: true });
});

test("every event sent is one raw row or one dead letter, every account is scored, and a second demo begins anew", () => {
  for (const seed of [1, 2]) {
    const report = demo(seed);
    expect(report.rawRows).toBe(report.eventsSent - report.duplicatesSent - report.badSent);
    expect(report.rawRows).toBeGreaterThan(1_000);
    expect(report.duplicatesSent).toBeGreaterThan(0);
    expect(report.deadLetters).toBe(report.badSent);
    expect(report.accounts).toBe(30);
    expect(report.accountsScored).toBeGreaterThan(10);
    expect(report.stderr).toContain("CALL FIRST");
    expect(report.stderr).toContain("curl http://127.0.0.1:");
  }
  const status = run("status", "--json");
  expect(status.status).toBe(0);
});

function ask(query: string): string {
  return run("sql", "--query", query, "--format", "TSV").stdout.trim();
}

test("explain tells a move whose parts add up exactly, in either language; replay tells what another scorecard would have said", () => {
  const day = ask("SELECT toString(toDate(max(as_of)) - 30) FROM score_runs WHERE kind = 'live'");
  expect(run("score", "--as-of", day).status).toBe(0);
  const account = ask(
    "SELECT account FROM health_scores WHERE score IS NOT NULL GROUP BY account HAVING uniqExact(score) > 1 ORDER BY account LIMIT 1",
  );
  const told = run("explain", account, "--from", day, "--json");
  expect(told.stderr).toBe("");
  const { before, after, parts } = JSON.parse(told.stdout) as {
    readonly [side in "before" | "after"]: { score: number };
  } & { parts: { points: number; sentence: string }[] };
  const billionths = (points: number): number => Math.round(points * 1e9);
  const sum = parts.reduce((all, { points }) => all + billionths(points), 0);
  expect(sum).toBe(billionths(after.score) - billionths(before.score));
  expect(run("explain", account, "--from", day, "--lang", "ja").stdout).toContain(account);
  expect(run("explain", "nobody").stderr).toContain("No run has a score");

  const file = path.join(stateDir, "changed.yaml");
  const card = fs.readFileSync(path.join(CHECKOUT, "config/scorecards/onboarding.yaml"), "utf8");
  fs.writeFileSync(file, card.replace("minimumCoverage:", "minimumCoverage: 1 #"));
  const replay = run("replay", "--scorecard", file, "--from", day, "--json");
  expect(JSON.parse(replay.stdout)).toMatchObject({ scorecard: "onboarding", replaces: true });
  fs.writeFileSync(file, card.replace("minimumCoverage:", "minimumCoverage: often #"));
  expect(run("replay", "--scorecard", file).stderr).toMatch(
    /changed\.yaml:\d+:\d+ minimumCoverage/,
  );
});

test("a demo never erases an installation that is somebody's own", () => {
  expect(run("down").status).toBe(0);
  const file = path.join(stateDir, "installation.json");
  const installation = JSON.parse(fs.readFileSync(file, "utf8")) as object;
  fs.writeFileSync(file, JSON.stringify({ ...installation, purpose: "own" }));
  const refused = run("demo", "--json");
  expect(refused).toMatchObject({ status: 1, stdout: "" });
  expect(refused.stderr).toContain("data of your own");
  expect(fs.existsSync(path.join(stateDir, "kafka"))).toBe(true);
});
