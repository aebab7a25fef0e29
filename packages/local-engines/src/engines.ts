/**
 * The three engines of an installation together.
 *
 * In: an installation. Out: Kafka, ClickHouse and Redis that outlive this process, and where to reach them.
 * After a crash of this process or of an engine: start again; what runs is left alone, what does not is started on the same
 * ports and data.
 */
import fs from "node:fs";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { startClickHouse } from "./clickhouse.ts";
import { EngineError, fullDiskError } from "./errors.ts";
import { isPortFree } from "./free-ports.ts";
import type { Installation } from "./installation.ts";
import { startKafka } from "./kafka.ts";
import { killProcess, runningProcess, stopProcess } from "./process-record.ts";
import { startRedis } from "./redis.ts";
import { whileHolding } from "./state-lock.ts";

export type EngineName = "kafka" | "clickhouse" | "redis";
export const ENGINE_NAMES: readonly EngineName[] = ["kafka", "clickhouse", "redis"];

const TITLES: Readonly<Record<EngineName, string>> = {
  kafka: "Kafka",
  clickhouse: "ClickHouse",
  redis: "Redis",
};
const STOP_GRACE_MS = 20_000;
const LOCK_WAIT_MS = 180_000;
const ANSWER_TIMEOUT_MS = 60_000;
/** Below this an engine may start, but it would stop in the middle of its work: ClickHouse takes no rows when 1 GB is left (config.xml). */
const LEAST_FREE_BYTES = 1_500_000_000;

/** Called with what happens, in words, while engines start. */
export type Progress = (message: string) => void;

/** Where the engines are. */
export interface EngineEndpoints {
  readonly kafkaBrokers: string;
  readonly clickhouseUrl: string;
  readonly clickhouseUser: "app";
  readonly clickhousePassword: string;
  /** Password of the user cs_reader. */
  readonly csReaderPassword: string;
  readonly redisUrl: string;
}

/** Where the engines of an installation are, whether they run or not. */
export function endpointsOf(installation: Installation): EngineEndpoints {
  const { ports, secrets } = installation;
  return {
    kafkaBrokers: `127.0.0.1:${ports.kafka}`,
    clickhouseUrl: `http://127.0.0.1:${ports.clickhouse}`,
    clickhouseUser: "app",
    clickhousePassword: secrets.clickhouseApp,
    csReaderPassword: secrets.clickhouseReader,
    redisUrl: `redis://:${secrets.redis}@127.0.0.1:${ports.redis}`,
  };
}

function portsOf(installation: Installation, engine: EngineName): number[] {
  const { kafka, kafkaController, clickhouse, redis } = installation.ports;
  return { kafka: [kafka, kafkaController], clickhouse: [clickhouse], redis: [redis] }[engine];
}

/** @throws EngineError disk_full, when the folder's disk has less than `leastBytes` free */
export function requireFreeSpace(folder: string, leastBytes: number = LEAST_FREE_BYTES): void {
  const { bavail, bsize } = fs.statfsSync(folder);
  if (bavail * bsize < leastBytes) throw fullDiskError(folder);
}

async function requireFreePorts(installation: Installation, engine: EngineName): Promise<void> {
  for (const port of portsOf(installation, engine))
    if (!(await isPortFree(port)))
      throw new EngineError(
        "port_in_use",
        `Port ${port}, which ${TITLES[engine]} of this installation uses, is taken by another program: end that program (\`ss -ltnp\` shows it), or write another port into ${installation.stateDir}/installation.json.`,
      );
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}

/** An engine that ran already may still be starting, when whoever started it was interrupted. */
async function waitUntilItAnswers(installation: Installation, engine: EngineName): Promise<void> {
  const deadline = Date.now() + ANSWER_TIMEOUT_MS;
  for (const port of portsOf(installation, engine))
    while (!(await answers(port))) {
      if (Date.now() > deadline)
        throw new EngineError(
          "engine_stuck",
          `${TITLES[engine]} runs but does not answer on port ${port}: stop everything with \`./mimamori down\`, and start again.`,
        );
      await sleep(100);
    }
}

/** Starts one engine unless it runs; for crash tests and for `startEngines`. */
export async function startEngine(
  installation: Installation,
  engine: EngineName,
  progress: Progress = () => undefined,
): Promise<void> {
  if (runningProcess(installation.stateDir, engine) !== undefined) {
    await waitUntilItAnswers(installation, engine);
    return;
  }
  await requireFreePorts(installation, engine);
  const begun = Date.now();
  const starters = {
    kafka: () => startKafka(installation, progress),
    clickhouse: () => startClickHouse(installation),
    redis: () => startRedis(installation),
  };
  await starters[engine]();
  progress(`${TITLES[engine]} is up (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
}

/**
 * Starts what does not run yet, all at once; a second call while they run changes nothing.
 * @throws EngineError of the first engine that could not be started; the others stay up
 */
export function startEngines(
  installation: Installation,
  progress: Progress = () => undefined,
): Promise<EngineEndpoints> {
  return whileHolding(installation.stateDir, LOCK_WAIT_MS, async () => {
    requireFreeSpace(installation.stateDir);
    const started = await Promise.allSettled(
      ENGINE_NAMES.map((engine) => startEngine(installation, engine, progress)),
    );
    const failure = started.find((result) => result.status === "rejected");
    if (failure !== undefined) throw failure.reason;
    return endpointsOf(installation);
  });
}

/** Stops the engines in order (nobody writes into a stopped ClickHouse); what does not run is skipped. */
export function stopEngines(stateDir: string, progress: Progress = () => undefined): Promise<void> {
  return whileHolding(stateDir, LOCK_WAIT_MS, async () => {
    await Promise.all(
      ENGINE_NAMES.map(async (engine) => {
        const end = await stopProcess(stateDir, engine, STOP_GRACE_MS);
        if (end !== "was-not-running")
          progress(
            `${TITLES[engine]} ${end === "stopped" ? "stopped" : "had to be killed; nothing acknowledged is lost"}`,
          );
      }),
    );
  });
}

/** Ends one engine as a crash would (SIGKILL). */
export function killEngine(stateDir: string, engine: EngineName): Promise<void> {
  return killProcess(stateDir, engine);
}

/** What runs, and under which process id and ports. */
export interface EngineStatus {
  readonly engine: EngineName;
  readonly pid: number | undefined;
  readonly ports: readonly number[];
}

export function engineStatus(installation: Installation): EngineStatus[] {
  return ENGINE_NAMES.map((engine) => ({
    engine,
    pid: runningProcess(installation.stateDir, engine)?.pid,
    ports: portsOf(installation, engine),
  }));
}
