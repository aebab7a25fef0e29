/**
 * Which process is ours: pid files that cannot be fooled by a pid used again.
 *
 * In: a pid. Out: a record in <state>/run/<name>.json with the pid, its start time and the boot it belongs to.
 * After a crash or a reboot: the record names a process that no longer is, and is taken as "not running"; nothing is ever
 * signalled whose start time differs.
 */
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { EngineError } from "./errors.ts";

const recordSchema = z.object({
  pid: z.int().positive(),
  startTicks: z.string(),
  bootId: z.string(),
});

/** A process, told apart from any other that had or will have its pid. */
export type ProcessRecord = z.infer<typeof recordSchema>;

const POLL_MS = 25;

function recordFile(stateDir: string, name: string): string {
  return path.join(stateDir, "run", `${name}.json`);
}

function bootId(): string {
  return fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

/** Of a killed process the first thread becomes a zombie while others still close its files and ports: it has ended when all have. */
function hasOtherThreads(pid: number): boolean {
  try {
    return fs.readdirSync(`/proc/${pid}/task`).length > 1;
  } catch {
    return false;
  }
}

/** Fields 3 and on of proc(5) stat, of a process or one of its threads; undefined when it has ended. */
function statFieldsOf(task: string): string[] | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${task}/stat`, "utf8");
    // The second field is the program's name in brackets and may itself hold spaces and brackets.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

/** Clock ticks from boot to the start of the process (field 22 of proc(5) stat); undefined when it has ended. */
function startTicksOf(pid: number): string | undefined {
  const fields = statFieldsOf(String(pid));
  if (fields === undefined) return undefined;
  if ((fields[0] === "Z" || fields[0] === "X") && !hasOtherThreads(pid)) return undefined;
  return fields[19];
}

/** Describes a running process; undefined when there is none with this pid. */
export function describeProcess(pid: number): ProcessRecord | undefined {
  const startTicks = startTicksOf(pid);
  return startTicks === undefined ? undefined : { pid, startTicks, bootId: bootId() };
}

/** True while exactly this process runs. */
export function isRunning(record: ProcessRecord): boolean {
  return record.bootId === bootId() && startTicksOf(record.pid) === record.startTicks;
}

/** Remembers a process under a name. */
export function writeRecord(stateDir: string, name: string, record: ProcessRecord): void {
  const file = recordFile(stateDir, name);
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  fs.writeFileSync(`${file}.${process.pid}`, JSON.stringify(record), { mode: 0o600 });
  fs.renameSync(`${file}.${process.pid}`, file);
}

/** The process remembered under a name, if it still runs; a stale or torn record counts as none. */
export function runningProcess(stateDir: string, name: string): ProcessRecord | undefined {
  let record: ProcessRecord;
  try {
    record = recordSchema.parse(JSON.parse(fs.readFileSync(recordFile(stateDir, name), "utf8")));
  } catch {
    return undefined;
  }
  return isRunning(record) ? record : undefined;
}

/** The names of all processes that are remembered, running or not. */
export function recordedNames(stateDir: string): string[] {
  const folder = path.join(stateDir, "run");
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => path.basename(file, ".json"));
}

/** Forgets a name. */
export function forgetRecord(stateDir: string, name: string): void {
  fs.rmSync(recordFile(stateDir, name), { force: true });
}

function signal(record: ProcessRecord, name: NodeJS.Signals): void {
  if (!isRunning(record)) return;
  try {
    process.kill(record.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function hasEnded(record: ProcessRecord, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isRunning(record)) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/**
 * Ends the process remembered under a name: SIGTERM, and SIGKILL when it has not ended after `graceMs`.
 * @returns "was-not-running", "stopped" or "killed"
 */
export async function stopProcess(
  stateDir: string,
  name: string,
  graceMs: number,
): Promise<"was-not-running" | "stopped" | "killed"> {
  const record = runningProcess(stateDir, name);
  if (record === undefined) {
    forgetRecord(stateDir, name);
    return "was-not-running";
  }
  signal(record, "SIGTERM");
  const stopped = await hasEnded(record, graceMs);
  if (!stopped) await killRecorded(record, name);
  forgetRecord(stateDir, name);
  return stopped ? "stopped" : "killed";
}

/** Ends the process remembered under a name as a crash would: SIGKILL at once. */
export async function killProcess(stateDir: string, name: string): Promise<void> {
  const record = runningProcess(stateDir, name);
  if (record !== undefined) await killRecorded(record, name);
}

/** Stops the process remembered under a name where it stands (SIGSTOP); returns when all of its threads do. */
export async function holdProcess(stateDir: string, name: string): Promise<void> {
  const record = runningProcess(stateDir, name);
  if (record === undefined) return;
  signal(record, "SIGSTOP");
  // Another core may still be answering: the signal reaches one thread after the other.
  while (isRunning(record) && !isHeld(record)) await sleep(POLL_MS);
}

/** Lets a held process go on (SIGCONT). */
export function releaseProcess(stateDir: string, name: string): void {
  const record = runningProcess(stateDir, name);
  if (record !== undefined) signal(record, "SIGCONT");
}

function isHeld({ pid }: ProcessRecord): boolean {
  return fs
    .readdirSync(`/proc/${pid}/task`)
    .every((thread) => statFieldsOf(`${pid}/task/${thread}`)?.[0] === "T");
}

async function killRecorded(record: ProcessRecord, name: string): Promise<void> {
  signal(record, "SIGKILL");
  if (!(await hasEnded(record, 10_000)))
    throw new EngineError(
      "engine_stuck",
      `${name} (process ${record.pid}) does not end even when killed; it probably waits for its disk: look at it with "ps -o stat,wchan ${record.pid}".`,
    );
}
