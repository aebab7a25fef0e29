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
  const name = [run.project, run.shard].filter(Boolean).join(" ");
  say(
    `${failed === 0 ? "ok    " : "FAILED"}  ${name.padEnd(12)} ${seconds(begun)}  ${passed} passed, ${failed} failed`,
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
    if (only === "checks" || (only === undefined && filters.length === 0))
      count(await runStaticChecks(checkout));
    const run = async (
      project: TestProject,
      printing: TestRun["printing"],
      shard?: string,
    ): Promise<void> => {
      if (only !== undefined && only !== project) return;
      const wanted = { project, printing, filters, ...(shard !== undefined && { shard }) };
      count(await runAndSay(wanted, checkout));
    };
    await run("unit", "as it comes");
    // These wait for engines more than they compute, and each has engines of its own.
    const inHalves = filters.length === 0;
    await Promise.all([
      run("engines", "as it comes", inHalves ? "1/2" : undefined),
      inHalves ? run("engines", "at the end", "2/2") : undefined,
      run("e2e", "at the end"),
    ]);
    say(`took ${seconds(begun)}`);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return failed === 0 ? 0 : 1;
  },
});
