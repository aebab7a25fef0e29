/**
 * `bench replay`: a year of a company under a changed scorecard, week by week, beside the published one, as the real service does it.
 *
 * The company is loaded before. figures.seconds is the job from its start to the report, the backtest of both versions included;
 * figures.runs the moments that were scored, each for all accounts and under both versions. figures.serviceCpuSeconds and
 * serverCpuSeconds: processor time of the service and of ClickHouse in it, which a busy machine changes less.
 * ratios.time: those seconds by the seconds of the server for plain aggregates of the same facts, once for each moment.
 */
import { readFile } from "node:fs/promises";
import { readCompanyConfig, readYaml } from "@mimamori/company-config";
import { scorecard, type Scorecard } from "@mimamori/health-score";
import { openJobQueue, scoreJobs } from "@mimamori/job-schedules";
import { CommandError } from "../errors.ts";
import { startTestInstallation, type TestInstallation } from "../testing.ts";
import { type BenchResult, type BenchSurroundings, timed } from "./bench.ts";
import { cpuSecondsOf, peakMegabytesOf } from "./process-usage.ts";
import { loadReplayCompany } from "./replay-company.ts";
import { runPeerSelects } from "./score-peer.ts";

const ACCOUNTS = 10_000;
const WAIT_MS = 4 * 3_600_000;
const SERVICE = "clickhouse-to-scores";

/** The published scorecard for all, with twice the weight on how use develops. */
async function changedScorecard(checkout: string): Promise<Scorecard> {
  const file = `${checkout}/config/scorecards/default.yaml`;
  const read = readYaml(file, await readFile(file, "utf8"), scorecard);
  if (!("value" in read)) throw new CommandError("failed", `${file} is no scorecard.`);
  const { measures, ...card } = read.value;
  return {
    ...card,
    measures: measures.map((one) =>
      one.kind === "usage_trend" ? { ...one, weight: 2 * one.weight } : one,
    ),
  };
}

async function measure(
  installation: TestInstallation,
  accounts: number,
  { checkout, say }: BenchSurroundings,
): Promise<BenchResult> {
  const { tables, engines } = installation;
  const { company } = await readCompanyConfig(`${checkout}/config`);
  say(`loading ${accounts} accounts with their past …`);
  const store = { tables, timeZone: company.timeZone, currencies: company };
  const load = await timed(() => loadReplayCompany(store, accounts));
  await installation.start(SERVICE);
  const queue = await openJobQueue(scoreJobs(company.timeZone), engines.redisUrl);
  try {
    say("replaying a year …");
    const request = { scorecard: await changedScorecard(checkout) };
    const cpuBefore = [SERVICE, "clickhouse"].map((name) => cpuSecondsOf(engines.stateDir, name));
    const { seconds, result } = await timed(() => queue.enqueueAndWait("replay", request, WAIT_MS));
    const [serviceCpuSeconds = 0, serverCpuSeconds = 0] = [SERVICE, "clickhouse"].map(
      (name, index) => cpuSecondsOf(engines.stateDir, name) - (cpuBefore[index] ?? 0),
    );
    const peakMegabytes = peakMegabytesOf(engines.stateDir, SERVICE);
    say("aggregating the same facts without scoring …");
    await runPeerSelects(tables);
    const peerSeconds = result.moments * (await runPeerSelects(tables));
    return {
      ratios: { time: seconds / peerSeconds },
      figures: {
        ...{ seconds, accounts, runs: result.moments, peakMegabytes, peerSeconds },
        ...{ accountsScoredPerSecond: (2 * result.moments * accounts) / seconds },
        ...{ serviceCpuSeconds, serverCpuSeconds, loadSeconds: load.seconds, rows: load.result },
      },
    };
  } finally {
    await queue.close();
  }
}

/** Runs the bench on engines of its own. Throws CommandError, JobError, ClickhouseError. */
export async function bench(surroundings: BenchSurroundings): Promise<BenchResult> {
  const installation = await startTestInstallation();
  try {
    return await measure(installation, surroundings.accounts ?? ACCOUNTS, surroundings);
  } finally {
    await installation.remove();
  }
}
