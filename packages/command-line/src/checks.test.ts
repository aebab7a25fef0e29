import { expect, test } from "vitest";
import { type Check, runChecks, STATIC_CHECKS } from "./checks.ts";
import { readFileSync } from "node:fs";
import { CHECKOUT } from "@mimamori/local-engines";

const check = (name: string, script: string): Check => ({
  name,
  command: [process.execPath, "-e", script],
});

test("a check passes by its exit code alone, and what it wrote is kept", async () => {
  const results = await runChecks(
    [
      check("good", "console.error('a warning')"),
      check("bad", "console.log('because'); process.exit(3)"),
    ],
    CHECKOUT,
    2,
    () => undefined,
  );
  const byName = Object.fromEntries(results.map((result) => [result.name, result]));
  expect(byName["good"]).toMatchObject({ passed: true, output: "a warning" });
  expect(byName["bad"]).toMatchObject({ passed: false, output: "because" });
});

test("a check whose program is missing fails, and the others still run", async () => {
  const seen: string[] = [];
  const missing: Check = { name: "missing", command: ["no-such-program"] };
  await runChecks([missing, check("good", "")], CHECKOUT, 1, ({ name, passed }) =>
    seen.push(`${name} ${passed}`),
  );
  expect(seen).toEqual(["missing false", "good true"]);
});

test("package.json offers the same checks by the same commands", () => {
  const { scripts } = JSON.parse(readFileSync(`${CHECKOUT}/package.json`, "utf8")) as {
    scripts: Record<string, string>;
  };
  const offered = Object.entries(scripts).filter(([name]) => name.startsWith("check:"));
  expect(Object.fromEntries(offered)).toEqual(
    Object.fromEntries(
      STATIC_CHECKS.map(({ name, command }) => [`check:${name}`, command.join(" ")]),
    ),
  );
});
