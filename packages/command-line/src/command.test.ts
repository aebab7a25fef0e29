import { expect, test } from "vitest";
import { defineCommand } from "./command.ts";

const surroundings = { checkout: "/checkout", stateDir: "/state" };

function recording() {
  const calls: unknown[] = [];
  const command = defineCommand({
    usage: "[FILE…]",
    description: "\nDoes things.",
    options: {
      accounts: { type: "string", value: "N", help: "how many" },
      json: { type: "boolean", help: "as JSON" },
    },
    maxPositionals: 1,
    run: (options, positionals) => {
      calls.push([options, positionals]);
      return Promise.resolve(positionals.length);
    },
  });
  return { command, calls };
}

test("options and words arrive typed, a boolean left out is false, and the exit code is the command's", async () => {
  const { command, calls } = recording();
  expect(await command.run("do", ["--accounts", "40", "file"], surroundings)).toBe(1);
  expect(await command.run("do", ["--json", "--accounts=7"], surroundings)).toBe(0);
  expect(calls).toEqual([
    [{ accounts: "40", json: false }, ["file"]],
    [{ accounts: "7", json: true }, []],
  ]);
});

test.each([
  [["--acounts", "40"], "--acounts"],
  [["--accounts"], "--accounts"],
  [["--json=yes"], "--json"],
  [["one", "two"], '"two"'],
])("the wrong word in %j is named, with where the right ones stand", async (words, named) => {
  const { command, calls } = recording();
  await expect(command.run("do", words, surroundings)).rejects.toMatchObject({
    code: "usage",
    exitCode: 2,
    message: expect.stringMatching(/^[^\n]*do --help[^\n]*$/),
  });
  await expect(command.run("do", words, surroundings)).rejects.toThrow(named);
  expect(calls).toEqual([]);
});

test("the help shows usage, description and every option with its value", () => {
  const help = recording().command.help("do");
  expect(help).toContain("Usage: ./mimamori do [FILE…] [options]\n\nDoes things.\n");
  expect(help).toMatch(/--accounts N +how many\n/);
  expect(help).toMatch(/--json +as JSON\n/);
  expect(help).toMatch(/--help +show this\n/);
});
