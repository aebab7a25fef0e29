/**
 * `bench score`: churn risk and lifetime values of a large company, as a run of the real service.
 *
 * The facts are loaded before, and the churn model is trained before, as it is once a week; both are told apart. figures.seconds is
 * the run over all accounts without health: features, churn risk, lifetime values, from the job's start to the complete run.
 * figures.serviceCpuSeconds and serverCpuSeconds: processor time of the service and of ClickHouse in it, which a busy machine does not change.
 * figures.peakMegabytes is the most memory that the service's process ever had, training included.
 * ratios.time: those seconds by the seconds of the server for the plain aggregates of the same facts.
 */
import { readCompanyConfig } from "@mimamori/company-config";
import { openJobQueue, scoreJobs } from "@mimamori/job-schedules";
import { startTestInstallation, type TestInstallation } from "../testing.ts";
import { type BenchResult, type BenchSurroundings, timed } from "./bench.ts";
import { cpuSecondsOf, peakMegabytesOf } from "./process-usage.ts";
import { loadCompany, SETTLED_AT } from "./score-company.ts";
import { runPeerSelects } from "./score-peer.ts";

const ACCOUNTS = 1_000_000;
const WAIT_MS = 4 * 3_600_000;
const SERVICE = "clickhouse-to-scores";

async function measure(
  installation: TestInstallation,
  accounts: number,
  { checkout, say }: BenchSurroundings,
): Promise<BenchResult> {
  const { tables, engines } = installation;
  await installation.start(SERVICE);
  say(`loading ${accounts} accounts with some 60 rows of facts each …`);
  const load = await timed(() => loadCompany(tables, accounts));
  const { company } = await readCompanyConfig(`${checkout}/config`);
  const queue = await openJobQueue(scoreJobs(company.timeZone), engines.redisUrl);
  try {
    say("training a churn model …");
    const training = await timed(() => queue.enqueueAndWait("train-churn-model", {}, WAIT_MS));
    say(`${training.result.verdict}: ${training.result.message}`);
    const trainingMegabytes = peakMegabytesOf(engines.stateDir, SERVICE);
    say("scoring …");
    const request = { asOf: SETTLED_AT, skipHealth: true };
    const cpuBefore = [SERVICE, "clickhouse"].map((name) => cpuSecondsOf(engines.stateDir, name));
    const { seconds } = await timed(() => queue.enqueueAndWait("score-as-of", request, WAIT_MS));
    const peakMegabytes = peakMegabytesOf(engines.stateDir, SERVICE);
    const [serviceCpuSeconds = 0, serverCpuSeconds = 0] = [SERVICE, "clickhouse"].map(
      (name, index) => cpuSecondsOf(engines.stateDir, name) - (cpuBefore[index] ?? 0),
    );
    say("aggregating the same facts without scoring …");
    await runPeerSelects(tables);
    const peerSeconds = await runPeerSelects(tables);
    return {
      ratios: { time: seconds / peerSeconds },
      figures: {
        seconds,
        peerSeconds,
        peakMegabytes,
        rowsPerSecond: load.result / seconds,
        rows: load.result,
        accounts,
        serviceCpuSeconds,
        serverCpuSeconds,
        trainingSeconds: training.seconds,
        trainingMegabytes,
        loadSeconds: load.seconds,
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
