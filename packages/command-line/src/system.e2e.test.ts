/** The system of an installation of its own, brought up, broken, repaired and taken down by the commands that people use. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { readInstallation, runningProcess, stopProcess } from "@mimamori/local-engines";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SERVICE_NAMES } from "./services.ts";

let stateDir: string;

function run(...words: string[]) {
  return spawnSync(process.execPath, [path.join(import.meta.dirname, "main.ts"), ...words], {
    encoding: "utf8",
    env: { ...process.env, MIMAMORI_STATE: stateDir },
    input: "",
  });
}

beforeAll(() => {
  stateDir = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-system-"));
});

afterAll(async () => {
  for (const name of [...SERVICE_NAMES, "kafka", "clickhouse", "redis"])
    await stopProcess(stateDir, name, 5000);
  fs.rmSync(stateDir, { recursive: true });
});

test("up brings everything up, and status says so", () => {
  const up = run("up");
  expect(up.stderr).not.toContain("mimamori:");
  expect(up).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^Everything runs\. .*\/v1\/events/),
  });
  const status = run("status", "--json");
  expect(status.status).toBe(0);
  expect(JSON.parse(status.stdout)).toMatchObject({
    purpose: "own",
    lag: { "usage.events": 0, "billing.events": 0 },
    services: SERVICE_NAMES.map((service) => ({ service, ready: true })),
  });
});

test("a second up, and a migrate, change nothing", () => {
  const before = readInstallation(stateDir);
  const pids = SERVICE_NAMES.map((service) => runningProcess(stateDir, service)?.pid);
  expect(run("up").status).toBe(0);
  expect(run("migrate")).toMatchObject({ status: 0, stderr: "" });
  expect(readInstallation(stateDir)).toEqual(before);
  expect(SERVICE_NAMES.map((service) => runningProcess(stateDir, service)?.pid)).toEqual(pids);
});

test("sql answers as cs_reader, in the format asked for, and passes on what the server refuses", () => {
  expect(
    run("sql", "--query", "SELECT currentUser() AS me", "--format", "JSONEachRow").stdout,
  ).toBe('{"me":"cs_reader"}\n');
  expect(run("sql", "--query", "SHOW TABLES FROM cs").stdout).toContain("health_scores");
  const refused = run("sql", "--query", "SELECT * FROM mimamori.usage_events_raw");
  expect(refused.status).toBe(1);
  expect(refused.stdout).toBe("");
  expect(refused.stderr).toMatch(/^mimamori: ClickHouse says: [^\n]+\n$/);
  expect(run("sql", "--as", "app", "--query", "SELECT currentUser()").stdout).toContain("app");
});

test("a service that crashed is reported, and the next up starts it alone", () => {
  const worker = runningProcess(stateDir, "kafka-to-clickhouse");
  process.kill(worker!.pid, "SIGKILL");
  const status = run("status");
  expect(status.status).toBe(1);
  expect(status.stdout).toMatch(/kafka-to-clickhouse +not running/);
  const up = run("up");
  expect(up.status).toBe(0);
  expect(up.stderr).toMatch(/^kafka-to-clickhouse is up [^\n]+\n$/);
});

test("logs shows the lines of one service, or of all", () => {
  expect(run("logs", "http-to-kafka", "--lines", "1").stdout.trim().split("\n").length).toBe(1);
  expect(run("logs").stdout).toMatch(/^clickhouse-to-scores +\d{4}-/m);
});

test("down stops everything, and once more has nothing to do", () => {
  const down = run("down");
  expect(down).toMatchObject({ status: 0, stdout: "Everything is stopped.\n" });
  expect(down.stderr).not.toContain("killed");
  for (const name of [...SERVICE_NAMES, "kafka", "clickhouse", "redis"])
    expect(runningProcess(stateDir, name)).toBeUndefined();
  expect(run("down")).toMatchObject({ status: 0, stderr: "" });
  expect(run("sql", "--query", "SELECT 1").stderr).toMatch(
    /^mimamori: [^\n]*not running[^\n]*`\.\/mimamori up`[^\n]*\n$/,
  );
});
