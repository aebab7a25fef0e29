import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  describeProcess,
  isRunning,
  killProcess,
  type ProcessRecord,
  runningProcess,
  stopProcess,
  writeRecord,
} from "./process-record.ts";

let stateDir: string;
let child: ChildProcess;

function startChild(script: string): Promise<ProcessRecord> {
  child = spawn(process.execPath, [
    "-e",
    `${script}; process.stdout.write("up"); setInterval(() => {}, 1000)`,
  ]);
  return new Promise((resolve, reject) => {
    child.stdout?.once("data", () => {
      const record = describeProcess(child.pid!);
      if (record === undefined) reject(new Error("the child is gone"));
      else resolve(record);
    });
  });
}

beforeEach(() => {
  stateDir = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-records-"));
});

afterEach(() => {
  child.kill("SIGKILL");
  fs.rmSync(stateDir, { recursive: true });
});

test("a process that got the pid of a stale record is neither taken for ours nor signalled", async () => {
  const record = await startChild("");
  const older = { ...record, startTicks: String(Number(record.startTicks) - 1) };
  writeRecord(stateDir, "kafka", older);

  expect(runningProcess(stateDir, "kafka")).toBeUndefined();
  await killProcess(stateDir, "kafka");
  expect(await stopProcess(stateDir, "kafka", 1000)).toBe("was-not-running");
  expect(isRunning(record)).toBe(true);
});

test("a record from before a reboot names no process", async () => {
  const record = await startChild("");
  writeRecord(stateDir, "kafka", { ...record, bootId: "another boot" });
  expect(runningProcess(stateDir, "kafka")).toBeUndefined();
});

test("a torn record counts as none", async () => {
  await startChild("");
  fs.mkdirSync(path.join(stateDir, "run"));
  fs.writeFileSync(path.join(stateDir, "run", "kafka.json"), '{"pid":');
  expect(runningProcess(stateDir, "kafka")).toBeUndefined();
});

test("a process that ends on SIGTERM is stopped, and its record forgotten", async () => {
  writeRecord(stateDir, "kafka", await startChild(""));
  expect(await stopProcess(stateDir, "kafka", 10_000)).toBe("stopped");
  expect(fs.readdirSync(path.join(stateDir, "run"))).toEqual([]);
});

test("a process that ignores SIGTERM is killed after its grace", async () => {
  const record = await startChild("process.on('SIGTERM', () => {})");
  writeRecord(stateDir, "kafka", record);
  expect(await stopProcess(stateDir, "kafka", 100)).toBe("killed");
  expect(isRunning(record)).toBe(false);
});
