/**
 * An installation emptied: the way back to the first day, for the demo.
 *
 * In: an installation whose engines are stopped. Out: the same ports and passwords without any data or logs.
 * After a crash half-way: call it again.
 */
import { rm } from "node:fs/promises";
import path from "node:path";
import { ENGINE_NAMES } from "./engines.ts";
import type { Installation } from "./installation.ts";
import { runningProcess } from "./process-record.ts";

/**
 * Removes what the engines keep, and the logs. Only a demo's: what a company has collected is nobody's to erase.
 * @throws Error when the installation is no demo, or an engine runs: both are mistakes of the caller
 */
export async function eraseDemoData({ stateDir, purpose }: Installation): Promise<void> {
  if (purpose !== "demo") throw new Error(`${stateDir} is no demo, its data stays`);
  const running = ENGINE_NAMES.filter((engine) => runningProcess(stateDir, engine) !== undefined);
  if (running.length > 0) throw new Error(`${running.join(", ")} of ${stateDir} still runs`);
  const folders = [...ENGINE_NAMES, "logs"].map((name) => path.join(stateDir, name));
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
}
