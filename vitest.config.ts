import { defineConfig } from "vitest/config";

const folders = ["packages", "services", "infra"];
const testsNamed = (ending: string): string[] => folders.map((folder) => `${folder}/**/*${ending}`);
const never = ["**/node_modules/**", ".cache/**", ".state/**"];

/** One set of Kafka, ClickHouse and Redis serves all tests of a project, so its files run one after the other. */
const onEngines = {
  pool: "forks",
  fileParallelism: false,
  globalSetup: "packages/local-engines/src/vitest-setup.ts",
  hookTimeout: 120_000,
} as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          pool: "threads",
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
          testTimeout: 120_000,
          include: testsNamed(".engines.test.ts"),
          exclude: never,
        },
      },
      {
        test: {
          name: "e2e",
          ...onEngines,
          testTimeout: 300_000,
          include: testsNamed(".e2e.test.ts"),
          exclude: never,
        },
      },
    ],
  },
});
