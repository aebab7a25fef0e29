import { defineConfig } from "vitest/config";

const folders = ["packages", "services", "infra"];
const testsNamed = (ending: string): string[] => folders.map((folder) => `${folder}/**/*${ending}`);
const never = ["**/node_modules/**", ".cache/**", ".state/**"];

/** A worker costs a Kafka, a ClickHouse and a Redis: one, unless a run of many files asks for more (`--maxWorkers`). */
const onEngines = { pool: "forks", maxWorkers: 1, hookTimeout: 300_000 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          pool: "threads",
          maxWorkers: "100%",
          // Files share threads, and so modules: nothing is mocked, and no module keeps more than what it has worked out. Loading all
          // anew for each file took twice the time.
          isolate: false,
          // A hang is an error, a slow machine is not.
          testTimeout: 120_000,
          include: testsNamed(".test.ts"),
          exclude: [...never, ...testsNamed(".engines.test.ts"), ...testsNamed(".e2e.test.ts")],
        },
      },
      {
        test: {
          name: "engines",
          ...onEngines,
          globalSetup: "packages/local-engines/src/vitest-setup.ts",
          testTimeout: 300_000,
          include: testsNamed(".engines.test.ts"),
          exclude: never,
        },
      },
      {
        test: {
          name: "e2e",
          // Each file starts an installation of its own.
          ...onEngines,
          testTimeout: 600_000,
          include: testsNamed(".e2e.test.ts"),
          exclude: never,
        },
      },
    ],
  },
});
