import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { RefusalLog } from "./refusal-log.ts";

const folder = mkdtempSync(path.join(tmpdir(), "history-import-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("the report of refused rows", () => {
  it("holds every row, and hands out the first ones to be shown", () => {
    const log = new RefusalLog(path.join(folder, "new", "refused.ndjson"), 2);
    const rows = Array.from({ length: 2000 }, (_, index) => ({
      file: "a.csv",
      line: index + 2,
      code: "bad_value" as const,
      reason: "x".repeat(100),
    }));
    for (const row of rows) log.add(row);
    log.close();
    const lines = readFileSync(log.path, "utf8").trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows);
    expect(log.first).toEqual(rows.slice(0, 2));
  });

  it("is no file when nothing was refused", () => {
    const log = new RefusalLog(path.join(folder, "none.ndjson"), 2);
    log.close();
    expect(existsSync(log.path)).toBe(false);
  });

  it("says where else it may go when it cannot be written", () => {
    writeFileSync(path.join(folder, "file"), "");
    const log = new RefusalLog(path.join(folder, "file", "refused.ndjson"), 2);
    const row = { file: "a.csv", line: 2, code: "bad_value", reason: "" } as const;
    expect(() => {
      log.add(row);
    }).toThrow(/--report FILE/);
  });
});
