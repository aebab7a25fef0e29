/** The check sees what it must forbid, in a small repository made of forbidden imports. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkImports } from "./imports.ts";

let root: string;

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

/** What a workspace package is to the resolver: a link below node_modules to its folder. */
function link(name: string): void {
  const target = path.join(root, "packages", name);
  write({
    [`packages/${name}/package.json`]: JSON.stringify({
      name: `@mimamori/${name}`,
      type: "module",
      exports: { ".": "./src/index.ts" },
    }),
  });
  fs.mkdirSync(path.join(root, "node_modules/@mimamori"), { recursive: true });
  fs.symlinkSync(target, path.join(root, "node_modules/@mimamori", name));
}

async function rulesBroken(): Promise<string[]> {
  const { violations } = await checkImports(root, ["packages", "services"]);
  return violations
    .map((sentence) => / -> .*?: ([\w@/-]+)\./.exec(sentence)?.[1] ?? sentence)
    .sort();
}

beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-imports-")));
  write({
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        module: "nodenext",
        moduleResolution: "nodenext",
        allowImportingTsExtensions: true,
        noEmit: true,
      },
    }),
    "package.json": JSON.stringify({ name: "small", type: "module" }),
    "packages/.keep": "",
    "services/.keep": "",
  });
});

afterEach(() => {
  fs.rmSync(root, { recursive: true });
});

test("a pure package that reads a file or imports a port breaks level-0-pure", async () => {
  link("kafka-stream");
  write({
    "packages/kafka-stream/src/index.ts": "export const port = 1;\n",
    "packages/health-score/src/index.ts": 'import fs from "node:fs";\nexport const x = fs;\n',
    "packages/health-score/src/other.ts":
      'import { port } from "@mimamori/kafka-stream";\nexport const y = port;\n',
  });
  expect(await rulesBroken()).toEqual(["level-0-pure", "level-0-pure"]);
});

test("a type-only import counts as an import", async () => {
  link("kafka-stream");
  write({
    "packages/kafka-stream/src/index.ts": "export interface Port { n: number }\n",
    "packages/health-score/src/index.ts":
      'import type { Port } from "@mimamori/kafka-stream";\nexport type P = Port;\n',
  });
  expect(await rulesBroken()).toEqual(["level-0-pure"]);
});

test("a service that imports a service breaks services-apart, by whatever path", async () => {
  write({
    "services/a-to-b/src/main.ts":
      'import { x } from "../../b-to-c/src/x.ts";\nexport const y = x;\n',
    "services/b-to-c/src/x.ts": "export const x = 1;\n",
  });
  expect(await rulesBroken()).toContain("services-apart");
});

test("an import that nothing resolves is refused, so that none escapes the other rules", async () => {
  write({
    "packages/kafka-stream/src/index.ts":
      'import { x } from "@mimamori/undeclared";\nexport const y = x;\n',
  });
  expect(await rulesBroken()).toEqual(["resolvable"]);
});

test("a driver is imported by its own package only; a test may look past it", async () => {
  write({
    "node_modules/kafkajs/package.json": JSON.stringify({
      name: "kafkajs",
      version: "1.0.0",
      main: "index.js",
    }),
    "node_modules/kafkajs/index.js": "exports.x = 1;\n",
    "packages/kafka-stream/package.json": JSON.stringify({
      name: "k",
      dependencies: { kafkajs: "1" },
    }),
    "packages/kafka-stream/src/index.ts":
      'import kafkajs from "kafkajs";\nexport const y = kafkajs;\n',
    "packages/simulator/package.json": JSON.stringify({
      name: "s",
      dependencies: { kafkajs: "1" },
    }),
    "packages/simulator/src/index.ts":
      'import kafkajs from "kafkajs";\nexport const y = kafkajs;\n',
    "packages/simulator/src/x.test.ts":
      'import kafkajs from "kafkajs";\nexport const y = kafkajs;\n',
  });
  expect(await rulesBroken()).toEqual(["only-kafka-stream-imports-kafkajs"]);
});

test("modules that import each other in a circle are refused", async () => {
  write({
    "packages/simulator/src/a.ts":
      'import { b } from "./b.ts";\nexport const a = (): number => b;\n',
    "packages/simulator/src/b.ts": 'import { a } from "./a.ts";\nexport const b = a();\n',
  });
  expect(await rulesBroken()).toContain("no-cycles");
});

test("a package on no level is refused", async () => {
  write({
    "packages/newcomer/src/a.ts": 'import { b } from "./b.ts";\nexport const a = b;\n',
    "packages/newcomer/src/b.ts": "export const b = 1;\n",
  });
  expect(await rulesBroken()).toEqual(["known-level"]);
});

test("an empty repository has no modules, which the command takes as a failure", async () => {
  write({ "elsewhere.ts": "export const x = 1;\n" });
  expect(await checkImports(root, ["packages", "services"])).toEqual({
    modules: 0,
    violations: [],
  });
});
