// What editors are told is what the services check.
import { globSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { configSchemas } from "./config-schemas.ts";

const CONFIG = join(import.meta.dirname, "../../../config");

test("config/schemas says what the services check (else: node packages/company-config/src/write-schemas.ts)", () => {
  const schemas = configSchemas();
  expect(readdirSync(join(CONFIG, "schemas")).toSorted()).toEqual([...schemas.keys()].toSorted());
  for (const [name, text] of schemas)
    expect(readFileSync(join(CONFIG, "schemas", name), "utf8"), name).toBe(text);
});

const files = globSync("{*,scorecards/*,overlays/*}.yaml", { cwd: CONFIG }).toSorted();

test.each(files)("%s names its schema in the first line, and fits it", (file) => {
  const text = readFileSync(join(CONFIG, file), "utf8");
  const named = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1] ?? "";
  const path = join(CONFIG, dirname(file), named);
  expect(configSchemas().has(basename(path)), named).toBe(true);
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(path, "utf8")) as object);
  expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
});

test("an editor refuses an unknown kind of measure, a parameter of another kind, and a weight below 0", () => {
  const ajv = new Ajv2020({ strict: false });
  const validate = ajv.compile(JSON.parse(configSchemas().get("scorecard.json") ?? "") as object);
  const text = readFileSync(join(CONFIG, "scorecards/default.yaml"), "utf8");
  for (const [from, to] of [
    ["kind: usage_trend", "kind: usage_trned"],
    ["recentDays: 14", "windowDays: 14"],
    ["weight: 22", "weight: -22"],
  ] as const) {
    expect(text).toContain(from);
    expect(validate(parse(text.replace(from, to))), to).toBe(false);
  }
});
