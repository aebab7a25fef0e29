// The command as a person meets it, without engines: dry runs, exit codes, and where the refused rows are.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CHECKOUT } from "@mimamori/local-engines";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(path.join(tmpdir(), "import-command-"));
const state = path.join(folder, "state");

const MAPPING = `source: test
files:
  - file: "*.csv"
    kind: events
    events:
      - type: usage.feature_used.v1
        key: content
        subject: { column: account }
        time: { column: at }
        data: { feature: { column: feature } }
`;
const GOOD = "acme,2024-01-02,reports\n";
const BAD = "acme,yesterday,reports\n";

function write(name: string, content: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

function runImport(...words: string[]): { status: number | null; stdout: string; stderr: string } {
  const main = path.join(CHECKOUT, "packages/command-line/src/main.ts");
  return spawnSync(process.execPath, [main, "import", ...words], {
    encoding: "utf8",
    env: { ...process.env, MIMAMORI_STATE: state },
  });
}

beforeAll(() => {
  write("mapping.yaml", MAPPING);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const mapping = ["--mapping", path.join(folder, "mapping.yaml")];
const usage = (rows: string): string => write("usage.csv", `account,at,feature\n${rows}`);

describe("mimamori import --dry-run", () => {
  it("takes what fits, names what does not, and succeeds", () => {
    const { status, stdout } = runImport(usage(GOOD + BAD), ...mapping, "--dry-run");
    expect(stdout).toContain("1 events are ready to be sent from 2 rows");
    expect(stdout).toMatch(/usage\.csv:3 bad_value: at: expected ISO, found "yesterday"/);
    const [report = ""] = readdirSync(path.join(state, "imports"));
    expect(stdout).toContain(path.join(state, "imports", report));
    const refused: unknown = JSON.parse(readFileSync(path.join(state, "imports", report), "utf8"));
    expect(refused).toMatchObject({ line: 3, code: "bad_value" });
    expect(status).toBe(0);
  });

  it("fails when a row is refused and --strict is given, or when all are", () => {
    const report = path.join(folder, "refused.ndjson");
    const strict = runImport(
      usage(GOOD + BAD),
      ...mapping,
      "--dry-run",
      "--strict",
      "--report",
      report,
    );
    expect(strict.status).toBe(1);
    expect(existsSync(report)).toBe(true);
    expect(runImport(usage(BAD), ...mapping, "--dry-run").status).toBe(1);
  });

  it("answers in JSON, on stdout alone", () => {
    const { stdout } = runImport(usage(GOOD), ...mapping, "--dry-run", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      dryRun: true,
      eventsSent: 1,
      rowsRefused: 0,
      refusals: null,
    });
  });

  it("names every mistake of a mapping with its line, and reads nothing", () => {
    const wrong = write(
      "wrong.yaml",
      MAPPING.replace("kind: events", "kind: evens").replace("source: test", "source: ''"),
    );
    const { status, stderr } = runImport(usage(GOOD), "--mapping", wrong, "--dry-run");
    expect(status).toBe(1);
    expect(stderr).toMatch(/wrong\.yaml:1:\d+ source/);
    expect(stderr).toMatch(/wrong\.yaml:4:\d+ files\[0\]\.kind/);
  });

  it("wants files, a mapping, and a running system when it is no dry run", () => {
    expect(runImport(usage(GOOD)).status).toBe(2);
    expect(runImport(...mapping).status).toBe(2);
    const { status, stderr } = runImport(usage(GOOD), ...mapping);
    expect(status).toBe(1);
    expect(stderr).toContain("no installation");
  });
});
