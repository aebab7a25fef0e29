// For end-to-end tests: a whole installation of its own, made with the code that `./mimamori up` runs, in a temporary folder.
// Out: engines with topics and tables, and services to start, stop and kill. It dies with the process that made it.
import { type ClickhouseTables, connectClickhouse } from "@mimamori/clickhouse-tables";
import type { KafkaConnection } from "@mimamori/kafka-stream";
import {
  CHECKOUT,
  killProcess,
  logFileOf,
  readInstallation,
  stopProcess,
} from "@mimamori/local-engines";
import { startTestEngines, type TestEngines } from "@mimamori/local-engines/testing";
import { migrateEverything } from "./migration.ts";
import {
  collectorOf,
  prepareForServices,
  processNameOf,
  type ServiceName,
  startService,
} from "./services.ts";
import { silentLog } from "./silent-log.ts";

export interface TestInstallation {
  readonly engines: TestEngines;
  /** Connected as the user app. */
  readonly tables: ClickhouseTables;
  readonly kafka: KafkaConnection;
  /** Where events go in over HTTP, and the keys to send them with. */
  readonly collector: ReturnType<typeof collectorOf>;
  /** Returns when the service is ready. `copy`: which process of the service, from 1. */
  start(service: ServiceName, copy?: number): Promise<void>;
  /** SIGTERM; resolves with how it ended. */
  stop(service: ServiceName, copy?: number): Promise<"was-not-running" | "stopped" | "killed">;
  /** SIGKILL. */
  kill(service: ServiceName, copy?: number): Promise<void>;
  logFile(service: ServiceName): string;
  /** Ends everything and removes the folder. */
  remove(): Promise<void>;
}

const STOP_GRACE_MS = 25_000;

/** @param configDir the company's configuration; the checkout's own by default */
export async function startTestInstallation(configDir?: string): Promise<TestInstallation> {
  const engines = await startTestEngines();
  const { stateDir } = engines;
  const opened = readInstallation(stateDir);
  if (opened === undefined) throw new Error(`${stateDir} holds no installation`);
  const installation = await prepareForServices(opened);
  await migrateEverything(engines, CHECKOUT, () => undefined);
  const tables = connectClickhouse({
    url: engines.clickhouseUrl,
    user: engines.clickhouseUser,
    password: engines.clickhousePassword,
  });
  const environment = configDir === undefined ? {} : { CONFIG_DIR: configDir };
  return {
    engines,
    tables,
    kafka: { brokers: engines.kafkaBrokers.split(","), clientId: "test", log: silentLog },
    collector: collectorOf(installation),
    async start(service, copy) {
      const outer = { ...process.env, ...environment };
      await startService(installation, service, CHECKOUT, outer, copy);
    },
    stop: (service, copy) => stopProcess(stateDir, processNameOf(service, copy), STOP_GRACE_MS),
    kill: (service, copy) => killProcess(stateDir, processNameOf(service, copy)),
    logFile: (service) => logFileOf(stateDir, service),
    async remove() {
      await tables.close();
      await engines.stop();
    },
  };
}

export { waitForFacts } from "./settle-facts.ts";
