/** What a process of an installation has used so far, as the kernel counts it: proc(5), so only on Linux. */
import fs from "node:fs";
import { runningProcess } from "@mimamori/local-engines";
import { CommandError } from "../errors.ts";

/** USER_HZ, which is 100 on every platform that the engines run on. */
const TICKS_PER_SECOND = 100;

function procFileOf(stateDir: string, process: string, file: string): string {
  const pid = runningProcess(stateDir, process)?.pid;
  if (pid === undefined) throw new CommandError("failed", `${process} does not run any more.`);
  return fs.readFileSync(`/proc/${pid}/${file}`, "utf8");
}

/** The most memory that the process has had. */
export function peakMegabytesOf(stateDir: string, process: string): number {
  return kilobytesIn(procFileOf(stateDir, process, "status"), "VmHWM") / 1024;
}

/** The memory that the process has now. */
export function residentMegabytesOf(stateDir: string, process: string): number {
  return kilobytesIn(procFileOf(stateDir, process, "status"), "VmRSS") / 1024;
}

function kilobytesIn(status: string, field: "VmHWM" | "VmRSS"): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? Number.NaN);
}

/** Processor time so far, user and system: what the process would have taken alone on a core. */
export function cpuSecondsOf(stateDir: string, process: string): number {
  const fields = procFileOf(stateDir, process, "stat").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
