// docs/tour.md as a person plays it: every command of the page, in one shell, against an installation and a configuration of its
// own. The demo is left out; a smaller company of the same simulator stands in for it. What the page shows has to come out, but for
// figures, names and the reasons of single accounts, which are those of another company.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { startTestInstallation, waitForFacts } from "@mimamori/command-line/testing";
import type { TestInstallation } from "@mimamori/command-line/testing";
import { readCompanyConfig } from "@mimamori/company-config";
import { CHECKOUT } from "@mimamori/local-engines";
import { connectKafkaSink, runSimulation } from "@mimamori/simulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readWatermark } from "../choose-as-of.ts";
import { runScores } from "../run.ts";
import { linesAsShown, stepsOf } from "./tour-page-fixture.ts";

const DAY_MS = 86_400_000;
const MARK = "=== step ";
const silent = (): void => undefined;
const STEPS = stepsOf(readFileSync(path.join(CHECKOUT, "docs/tour.md"), "utf8"));

let folder: string;
let installation: TestInstallation;
let came: string[];

async function simulateCompany(): Promise<void> {
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const sink = await connectKafkaSink(installation.kafka.brokers, log);
  const untilMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const options = { seed: 1, accounts: 40, months: 6, untilMs };
  try {
    await runSimulation({ options, sink });
  } finally {
    await sink.close();
  }
  await waitForFacts(installation.tables, Date.now());
}

/** The run over all accounts that an installation of a day ago would have made then. */
async function scoreYesterday(): Promise<void> {
  const { tables } = installation;
  const config = await readCompanyConfig(path.join(folder, "config"));
  const { factsVersion = "0" } = (await readWatermark(tables)) ?? {};
  const asOf = new Date(Date.now() - DAY_MS);
  const request = { kind: "live", scope: "all", asOf, factsVersion, accounts: "all" } as const;
  await runScores(tables, config, request, new AbortController().signal);
}

/** What each script wrote to stdout. */
async function play(scripts: readonly string[]): Promise<string[]> {
  const env = {
    ...process.env,
    MIMAMORI_STATE: installation.engines.stateDir,
    CONFIG_DIR: path.join(folder, "config"),
  };
  const script = scripts.map((one, at) => `echo '${MARK}${at}'\n${one}`).join("\n");
  const words = ["-euo", "pipefail", "-c", script];
  const { stdout } = await promisify(execFile)("bash", words, { cwd: folder, env });
  return stdout.split(new RegExp(`^${MARK}\\d+\\n`, "m")).slice(1);
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "mimamori-tour-"));
  cpSync(path.join(CHECKOUT, "config"), path.join(folder, "config"), { recursive: true });
  symlinkSync(path.join(CHECKOUT, "mimamori"), path.join(folder, "mimamori"));
  installation = await startTestInstallation({
    on: "memory",
    configDir: path.join(folder, "config"),
  });
  await installation.start("kafka-to-clickhouse");
  await simulateCompany();
  await scoreYesterday();
  await installation.start("clickhouse-to-scores");
  const [, ...outputs] = await play(["./mimamori score", ...STEPS.map(({ script }) => script)]);
  came = outputs;
}, 600_000);

afterAll(async () => {
  await installation.stop("clickhouse-to-scores");
  await installation.stop("kafka-to-clickhouse");
  await installation.remove();
  rmSync(folder, { recursive: true });
}, 60_000);

function outputOf(title: string): string {
  return came.filter((_, at) => STEPS[at]?.title === title).join("");
}

/** The last row of a table, cut at tabs. */
function lastRow(text: string): string[] {
  return text.replace(/\n$/u, "").split("\n").at(-1)?.split("\t") ?? [];
}

test.each(STEPS.map(({ title, shown }, at) => ({ title, shown, at })))(
  "$title: what comes out is what the page shows",
  ({ shown, at }) => {
    expect(linesAsShown(shown, came[at] ?? "")).toEqual({ missing: [] });
  },
);

test.each(["Why?", "See the difference"])(
  "%s the parts of the move add up to the difference of the two scores, to the tenth",
  (title) => {
    const tenths = (text: string): number => Math.round(Number(text.replace("−", "-")) * 10);
    const text = outputOf(title);
    const [, before = "", after = ""] =
      /^ {2}\S+.*? (\d+\.\d) \D+→.*? (\d+\.\d) \D+$/mu.exec(text) ?? [];
    const parts = [...text.matchAll(/^ +([−+]?\d+\.\d) {2}\S/gmu)].map(([, points = ""]) => points);
    const [, total = ""] = /^ +([−+]?\d+\.\d)$/mu.exec(text) ?? [];
    expect(tenths(total)).not.toBe(0);
    expect(tenths(after) - tenths(before)).toBe(tenths(total));
    expect(parts.reduce((sum, one) => sum + tenths(one), 0)).toBe(tenths(total));
  },
);

test("the changed scorecard makes the move, and cs.health_moves has its part too", () => {
  const text = outputOf("See the difference");
  const parts = text.match(/^ +[−+]?\d+\.\d {2}.*$/gmu) ?? [];
  expect(parts.join("\n")).toMatch(/Scorecard: \S+ was changed \(Usage trend [−+]/);
  // In the seconds between, a renewal came nearer: by less than is shown.
  const others = parts.filter((part) => !part.includes("Scorecard: "));
  expect(others.filter((part) => !/^ +[−+]?0\.0 /u.test(part))).toEqual([]);
  expect(text).toMatch(/^Usage trend\t-?[\d.]+\tscorecard /mu);
});

test("an override holds beside the computed band, and ends by itself", () => {
  const [band, score, computed, words] = lastRow(outputOf("Know better, for a while"));
  expect(band).toBe("healthy");
  expect(words).toContain("their champion is back on Monday");
  expect(lastRow(outputOf("See it end"))).toEqual([computed, score, computed, ""]);
});
