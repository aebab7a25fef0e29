/**
 * An empty installation for the demo. In: the state folder. Out: a new installation, or the last demo's without its data.
 * An installation that is no demo is never touched.
 */
import {
  eraseDemoData,
  type Installation,
  openInstallation,
  type Progress,
  readInstallation,
} from "@mimamori/local-engines";
import { CommandError } from "../errors.ts";
import { bringDown } from "../system.ts";

/** @throws CommandError failed, when the folder holds somebody's own data */
export async function openFreshDemo(stateDir: string, progress: Progress): Promise<Installation> {
  const existing = readInstallation(stateDir);
  if (existing !== undefined && existing.purpose !== "demo")
    throw new CommandError(
      "failed",
      `${stateDir} holds an installation with data of your own, which a demo would erase: give the demo another folder, as in \`MIMAMORI_STATE=~/mimamori-demo ./mimamori demo\`.`,
    );
  if (existing === undefined) return openInstallation(stateDir, "demo");
  await bringDown(stateDir, progress);
  await eraseDemoData(existing);
  return existing;
}
