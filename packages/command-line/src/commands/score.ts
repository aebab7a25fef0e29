import path from "node:path";
import { readCompanyConfig } from "@mimamori/company-config";
import type { ScoreSummary } from "@mimamori/job-schedules";
import { endpointsOf } from "@mimamori/local-engines";
import { defineCommand } from "../command.ts";
import { isDate, isMoment } from "../date-words.ts";
import { CommandError } from "../errors.ts";
import { groupDigits } from "../progress.ts";
import { requestScores } from "../request-scores.ts";
import { requireRunning } from "../running-installation.ts";
import { settleFacts } from "../settle-facts.ts";

export const command = defineCommand({
  description: `
Scores all accounts now, as of the settled watermark: health with its reasons, lifetime values, touch tiers. The
service clickhouse-to-scores does it; config/ is read anew, so this is how to see what a changed scorecard does.

With --as-of it computes what was known at a moment in the past, the same for ever, whatever arrives later; this
changes nothing that holds now. Its rows are in cs.health_scores, cs.health_reasons, cs.ltv and cs.touch_tiers under
its run id.

  ./mimamori score
  ./mimamori score --as-of 2026-03-31
  ./mimamori sql --query "SELECT band, count() FROM cs.health_scores_latest GROUP BY band"`,
  options: {
    "as-of": {
      type: "string",
      value: "MOMENT",
      help: "a day (its end in the company's time zone) or a time such as 2026-03-31T09:00:00Z",
    },
    json: { type: "boolean", help: "the summary as one JSON object on stdout" },
  },
  async run({ "as-of": asOf, json }, _positionals, { checkout, stateDir }) {
    if (asOf !== undefined && !((isDate(asOf) || isMoment(asOf)) && Date.parse(asOf) > 0)) {
      const message = `score: "${asOf}" is no moment; write a day such as 2026-03-31, or a time such as 2026-03-31T09:00:00Z.`;
      throw new CommandError("usage", message);
    }
    const installation = await requireRunning(stateDir);
    const configDir = path.resolve(checkout, process.env["CONFIG_DIR"] ?? "config");
    const { company } = await readCompanyConfig(configDir);
    await settleFacts(installation);
    const { redisUrl } = endpointsOf(installation);
    const summary = await requestScores(redisUrl, company.timeZone, asOf);
    if (json) process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    else if (summary.runId !== null) process.stdout.write(render(summary));
    if (summary.runId === null) {
      throw new CommandError("failed", `Nothing was scored: ${summary.message}.`);
    }
  },
});

function render({ asOf, accounts, accountsScored, bands, seconds }: ScoreSummary): string {
  const lines = Object.entries(bands)
    .sort(([, left], [, right]) => right - left)
    .map(([band, count]) => `  ${band.padEnd(20)} ${groupDigits(count).padStart(9)}`);
  const scored = `${groupDigits(accountsScored)} of ${groupDigits(accounts)} accounts have a score`;
  return `${scored} as of ${asOf ?? "now"}, computed in ${seconds.toFixed(1)} s\n${lines.join("\n")}\n`;
}
