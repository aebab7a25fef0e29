/**
 * The demo from nothing to the picture: empty installation, history, facts, scores, SQL. In: how large, where. Out: the picture on
 * `output`, the figures as an object. Interrupted anywhere: the next demo begins anew, and `down` stops what runs.
 */
import path from "node:path";
import { type ClickhouseTables, connectClickhouse } from "@mimamori/clickhouse-tables";
import { type Company, readCompanyConfig } from "@mimamori/company-config";
import type { ScoreSummary } from "@mimamori/job-schedules";
import { connectAdmin } from "@mimamori/kafka-stream";
import { endpointsOf, type Installation } from "@mimamori/local-engines";
import type { Ledger } from "@mimamori/simulator";
import { CommandError } from "../errors.ts";
import { say } from "../progress.ts";
import { requestScores } from "../request-scores.ts";
import { collectorOf } from "../services.ts";
import { silentLog } from "../silent-log.ts";
import { bringUp } from "../system.ts";
import { openFreshDemo } from "./fresh-installation.ts";
import { drawNextSteps } from "./next-steps.ts";
import { drawPicture } from "./picture.ts";
import { readPicture } from "./readings.ts";
import { type DemoSize, runSimulator } from "./run-simulator.ts";
import { waitForFacts } from "../settle-facts.ts";
import { type TakenIn, waitForRawEvents } from "./settle.ts";
import { painterFor } from "./terminal.ts";

export interface DemoPlan {
  readonly size: DemoSize;
  readonly checkout: string;
  readonly stateDir: string;
  /** What stands in front of `./mimamori` in the commands that are suggested. */
  readonly prefix: string;
  readonly output: NodeJS.WriteStream;
}

export interface DemoReport {
  readonly eventsSent: number;
  readonly duplicatesSent: number;
  readonly badSent: number;
  readonly rawRows: number;
  readonly deadLetters: number;
  readonly accounts: number;
  readonly accountsScored: number;
  /** Wall time of each step; they follow one another, and what is taken in while the history is sent counts as `simulate`. */
  readonly seconds: Readonly<Record<DemoStep | "install" | "total", number>>;
}

type DemoStep = "engines" | "simulate" | "ingest" | "facts" | "score";

/** @throws CommandError, EngineError, ... with the sentence that a person reads */
export async function runDemo(plan: DemoPlan): Promise<DemoReport> {
  const seconds: Partial<Record<DemoStep, number>> = {};
  const timed = async <T>(step: DemoStep, work: () => Promise<T>): Promise<T> => {
    const begunMs = performance.now();
    const result = await work();
    seconds[step] = roundSeconds(performance.now() - begunMs);
    return result;
  };
  const { company } = await readCompanyConfig(configDirOf(plan.checkout));
  const installation = await timed("engines", () => bringUpEmpty(plan));
  const { ledger, taken, scores } = await runPipeline(plan, installation, company, timed);
  await draw(plan, installation, company);
  const install = Number(process.env["MIMAMORI_INSTALL_SECONDS"] ?? 0);
  const { engines = 0, simulate = 0, ingest = 0, facts = 0, score = 0 } = seconds;
  return {
    eventsSent: ledger.eventsSent,
    duplicatesSent: ledger.duplicatesSent,
    badSent: ledger.badSent,
    ...taken,
    accounts: scores.accounts,
    accountsScored: scores.accountsScored,
    seconds: {
      ...{ install, engines, simulate, ingest, facts, score },
      total: Math.round((install + process.uptime()) * 10) / 10,
    },
  };
}

function roundSeconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}

function configDirOf(checkout: string): string {
  return path.resolve(checkout, process.env["CONFIG_DIR"] ?? "config");
}

async function bringUpEmpty({ stateDir, checkout }: DemoPlan): Promise<Installation> {
  await openFreshDemo(stateDir, say);
  return bringUp(stateDir, "demo", checkout, say);
}

type Timed = <T>(step: DemoStep, work: () => Promise<T>) => Promise<T>;

async function runPipeline(
  { size, checkout }: DemoPlan,
  installation: Installation,
  company: Company,
  timed: Timed,
): Promise<{ ledger: Ledger; taken: TakenIn; scores: ScoreSummary }> {
  const engines = endpointsOf(installation);
  const tables = openTables(installation, engines.clickhouseUser, engines.clickhousePassword);
  const brokers = engines.kafkaBrokers.split(",");
  const admin = await connectAdmin({ brokers, clientId: "mimamori-demo", log: silentLog });
  try {
    const ledger = await timed("simulate", () => runSimulator(installation, checkout, size));
    const sentAtMs = Date.now();
    const taken = await timed("ingest", () => waitForRawEvents(admin, tables, ledger));
    await timed("facts", () => waitForFacts(tables, sentAtMs));
    const scores = await timed("score", () => scoreEverybody(engines.redisUrl, company));
    return { ledger, taken, scores };
  } finally {
    await Promise.all([admin.disconnect(), tables.close()]);
  }
}

async function scoreEverybody(redisUrl: string, company: Company): Promise<ScoreSummary> {
  const summary = await requestScores(redisUrl, company.timeZone);
  if (summary.runId === null)
    throw new CommandError("failed", `nothing was scored: ${summary.message}`);
  return summary;
}

async function draw(plan: DemoPlan, installation: Installation, company: Company): Promise<void> {
  const { csReaderPassword } = endpointsOf(installation);
  const reader = openTables(installation, "cs_reader", csReaderPassword);
  const paint = painterFor(plan.output, process.env);
  const { url, writeKey } = collectorOf(installation);
  try {
    plan.output.write(drawPicture(await readPicture(reader), company.name, paint));
  } finally {
    await reader.close();
  }
  plan.output.write(drawNextSteps({ collectorUrl: url, writeKey, prefix: plan.prefix }, paint));
}

function openTables(installation: Installation, user: string, password: string): ClickhouseTables {
  return connectClickhouse({ url: endpointsOf(installation).clickhouseUrl, user, password });
}
