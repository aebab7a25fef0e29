import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  openInstallation,
  portOf,
  readInstallation,
  stateDirOf,
  withPorts,
  withSecrets,
} from "./installation.ts";

let stateDir: string;

beforeEach(() => {
  stateDir = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-installation-")), "state");
});

afterEach(() => {
  fs.rmSync(path.dirname(stateDir), { recursive: true });
});

test("ports, passwords and purpose are chosen once and kept", async () => {
  const first = await openInstallation(stateDir, "demo");
  expect(await openInstallation(stateDir, "own")).toEqual(first);
  expect(readInstallation(stateDir)).toEqual(first);
  const { kafka, kafkaController, clickhouse, redis } = first.ports;
  expect(new Set([kafka, kafkaController, clickhouse, redis]).size).toBe(4);
});

test("two installations share no password and no cluster id", async () => {
  const one = await openInstallation(stateDir, "own");
  const other = await openInstallation(`${stateDir}-2`, "own");
  expect(other.secrets).not.toEqual(one.secrets);
  expect(other.kafkaClusterId).not.toBe(one.kafkaClusterId);
});

test("the file holds passwords, so only its owner may read it", async () => {
  await openInstallation(stateDir, "own");
  expect(fs.statSync(path.join(stateDir, "installation.json")).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(stateDir)).toEqual(["installation.json"]);
});

test("names asked for later get a port or secret of their own, and keep it", async () => {
  const installation = withSecrets(await openInstallation(stateDir, "own"), ["writeKey"]);
  const grown = await withPorts(installation, ["worker.health", "kafka"]);
  expect(portOf(grown, "kafka")).toBe(installation.ports.kafka);
  expect(await withPorts(readInstallation(stateDir)!, ["worker.health"])).toEqual(grown);
  expect(() => portOf(grown, "unheard-of")).toThrow("unheard-of");
});

test("a damaged file is named, with what to do, and is left as it is", async () => {
  fs.mkdirSync(stateDir);
  fs.writeFileSync(path.join(stateDir, "installation.json"), '{"purpose":"own","ports":{}}');
  await expect(openInstallation(stateDir, "own")).rejects.toMatchObject({
    code: "installation_unreadable",
    message: expect.stringMatching(/installation\.json is damaged .*ports\.kafka.*move .* away/s),
  });
});

test("a disk without space is called that", async () => {
  fs.mkdirSync(stateDir);
  fs.symlinkSync("/dev/full", path.join(stateDir, `installation.json.${process.pid}`));
  await expect(openInstallation(stateDir, "own")).rejects.toMatchObject({ code: "disk_full" });
});

test("the state folder is .state in the checkout, or what MIMAMORI_STATE names", () => {
  expect(stateDirOf("/checkout", {})).toBe("/checkout/.state");
  expect(stateDirOf("/checkout", { MIMAMORI_STATE: "" })).toBe("/checkout/.state");
  expect(stateDirOf("/checkout", { MIMAMORI_STATE: "/elsewhere" })).toBe("/elsewhere");
});
