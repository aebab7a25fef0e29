import { runChecks, STATIC_CHECKS } from "../checks.ts";
import { defineCommand } from "../command.ts";
import { CommandError } from "../errors.ts";
import { say } from "../progress.ts";
import { runTestProject, TEST_PROJECTS, type TestCounts, type TestProject } from "../vitest-run.ts";

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

async function runProject(
  project: TestProject,
  checkout: string,
  filters: readonly string[],
  printing: "as it comes" | "at the end",
): Promise<TestCounts> {
  const begun = Date.now();
  const counts = await runTestProject(project, checkout, filters, printing);
  say(
    `${counts.failed === 0 ? "ok    " : "FAILED"}  ${project.padEnd(8)} ${seconds(begun)}  ${counts.passed} passed, ${counts.failed} failed`,
  );
  return counts;
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
    const isWanted = (part: string): boolean => only === undefined || only === part;
    const run = async (
      project: TestProject,
      printing: "as it comes" | "at the end",
    ): Promise<void> => {
      if (isWanted(project)) count(await runProject(project, checkout, filters, printing));
    };
    await run("unit", "as it comes");
    // These wait for engines more than they compute; each has engines of its own.
    await Promise.all([run("engines", "as it comes"), run("e2e", "at the end")]);
    say(`took ${seconds(begun)}`);
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return failed === 0 ? 0 : 1;
  },
});
