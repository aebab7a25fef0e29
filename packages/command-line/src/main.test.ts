/** The command line as a person meets it: as a process. */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { COMMANDS } from "./command-table.ts";

const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-main-"));

afterAll(() => {
  fs.rmSync(stateDir, { recursive: true });
});

function run(...words: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [path.join(import.meta.dirname, "main.ts"), ...words], {
    encoding: "utf8",
    env: { ...process.env, MIMAMORI_STATE: stateDir },
  });
}

test("--help lists every command", () => {
  const { status, stdout } = run("--help");
  expect(status).toBe(0);
  for (const [name, { summary }] of Object.entries(COMMANDS)) {
    expect(stdout).toContain(`  ${name}`);
    expect(stdout).toContain(summary);
  }
});

test.each(Object.keys(COMMANDS))("%s --help shows its usage and does nothing else", (name) => {
  const { status, stdout, stderr } = run(name, "--help");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain(`Usage: ./mimamori ${name}`);
  expect(fs.readdirSync(stateDir)).toEqual([]);
});

test.each([
  ["nonsense"],
  ["toString"],
  ["up", "--nonsense"],
  ["logs", "nonsense"],
  ["sql", "--as", "root"],
])("%s %s is one sentence and exit code 2", (...words) => {
  const { status, stdout, stderr } = run(...words);
  expect(status).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^mimamori: [^\n]+\n$/);
});

test.each([["status"], ["migrate"], ["sql", "--query", "SELECT 1"]])(
  "%s without an installation says how to make one",
  (...words) => {
    const { status, stderr } = run(...words);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^mimamori: There is no installation in [^\n]+`\.\/mimamori up`[^\n]+\n$/,
    );
  },
);

test("down without an installation has nothing to do", () => {
  expect(run("down")).toMatchObject({ status: 0 });
});
