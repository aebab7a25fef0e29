import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readMapping } from "./read-mapping.ts";

const folder = mkdtempSync(path.join(tmpdir(), "history-import-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const examples = path.join(import.meta.dirname, "../../../examples");

describe("a mapping on the disk", () => {
  it.each(["socialnet7.yaml", "ravenstack.yaml"])("is valid in examples/%s", async (name) => {
    expect((await readMapping(path.join(examples, name))).source).toBe(name.replace(".yaml", ""));
  });

  it("is refused with the line and column of every problem", async () => {
    const file = path.join(folder, "wrong.yaml");
    writeFileSync(
      file,
      `source: a
timezone: UTC
files:
  - file: usage.csv
    kind: events
    events:
      - type: usage.feature_used.v2
        key: content
        subject: { column: account }
        time: { column: at, format: DD-MM }
        data:
          feature: { column: feature, cas: lower }
`,
    );
    const places = /:(\d+):\d+ /g;
    const message = await readMapping(file).then(
      () => "",
      (error: unknown) => (error as Error).message,
    );
    expect([...message.matchAll(places)].map(([, line]) => Number(line))).toEqual([2, 7, 10, 12]);
  });

  it("is missed by its name when it is not there", async () => {
    await expect(readMapping(path.join(folder, "none.yaml"))).rejects.toMatchObject({
      code: "file_unreadable",
    });
  });
});
