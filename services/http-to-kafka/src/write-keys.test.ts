import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { authenticate, readWriteKeys } from "./write-keys.ts";
import type { WriteKey } from "./write-keys.ts";

const sha256 = (key: string): string => createHash("sha256").update(key).digest("hex");

function keysOf(text: string): readonly WriteKey[] {
  const read = readWriteKeys(text);
  if (!read.ok) throw new Error(read.problem);
  return read.keys;
}

const keys = keysOf(`app:${sha256("app-key")}, imports:${sha256("import-key")}:knownat`);

describe("WRITE_KEYS", () => {
  test("gives each key its source and whether it may state knownat", () => {
    expect(keys.map(({ source, mayStateKnownAt }) => ({ source, mayStateKnownAt }))).toEqual([
      { source: "app", mayStateKnownAt: false },
      { source: "imports", mayStateKnownAt: true },
    ]);
  });

  test("names the entries that are wrong, not what stands in them", () => {
    const read = readWriteKeys(`app:${sha256("x")},plain-text-key,app:1234,b:${sha256("y")}:root`);
    expect(read).toEqual({ ok: false, problem: expect.stringMatching(/entries 2, 3, 4$/) });
    expect(JSON.stringify(read)).not.toContain("plain-text-key");
  });
});

describe("an Authorization header", () => {
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;

  test.each([
    ["Bearer app-key", "app"],
    ["bearer import-key", "imports"],
    [basic("app-key:"), "app"],
    [basic("import-key:"), "imports"],
  ])("%s is the key of %s", (header, source) => {
    expect(authenticate(keys, header)?.source).toBe(source);
  });

  test.each([
    [undefined],
    [""],
    ["app-key"],
    ["Bearer"],
    ["Bearer wrong"],
    ["Bearer app-key and more"],
    [basic("app-key:password")],
    [basic("app-key")],
    ["Digest app-key"],
  ])("%s is nobody's", (header) => {
    expect(authenticate(keys, header)).toBeUndefined();
  });
});
