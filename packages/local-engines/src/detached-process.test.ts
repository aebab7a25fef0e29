import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  type DetachedCommand,
  lastTellingLine,
  logFileOf,
  startDetached,
} from "./detached-process.ts";
import { killProcess, runningProcess } from "./process-record.ts";

let stateDir: string;

function scripted(script: string, rest: Partial<DetachedCommand> = {}): DetachedCommand {
  return {
    stateDir,
    name: "engine",
    title: "The engine",
    command: process.execPath,
    args: ["-e", script],
    ready: (log) => log.includes("ready"),
    timeoutMs: 20_000,
    ...rest,
  };
}

const STAYS = "console.log('ready'); setInterval(() => {}, 1000)";

beforeEach(() => {
  stateDir = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-detached-"));
});

afterEach(async () => {
  await killProcess(stateDir, "engine");
  fs.rmSync(stateDir, { recursive: true });
});

test("it returns when the process says that it is ready; a second start changes nothing", async () => {
  expect(await startDetached(scripted(STAYS))).toBe(true);
  const first = runningProcess(stateDir, "engine");
  expect(first).toBeDefined();
  expect(await startDetached(scripted(STAYS))).toBe(false);
  expect(runningProcess(stateDir, "engine")).toEqual(first);
});

test("a process that dies at its start is reported with its last words and its log", async () => {
  await expect(
    startDetached(scripted("console.error('Cannot bind: no such address'); process.exit(1)")),
  ).rejects.toMatchObject({
    code: "engine_died",
    message: expect.stringMatching(
      /The engine ended.*"Cannot bind: no such address".*engine\.log/s,
    ),
  });
});

test("an earlier run's readiness in the same log is not taken for this one's", async () => {
  await startDetached(scripted(STAYS));
  await killProcess(stateDir, "engine");
  await expect(
    startDetached(scripted("console.log('bad luck'); process.exit(1)")),
  ).rejects.toMatchObject({
    code: "engine_died",
  });
});

test("a process that says that it failed is killed, although it still runs", async () => {
  const failing = scripted("console.log('DB::Exception: no'); setInterval(() => {}, 1000)", {
    failed: /DB::Exception/,
  });
  await expect(startDetached(failing)).rejects.toMatchObject({ code: "engine_died" });
  expect(runningProcess(stateDir, "engine")).toBeUndefined();
});

test("a process that is never ready is killed after the time-out, and the message says so", async () => {
  const silent = scripted("setInterval(() => {}, 1000)", { timeoutMs: 200 });
  await expect(startDetached(silent)).rejects.toMatchObject({ code: "engine_slow" });
  expect(runningProcess(stateDir, "engine")).toBeUndefined();
});

test("a full disk is called a full disk, whether the process or the file system says so", async () => {
  const full = scripted("console.error('write: No space left on device'); process.exit(1)");
  await expect(startDetached(full)).rejects.toMatchObject({
    code: "disk_full",
    message: expect.stringContaining(stateDir),
  });
  const record = path.join(stateDir, "run", `engine.json.${process.pid}`);
  fs.mkdirSync(path.dirname(record), { recursive: true });
  fs.symlinkSync("/dev/full", record);
  const mark = path.join(stateDir, "alive");
  const marks = `setInterval(() => require("node:fs").writeFileSync(${JSON.stringify(mark)}, ""), 20)`;
  await expect(startDetached(scripted(marks))).rejects.toMatchObject({ code: "disk_full" });
  // What could not be recorded does not run on unseen.
  fs.rmSync(mark, { force: true });
  await sleep(1_000);
  expect(fs.existsSync(mark)).toBe(false);
});

test("a program that is not there is reported, not thrown at nobody", async () => {
  await expect(startDetached(scripted("", { command: "no-such-program" }))).rejects.toMatchObject({
    code: "engine_died",
  });
});

test("the log is readable by its owner only", async () => {
  await startDetached(scripted(STAYS));
  expect(fs.statSync(logFileOf(stateDir, "engine")).mode & 0o077).toBe(0);
});

test("last words are the last line that tells something, without terminal sequences and stack frames", () => {
  const log =
    "starting\n\u001b[1mError: port 1 is taken\u001b[0m\n    at x (y.js:1)\n\nNode.js v22.23.3\n";
  expect(lastTellingLine(log)).toBe("Error: port 1 is taken");
  expect(lastTellingLine("one\ntwo\n")).toBe("two");
  const fatal = { level: "fatal", msg: "it ended", err: { message: "3 settings are wrong" } };
  expect(lastTellingLine(`${JSON.stringify(fatal)}\n`)).toBe("3 settings are wrong");
  expect(lastTellingLine('{"level":"error","msg":"it ended"}\n')).toBe("it ended");
  expect(lastTellingLine("")).toBe("it wrote nothing");
});
