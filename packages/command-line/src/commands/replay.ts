import path from "node:path";
import { readFile } from "node:fs/promises";
import { ConfigInvalidError, readCompanyConfig, readYaml } from "@mimamori/company-config";
import { scorecard as scorecardSchema, type Scorecard } from "@mimamori/health-score";
import { openJobQueue, type ReplayReport, scoreJobs } from "@mimamori/job-schedules";
import { endpointsOf } from "@mimamori/local-engines";
import { defineCommand } from "../command.ts";
import { isDate } from "../date-words.ts";
import { painterFor } from "../demo/terminal.ts";
import { CommandError } from "../errors.ts";
import { startProgressBar } from "../progress.ts";
import { drawReplay } from "../replay/replay-text.ts";
import { requireRunning } from "../running-installation.ts";

const WAIT_MS = 4 * 3_600_000;

export const command = defineCommand({
  description: `
Shows what a changed scorecard would have said, before it is published: the whole base's history under it, step by step
as it was known then, beside the published scorecards. Who lies in another band, how many drops there would have been and
how many of them a notice followed, and how well either version told those who left. Nothing is written: to publish it,
put the file into config/scorecards.

The scorecard stands in for the published one of its name; one of a new name stands beside the others. Each step is the end
of a day of the company's time zone; without --from and --to they are the last 52 weeks.

  cp config/scorecards/default.yaml /tmp/changed.yaml   # and change a weight in it
  ./mimamori replay --scorecard /tmp/changed.yaml
  ./mimamori replay --scorecard /tmp/changed.yaml --from 2026-01-01 --to 2026-06-30 --every 1
  ./mimamori replay --scorecard /tmp/changed.yaml --json | jq '.changed[] | {account, published, candidate}'`,
  options: {
    scorecard: { type: "string", value: "FILE", help: "the changed scorecard, a YAML file" },
    from: { type: "string", value: "DATE", help: "the first day; by default 52 weeks" },
    to: { type: "string", value: "DATE", help: "the last day; by default the last that is over" },
    every: { type: "string", value: "DAYS", help: "days from step to step; by default 7" },
    json: { type: "boolean", help: "the report as one JSON object on stdout" },
  },
  async run({ scorecard, from, to, every, json }, _positionals, { checkout, stateDir }) {
    if (scorecard === undefined)
      throw new CommandError("usage", "replay: which scorecard? Give its file with --scorecard.");
    const card = await readScorecard(path.resolve(scorecard));
    const span = { ...dateOption("from", from), ...dateOption("to", to), ...daysOption(every) };
    const { redisUrl } = endpointsOf(await requireRunning(stateDir));
    const configDir = path.resolve(checkout, process.env["CONFIG_DIR"] ?? "config");
    const { company } = await readCompanyConfig(configDir);
    const report = await requestReplay(redisUrl, company.timeZone, { scorecard: card, ...span });
    if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else process.stdout.write(drawReplay(report, painterFor(process.stdout, process.env)));
  },
});

/** @throws CommandError usage, ConfigInvalidError */
async function readScorecard(file: string): Promise<Scorecard> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new CommandError("usage", `replay: ${file} cannot be read (${code}).`);
  }
  const read = readYaml(file, text, scorecardSchema);
  if ("value" in read) return read.value;
  throw new ConfigInvalidError(read.problems);
}

/** @throws CommandError usage */
function dateOption<Name extends "from" | "to">(
  name: Name,
  text: string | undefined,
): { readonly [Key in Name]?: string } {
  if (text === undefined) return {};
  if (isDate(text)) return { [name]: text } as { readonly [Key in Name]?: string };
  const message = `replay: "${text}" is no date for --${name}; write one such as 2026-06-01.`;
  throw new CommandError("usage", message);
}

function daysOption(text: string | undefined): { readonly everyDays?: number } {
  if (text === undefined) return {};
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= 365) return { everyDays: Number(text) };
  throw new CommandError("usage", `replay: "${text}" is no step; write days from 1 to 365.`);
}

/** Asked of clickhouse-to-scores, and waited for. Interrupted: it goes on by itself. */
async function requestReplay(
  redisUrl: string,
  timeZone: string,
  request: { scorecard: Scorecard; from?: string; to?: string; everyDays?: number },
): Promise<ReplayReport> {
  const bar = startProgressBar("replay", 1);
  const queue = await openJobQueue(scoreJobs(timeZone), redisUrl);
  try {
    const report = await queue.enqueueAndWait("replay", request, WAIT_MS);
    bar.finish(`${report.moments} moments, ${report.seconds.toFixed(1)} s`);
    return report;
  } finally {
    await queue.close();
  }
}
