import { runChecks, STATIC_CHECKS } from "../checks.ts";
import { defineCommand } from "../command.ts";
import { CommandError } from "../errors.ts";
import { say } from "../progress.ts";
import {
  runTests,
  TEST_PROJECTS,
  type TestCounts,
  type TestProject,
  type TestRun,
} from "../vitest-run.ts";

/** Each of them keeps a core busy. */
const CHECKS_AT_ONCE = 2;
/** Files at once: they wait more than they compute, and each takes engines of its own, some 1 GB. */
const WORKERS = { engines: 3, e2e: 2 } as const;
const PARTS: readonly string[] = ["checks", ...TEST_PROJECTS];

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

async function runStaticChecks(checkout: string): Promise<{ passed: number; failed: number }> {
  const results = await runChecks(STATIC_CHECKS, checkout, CHECKS_AT_ONCE, (result) => {
    say(
      `${result.passed ? "ok    " : "FAILED"}  ${result.name.padEnd(8)} ${result.seconds.toFixed(1)} s`,
    );
    if (!result.passed) say(result.output.replaceAll(/^/gm, "        "));
  });
  const passed = results.filter((result) => result.passed).length;
  return { passed, failed: results.length - passed };
}

async function runAndSay(run: TestRun, checkout: string): Promise<TestCounts> {
  const begun = Date.now();
  const { passed, failed } = await runTests(run, checkout);
  say(
    `${failed === 0 ? "ok    " : "FAILED"}  ${run.project.padEnd(8)} ${seconds(begun)}  ${passed} passed, ${failed} failed`,
  );
  return { passed, failed };
}

export const command = defineCommand({
  usage: "[FILTER…]",
  description: `
Runs every check (types, lint, format, imports, unused code, file lengths) and every test (unit, engines, e2e) of this
checkout. Tests get engines of their own on free ports; an installation that runs is not touched. The last line on
stdout is "N passed, N failed". A FILTER runs only the test files whose path contains it.`,
  options: {
    only: { type: "string", value: "PART", help: `one of ${PARTS.join(", ")}` },
  },
  maxPositionals: 50,
  async run({ only }, filters, { checkout }) {
    if (only !== undefined && !PARTS.includes(only))
      throw new CommandError(
        "usage",
        `--only takes one of ${PARTS.join(", ")}, and "${only}" is none of them.`,
      );
    const begun = Date.now();
    let passed = 0;
    let failed = 0;
    const count = (counts: { passed: number; failed: number }): void => {
      passed += counts.passed;
      failed += counts.failed;
    };
    const run = async (
      project: TestProject,
      printing: TestRun["printing"],
      workers?: number,
    ): Promise<void> => {
      if (only !== undefined && only !== project) return;
      // A few files need no engines beside each other.
      const atOnce = filters.length === 0 && workers !== undefined ? { workers } : {};
      count(await runAndSay({ project, printing, filters, ...atOnce }, checkout));
    };
    const inOrder = async (): Promise<void> => {
      if (only === "checks" || (only === undefined && filters.length === 0))
        count(await runStaticChecks(checkout));
      await run("unit", "as it comes");
      await run("engines", "as it comes", WORKERS.engines);
    };
    // Whole installations wait for their schedules more than they compute: they do it beside everything else.
    await Promise.all([inOrder(), run("e2e", "at the end", WORKERS.e2e)]);
    say(`took ${seconds(begun)}`);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return failed === 0 ? 0 : 1;
  },
});
