// The promise of the models: what they say of history that nobody here wrote is as good as it can be, and where there is nothing to
// say they say so. Real files, the real command, engines and services: import, facts, features, fit, judgement.
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { type BacktestReport, backtestReportSchema } from "@mimamori/churn-risk";
import { CHECKOUT } from "@mimamori/local-engines";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestInstallation, type TestInstallation } from "../testing.ts";

const DATA = path.join(CHECKOUT, "../shared/data");
const CONFIG = path.join(CHECKOUT, "examples/config-socialnet7");

const isPresent = existsSync(DATA);
if (!isPresent) process.stderr.write(`backtest: skipped, there are no files in ${DATA}\n`);

let installation: TestInstallation;

async function mimamori(...words: readonly string[]): Promise<string> {
  const main = path.join(CHECKOUT, "packages/command-line/src/main.ts");
  const env = {
    ...process.env,
    MIMAMORI_STATE: installation.engines.stateDir,
    CONFIG_DIR: CONFIG,
  };
  const options = { env, maxBuffer: 2 ** 26 };
  return (await promisify(execFile)(process.execPath, [main, ...words], options)).stdout;
}

async function importHistory(mapping: string, names: readonly string[]): Promise<void> {
  installation = await startTestInstallation({ on: "memory", configDir: CONFIG });
  await installation.start("kafka-to-clickhouse");
  const files = names.map((name) => path.join(DATA, mapping, name));
  await mimamori(
    "import",
    ...files,
    "--mapping",
    path.join(CHECKOUT, `examples/${mapping}.yaml`),
    "--json",
  );
  // No waiting: the command does, and a history that is half in would show in every figure below.
  await installation.start("clickhouse-to-scores");
}

async function backtest(...words: readonly string[]): Promise<BacktestReport> {
  return backtestReportSchema.parse(JSON.parse(await mimamori("backtest", ...words, "--json")));
}

describe.skipIf(!isPresent)("socialnet7, learned from before May 2020 and judged by May", () => {
  beforeAll(async () => {
    const files = [
      "account.csv",
      "subscription.csv",
      "events_weekly.csv.gz",
      "events_raw_sample.csv.gz",
    ];
    await importHistory("socialnet7", files);
  }, 300_000);

  afterAll(async () => {
    await installation.remove();
  }, 60_000);

  test.each([
    { lead: 0, auc: 0.775, logLoss: 0.146 },
    { lead: 28, auc: 0.745, logLoss: 0.145 },
  ])(
    "at lead $lead AUC is at least $auc and log loss at most $logLoss",
    async ({ lead, auc, logLoss }) => {
      const [model] = (await backtest("--split", "2020-05-01", "--lead", String(lead))).models;
      expect(model?.auc).toBeGreaterThanOrEqual(auc);
      expect(model?.logLoss).toBeLessThanOrEqual(logLoss);
      expect(model?.verdict).toBe("published");
      const [stored] = await installation.tables.query(
        "SELECT auc, verdict FROM cs.model_reports WHERE kind = 'backtest' AND lead_days = {lead:Int32} AND segment = '' AND tier != ''",
        { lead },
      );
      expect(stored).toEqual({ auc: model?.auc, verdict: "published" });
    },
  );
});

describe.skipIf(!isPresent)("RavenStack, which is noise", () => {
  beforeAll(async () => {
    const files = readdirSync(path.join(DATA, "ravenstack"));
    await importHistory("ravenstack", files);
  }, 300_000);

  afterAll(async () => {
    await installation.remove();
  }, 60_000);

  test("has no predictive signal, at any lead and by any score", async () => {
    const { models } = await backtest();
    expect(models.map(({ name }) => name)).toContain("health-score");
    expect(models.map(({ verdict }) => verdict)).toEqual(models.map(() => "no predictive signal"));
  });

  test("writes nothing of the health scores that it had to compute", async () => {
    const runs = await installation.tables.query(
      `SELECT DISTINCT status FROM cs.score_runs WHERE kind = 'backtest'
       UNION ALL SELECT DISTINCT run_id FROM mimamori.health_scores WHERE startsWith(run_id, 'backtest-')`,
    );
    expect(runs).toEqual([]);
  });
});
