/** An installation of its own: started, started again, stopped, and broken in the ways that happen. */
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  endpointsOf,
  engineStatus,
  killEngine,
  requireFreeSpace,
  startEngine,
  startEngines,
  stopEngines,
} from "./engines.ts";
import { type Installation, openInstallation, readInstallation } from "./installation.ts";
import { removeTestEngines } from "./test-engines.ts";

let installation: Installation;

beforeAll(async () => {
  const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-engines-"));
  installation = await openInstallation(stateDir, "test");
});

afterAll(() => removeTestEngines(installation.stateDir));

const pids = (): (number | undefined)[] => engineStatus(installation).map(({ pid }) => pid);

async function ask(sql: string): Promise<string> {
  const { clickhouseUrl, clickhousePassword } = endpointsOf(installation);
  const answer = await fetch(clickhouseUrl, {
    method: "POST",
    headers: { "X-ClickHouse-User": "app", "X-ClickHouse-Key": clickhousePassword },
    body: sql,
  });
  return (await answer.text()).trim();
}

test("a second start, even at the same moment, starts nothing twice", async () => {
  const messages: string[] = [];
  const start = () => startEngines(installation, (message) => messages.push(message));
  const [one, other] = await Promise.all([start(), start()]);
  expect(one).toEqual(other);
  expect(messages.filter((message) => message.includes("is up")).length).toBe(3);
  const before = pids();
  await start();
  expect(pids()).toEqual(before);
});

test("only the engine that is missing is started, on the same port", async () => {
  const [kafka, , redis] = pids();
  await killEngine(installation.stateDir, "clickhouse");
  expect(pids()[1]).toBeUndefined();
  await startEngines(installation);
  expect(pids()[0]).toBe(kafka);
  expect(pids()[2]).toBe(redis);
  expect(await ask("SELECT 1")).toBe("1");
});

test("stopping and starting keeps ports, passwords and data", async () => {
  await ask("CREATE DATABASE IF NOT EXISTS mimamori ENGINE = Atomic");
  await ask("CREATE TABLE mimamori.kept (n UInt8) ENGINE = MergeTree ORDER BY n");
  await ask("INSERT INTO mimamori.kept VALUES (7)");
  await stopEngines(installation.stateDir);
  expect(pids()).toEqual([undefined, undefined, undefined]);
  await stopEngines(installation.stateDir);
  await startEngines(readInstallation(installation.stateDir)!);
  expect(await ask("SELECT n FROM mimamori.kept")).toBe("7");
});

test("a port that another program holds is named, with the file that can change it", async () => {
  await killEngine(installation.stateDir, "redis");
  const squatter = net.createServer();
  await new Promise<void>((resolve) =>
    squatter.listen(installation.ports.redis, "127.0.0.1", resolve),
  );
  await expect(startEngine(installation, "redis")).rejects.toMatchObject({
    code: "port_in_use",
    message: expect.stringMatching(
      new RegExp(`Port ${installation.ports.redis}, which Redis .*installation\\.json`),
    ),
  });
  await new Promise((resolve) => squatter.close(resolve));
});

test("an engine that cannot read its data dies with its own words, and what else runs stays up", async () => {
  const folder = path.join(installation.stateDir, "redis", "data", "appendonlydir");
  const manifest = path.join(
    folder,
    fs.readdirSync(folder).find((name) => name.endsWith(".manifest"))!,
  );
  const sound = fs.readFileSync(manifest);
  fs.writeFileSync(manifest, "nonsense\n");
  await expect(startEngines(installation)).rejects.toMatchObject({
    code: "engine_died",
    message: expect.stringMatching(
      /^Redis ended while starting, its last words were: ".*manifest/i,
    ),
  });
  expect(pids()[0]).toBeDefined();
  expect(pids()[1]).toBeDefined();
  fs.writeFileSync(manifest, sound);
  await startEngines(installation);
  expect(pids()[2]).toBeDefined();
});

test("a second ClickHouse on the same folder is refused and does not hang", async () => {
  const elsewhere: Installation = {
    ...installation,
    stateDir: fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-engines-")),
    ports: { ...installation.ports, clickhouse: installation.ports.clickhouse + 1 },
  };
  fs.symlinkSync(
    path.join(installation.stateDir, "clickhouse"),
    path.join(elsewhere.stateDir, "clickhouse"),
  );
  await expect(startEngine(elsewhere, "clickhouse")).rejects.toMatchObject({ code: "engine_died" });
  fs.rmSync(elsewhere.stateDir, { recursive: true });
  expect(await ask("SELECT 1")).toBe("1");
});

test("too little space is refused before anything starts", () => {
  expect(() => {
    requireFreeSpace(installation.stateDir, Number.MAX_SAFE_INTEGER);
  }).toThrow(/too little space/);
});
