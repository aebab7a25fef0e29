/**
 * The static checks that `test` runs: commands that say nothing when all is well.
 * Names are what a person types after `pnpm run check:`; package.json holds the same commands.
 */
import { spawn } from "node:child_process";

export interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

/** Dearest first, so that two at a time end early. */
export const STATIC_CHECKS: readonly Check[] = [
  { name: "lint", command: ["eslint", ".", "--max-warnings", "0"] },
  { name: "types", command: ["tsc", "-p", "tsconfig.json"] },
  { name: "unused", command: ["knip"] },
  { name: "imports", command: ["node", "infra/checks/imports.ts"] },
  { name: "format", command: ["oxfmt", "--check", "."] },
  { name: "lengths", command: ["node", "infra/checks/file-lengths.ts"] },
];

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  /** What it wrote, stdout and stderr as they came. */
  readonly output: string;
}

/** Runs one check in the checkout. A program that cannot be started counts as failed. */
export function runCheck(check: Check, checkout: string): Promise<CheckResult> {
  const begun = Date.now();
  return new Promise((resolve) => {
    const [program, ...args] = check.command;
    const child = spawn(program, args, { cwd: checkout, stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    const settle = (passed: boolean): void => {
      const seconds = (Date.now() - begun) / 1000;
      resolve({
        name: check.name,
        passed,
        seconds,
        output: Buffer.concat(chunks).toString().trim(),
      });
    };
    child.on("error", (error) => {
      chunks.push(Buffer.from(error.message));
      settle(false);
    });
    child.on("close", (code) => {
      settle(code === 0);
    });
  });
}

/** Runs all of `checks`, at most `atOnce` together, and reports each when it is done. */
export async function runChecks(
  checks: readonly Check[],
  checkout: string,
  atOnce: number,
  onResult: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const waiting = [...checks];
  const results: CheckResult[] = [];
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const result = await runCheck(check, checkout);
      results.push(result);
      onResult(result);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}
