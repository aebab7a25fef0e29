/**
 * The whole system of an installation, up and down; `up` and `demo` share it.
 * After a crash or an interrupt anywhere: call it again, every step leaves alone what is done.
 */
import {
  endpointsOf,
  type Installation,
  openInstallation,
  type Progress,
  type Purpose,
  startEngines,
  stopEngines,
} from "@mimamori/local-engines";
import { migrateEverything } from "./migration.ts";
import { prepareForServices, startServices, stopServices } from "./services.ts";

/** Starts engines, migrates, starts services; what runs already stays as it is. `purpose` counts only for a new installation. */
export async function bringUp(
  stateDir: string,
  purpose: Purpose,
  checkout: string,
  progress: Progress,
): Promise<Installation> {
  const installation = await prepareForServices(await openInstallation(stateDir, purpose));
  await startEngines(installation, progress);
  await migrateEverything(endpointsOf(installation), checkout, progress);
  await startServices(installation, checkout, progress);
  return installation;
}

/** Stops services, then engines. Nothing is lost: `bringUp` goes on from there. */
export async function bringDown(stateDir: string, progress: Progress): Promise<void> {
  await stopServices(stateDir, progress);
  await stopEngines(stateDir, progress);
}
