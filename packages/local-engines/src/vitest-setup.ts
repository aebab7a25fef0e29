/**
 * Starts one set of engines for all tests of a vitest project that needs them, and ends it after the last.
 * A test reaches them with `attachTestEngines(inject("testEnginesStateDir"))`.
 */
import type { TestProject } from "vitest/node";
import { startTestEngines } from "./test-engines.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of the engines that run for this test run; see attachTestEngines. */
    testEnginesStateDir: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const engines = await startTestEngines();
  project.provide("testEnginesStateDir", engines.stateDir);
  return () => engines.stop();
}
