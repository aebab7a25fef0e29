/**
 * Starts a server as a process that outlives this one, and waits until it says that it is ready.
 *
 * In: a command, and how to tell that it is ready. Out: its process record and its log file.
 * After a crash of the starter: the record is written right after the start, so the next start or stop finds the process.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineError, fullDiskError, meansFullDisk } from "./errors.ts";
import {
  describeProcess,
  forgetRecord,
  isRunning,
  killProcess,
  type ProcessRecord,
  runningProcess,
  writeRecord,
} from "./process-record.ts";

export interface DetachedCommand {
  /** Folder that holds run/ and logs/. */
  readonly stateDir: string;
  /** Name of the record and of the log. */
  readonly name: string;
  /** What people call it, in sentences. */
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Says whether it serves now, from what it has written to its log since the start. */
  readonly ready: (log: string) => boolean | Promise<boolean>;
  /** A line of the log that means: it will never serve, although it still runs. */
  readonly failed?: RegExp;
  readonly timeoutMs: number;
}

const POLL_MS = 15;
const LOG_LIMIT_BYTES = 20_000_000;

/** The log file of a process of this installation. */
export function logFileOf(stateDir: string, name: string): string {
  return path.join(stateDir, "logs", `${name}.log`);
}

/** A service logs JSON: its error's message, or its message. Any other line stays as it is. */
function readable(line: string): string {
  if (!line.startsWith("{")) return line;
  try {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } };
    return err?.message ?? msg ?? line;
  } catch {
    return line;
  }
}

/** The last line that says something, without terminal sequences: what a person is shown. */
export function lastTellingLine(log: string): string {
  const lines = log
    .replaceAll(/\u001b\[[0-9;?]*[a-zA-Z]/g, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("at ") && !line.startsWith("Node.js v"));
  const telling = lines.findLast((line) =>
    /error|exception|fatal|refused|denied|cannot|can't|fail|no space/i.test(line),
  );
  return readable(telling ?? lines.at(-1) ?? "it wrote nothing").slice(0, 600);
}

function openLog(file: string): number {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (fs.existsSync(file) && fs.statSync(file).size > LOG_LIMIT_BYTES)
    fs.renameSync(file, `${file}.1`);
  return fs.openSync(file, "a", 0o600);
}

function launch(wanted: DetachedCommand, log: number): ProcessRecord | undefined {
  const child = spawn(wanted.command, wanted.args, {
    cwd: wanted.cwd,
    env: { ...process.env, ...wanted.env },
    stdio: ["ignore", log, log],
    detached: true,
  });
  child.unref();
  // A missing program is reported here as an event and below as "no pid".
  child.on("error", () => undefined);
  if (child.pid === undefined) return undefined;
  const record = describeProcess(child.pid);
  try {
    if (record !== undefined) writeRecord(wanted.stateDir, wanted.name, record);
  } catch (error) {
    // Without a record nobody would find it again.
    child.kill("SIGKILL");
    throw error;
  }
  return record;
}

function diedError(wanted: DetachedCommand, log: string): EngineError {
  if (meansFullDisk(log)) return fullDiskError(wanted.stateDir);
  return new EngineError(
    "engine_died",
    `${wanted.title} ended while starting, its last words were: "${lastTellingLine(log)}"; the whole log is ${logFileOf(wanted.stateDir, wanted.name)}.`,
  );
}

async function waitUntilReady(
  wanted: DetachedCommand,
  record: ProcessRecord | undefined,
  readLog: () => string,
): Promise<void> {
  const deadline = Date.now() + wanted.timeoutMs;
  for (;;) {
    // Looked at before the log: what it wrote before it ended is then surely in the log.
    const alive = record !== undefined && isRunning(record);
    const log = readLog();
    if (alive && (await wanted.ready(log))) return;
    if (!alive || wanted.failed?.test(log) === true) throw diedError(wanted, log);
    if (Date.now() > deadline)
      throw new EngineError(
        "engine_slow",
        `${wanted.title} was not ready after ${wanted.timeoutMs / 1000} s, its last words were: "${lastTellingLine(log)}"; see ${logFileOf(wanted.stateDir, wanted.name)}, and start again when the machine is less busy.`,
      );
    await sleep(POLL_MS);
  }
}

/**
 * Starts it unless it runs already, and returns when it is ready.
 * @returns true when it was started, false when it ran already
 * @throws EngineError engine_died, engine_slow or disk_full; nothing of it keeps running then
 */
export async function startDetached(wanted: DetachedCommand): Promise<boolean> {
  if (runningProcess(wanted.stateDir, wanted.name) !== undefined) return false;
  const file = logFileOf(wanted.stateDir, wanted.name);
  try {
    const log = openLog(file);
    const from = fs.fstatSync(log).size;
    const record = launch(wanted, log);
    fs.closeSync(log);
    await waitUntilReady(wanted, record, () => fs.readFileSync(file).subarray(from).toString());
    return true;
  } catch (error) {
    await killProcess(wanted.stateDir, wanted.name);
    forgetRecord(wanted.stateDir, wanted.name);
    throw meansFullDisk(error) ? fullDiskError(wanted.stateDir, error) : error;
  }
}
