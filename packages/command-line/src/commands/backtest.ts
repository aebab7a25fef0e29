import path from "node:path";
import type { BacktestReport } from "@mimamori/churn-risk";
import { readCompanyConfig } from "@mimamori/company-config";
import { openJobQueue, scoreJobs } from "@mimamori/job-schedules";
import { endpointsOf } from "@mimamori/local-engines";
import { drawReport } from "../backtest/report-text.ts";
import { writePlots } from "../backtest/write-plots.ts";
import { defineCommand } from "../command.ts";
import { isDate } from "../date-words.ts";
import { painterFor } from "../demo/terminal.ts";
import { CommandError } from "../errors.ts";
import { startProgressBar } from "../progress.ts";
import { requireRunning } from "../running-installation.ts";
import { settleFacts } from "../settle-facts.ts";

const WAIT_MS = 4 * 3_600_000;
const MOST_LEAD_DAYS = 365;

export const command = defineCommand({
  description: `
Says how good the churn model and the health score have been on data from after their training: what would have been
known then is learned from, what happened later judges it. A model that is not better than giving everybody the average
rate reads "no predictive signal", and its probabilities are shown nowhere.

Without --split it is judged month by month, up to six months as late as outcomes are known. Without --lead there are
three churn models: 0 and 28 days before the decision, and on any day of the month, as the daily runs see it. The
report stays in cs.model_reports.

  ./mimamori backtest
  ./mimamori backtest --split 2026-06-01 --lead 28 --plots plots/
  ./mimamori backtest --json | jq '.models[] | {name, lead, auc, verdict}'`,
  options: {
    split: {
      type: "string",
      value: "DATE",
      help: "learn from what was over by then, judge what came after",
    },
    lead: {
      type: "string",
      value: "DAYS",
      help: "only the churn model so many days before the decision",
    },
    json: { type: "boolean", help: "the report as one JSON object on stdout" },
    plots: {
      type: "string",
      value: "DIR",
      help: "also write SVG plots of reliability and lift there",
    },
  },
  async run({ split, lead, json, plots }, _positionals, { checkout, stateDir }) {
    const request = readRequest(split, lead);
    const installation = await requireRunning(stateDir);
    const configDir = path.resolve(checkout, process.env["CONFIG_DIR"] ?? "config");
    const { company } = await readCompanyConfig(configDir);
    await settleFacts(installation);
    const { redisUrl } = endpointsOf(installation);
    const report = await requestBacktest(redisUrl, company.timeZone, request);
    if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else process.stdout.write(drawReport(report, painterFor(process.stdout, process.env)));
    if (plots === undefined) return;
    const files = await writePlots(report, plots);
    process.stderr.write(`${files.length} plots are in ${plots}\n`);
  },
});

interface BacktestRequest {
  readonly split?: string;
  readonly lead?: number;
}

/** @throws CommandError usage */
function readRequest(split: string | undefined, lead: string | undefined): BacktestRequest {
  if (split !== undefined && !isDate(split))
    throw new CommandError(
      "usage",
      `backtest: "${split}" is no date; write one such as 2026-06-01.`,
    );
  const days = lead === undefined ? undefined : Number(lead);
  if (days !== undefined && !(/^\d+$/.test(lead ?? "") && days <= MOST_LEAD_DAYS))
    throw new CommandError(
      "usage",
      `backtest: "${String(lead)}" is no lead; write whole days from 0 to ${MOST_LEAD_DAYS}.`,
    );
  return {
    ...(split === undefined ? {} : { split }),
    ...(days === undefined ? {} : { lead: days }),
  };
}

/** Asked of clickhouse-to-scores, and waited for. Interrupted: it goes on by itself. */
async function requestBacktest(
  redisUrl: string,
  timeZone: string,
  request: BacktestRequest,
): Promise<BacktestReport> {
  const bar = startProgressBar("backtest", 1);
  const queue = await openJobQueue(scoreJobs(timeZone), redisUrl);
  try {
    const report = await queue.enqueueAndWait("backtest", request, WAIT_MS);
    bar.finish(`${report.models.length} models, ${report.seconds.toFixed(1)} s`);
    return report;
  } finally {
    await queue.close();
  }
}
