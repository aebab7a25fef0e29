import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { measureFiles } from "./file-lengths.ts";

let root: string;

beforeAll(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-lengths-"));
  fs.mkdirSync(path.join(root, "packages/a/src/helpers"), { recursive: true });
  fs.mkdirSync(path.join(root, "packages/a/node_modules/lib"), { recursive: true });
  fs.writeFileSync(path.join(root, "packages/a/src/short.ts"), "x\n".repeat(10));
  fs.writeFileSync(path.join(root, "packages/a/src/limit.ts"), "x\n".repeat(400));
  fs.writeFileSync(path.join(root, "packages/a/src/long.ts"), "x\n".repeat(401));
  fs.writeFileSync(path.join(root, "packages/a/src/utils.ts"), "x\n");
});

afterAll(() => {
  fs.rmSync(root, { recursive: true });
});

test("a file of 401 lines, a file called utils and a folder called helpers are refused, and nothing else is", () => {
  const { files, offenders } = measureFiles(root, ["packages", "services"]);
  expect(files).toBe(4);
  expect(offenders.map((sentence) => sentence.split(":")[0]).sort()).toEqual([
    "packages/a/src/helpers",
    "packages/a/src/long.ts",
    "packages/a/src/utils.ts",
  ]);
});
