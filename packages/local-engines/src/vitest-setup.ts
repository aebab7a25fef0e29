/**
 * Starts engines for the tests of a vitest project that share them, and ends them after the last: a set for each of its workers, which
 * do one file after the other.
 * A test reaches them with `attachSharedEngines(inject("sharedEngines"))`.
 */
import type { TestProject } from "vitest/node";
import { startTestEngines } from "./test-engines.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folders of the engines that run for this test run, one for each worker; see attachSharedEngines. */
    sharedEngines: readonly string[];
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const workers = Array.from({ length: project.config.maxWorkers });
  const sets = await Promise.all(workers.map(() => startTestEngines("memory")));
  project.provide(
    "sharedEngines",
    sets.map(({ stateDir }) => stateDir),
  );
  return async () => {
    await Promise.all(sets.map((engines) => engines.stop()));
  };
}
