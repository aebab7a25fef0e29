/** One vitest project as a child process, its counts read from vitest's own report. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { z } from "zod";

export const TEST_PROJECTS = ["unit", "engines", "e2e"] as const;
export type TestProject = (typeof TEST_PROJECTS)[number];

const reportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numFailedTestSuites: z.int(),
  numTotalTests: z.int(),
});

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Counts of a finished run. A file that does not even load fails without failing a test: it counts as one failure,
 * and so does a run that ended badly although no test failed (an unhandled rejection, engines that did not start).
 */
export function countsOf(report: unknown, exitCode: number): TestCounts {
  const parsed = reportSchema.safeParse(report);
  if (!parsed.success) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests } = parsed.data;
  return {
    passed: numPassedTests,
    failed: exitCode !== 0 && numFailedTests === 0 ? 1 : numFailedTests,
  };
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

export interface TestRun {
  readonly project: TestProject;
  /** How many files at once; left out, what vitest.config.ts says. */
  readonly workers?: number;
  /** Only files whose path contains one of these; none means all. */
  readonly filters: readonly string[];
  /** What vitest prints goes to stderr: as it comes or, for a run beside another, in one piece at the end. */
  readonly printing: "as it comes" | "at the end";
}

/** Runs tests of a project. A run without test files passes with 0 of 0. */
export async function runTests(run: TestRun, checkout: string): Promise<TestCounts> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-report-"));
  const reportFile = path.join(folder, "report.json");
  try {
    const exitCode = await new Promise<number>((resolve) => {
      const child = spawn(
        "vitest",
        [
          "run",
          "--project",
          run.project,
          ...(run.workers === undefined ? [] : [`--maxWorkers=${run.workers}`]),
          "--passWithNoTests",
          "--reporter=default",
          "--reporter=json",
          `--outputFile.json=${reportFile}`,
          ...run.filters,
        ],
        { cwd: checkout, stdio: ["ignore", "pipe", "pipe"] },
      );
      const printed: Buffer[] = [];
      const print = (chunk: Buffer): void => {
        if (run.printing === "as it comes") process.stderr.write(chunk);
        else printed.push(chunk);
      };
      child.stdout.on("data", print);
      child.stderr.on("data", print);
      child.on("error", () => {
        resolve(127);
      });
      child.on("close", (code) => {
        process.stderr.write(Buffer.concat(printed));
        resolve(code ?? 1);
      });
    });
    return countsOf(readReport(reportFile), exitCode);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
