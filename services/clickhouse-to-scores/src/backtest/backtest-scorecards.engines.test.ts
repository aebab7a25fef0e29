import { afterAll, beforeAll, expect, test } from "vitest";
import {
  arrive,
  config,
  CONFIG_DIR,
  dayAt,
  smallCompany,
  startEmpty,
  tables,
} from "../scoring-fixture.ts";
import { backtestScorecards } from "./backtest-scorecards.ts";

const { signal } = new AbortController();
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const scoring = { tables, configDir: CONFIG_DIR, log };

beforeAll(startEmpty);
afterAll(() => tables.close());

test("each version of the scorecards is judged once by itself, and the report names the version", async () => {
  const before = await backtestScorecards(scoring, signal);
  expect(before).toMatchObject({
    reportId: null,
    message: expect.stringContaining("no subscriptions"),
  });
  await arrive(smallCompany(), dayAt(90));
  const first = await backtestScorecards(scoring, signal);
  expect(first).toEqual({
    configVersion: config.version,
    reportId: expect.any(String),
    message: "",
  });
  const reports = await tables.query(
    "SELECT DISTINCT report_id, kind, config_version, model FROM cs.model_reports",
  );
  expect(reports).toEqual([
    {
      ...{ report_id: first.reportId, kind: "scorecards" },
      ...{ config_version: config.version, model: "health-score" },
    },
  ]);
  expect(await backtestScorecards(scoring, signal)).toMatchObject({
    reportId: null,
    message: "its report is there",
  });
});
