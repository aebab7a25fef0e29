// For end-to-end tests: a whole installation of its own, made with the code that `./mimamori up` runs, in a temporary folder.
// Out: engines with topics and tables, and services to start, stop and kill. It dies with the process that made it.
import { type ClickhouseTables, connectClickhouse } from "@mimamori/clickhouse-tables";
import type { KafkaConnection } from "@mimamori/kafka-stream";
import {
  CHECKOUT,
  type Installation,
  killProcess,
  logFileOf,
  portOf,
  readInstallation,
  runningProcess,
  stopProcess,
} from "@mimamori/local-engines";
import {
  type EnginesPlace,
  type FaultyProxy,
  startFaultyProxy,
  startTestEngines,
  type TestEngines,
} from "@mimamori/local-engines/testing";
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
  runs(service: ServiceName, copy?: number): boolean;
  logFile(service: ServiceName, copy?: number): string;
  /** Ends everything and removes the folder. */
  remove(): Promise<void>;
}

const STOP_GRACE_MS = 25_000;

/** Connections that a test may break: between the services and the engines, and between senders and the collector. */
export interface Proxies {
  readonly kafka: FaultyProxy;
  readonly clickhouse: FaultyProxy;
  readonly collector: FaultyProxy;
}

export interface ProxiedInstallation extends TestInstallation {
  readonly proxies: Proxies;
  /** The way to Kafka that no proxy is on. */
  readonly direct: KafkaConnection;
}

export interface TestInstallationOptions {
  /** Where the engines keep what they have. A disk, unless nothing is measured and no crash is looked into. */
  readonly on?: EnginesPlace;
  /** The company's configuration; the checkout's own by default. */
  readonly configDir?: string;
}

export async function startTestInstallation(
  options: TestInstallationOptions = {},
): Promise<TestInstallation> {
  const engines = await startTestEngines(options.on ?? "disk");
  return openTestInstallation(engines, await prepare(engines), options.configDir);
}

/** The same with services, and a `kafka` and a `collector` of those who send, that reach everything through proxies. */
export async function startProxiedInstallation(): Promise<ProxiedInstallation> {
  const engines = await startTestEngines("disk");
  const prepared = await prepare(engines);
  const { port, toPort } = engines.kafkaDetour;
  const proxies = {
    kafka: await startFaultyProxy(port, toPort),
    clickhouse: await startFaultyProxy(0, prepared.ports.clickhouse),
    collector: await startFaultyProxy(0, portOf(prepared, "http-to-kafka")),
  };
  const { kafka, clickhouse, collector } = proxies;
  const ports = { ...prepared.ports, kafka: kafka.port, clickhouse: clickhouse.port };
  const installation = openTestInstallation(engines, { ...prepared, ports });
  const url = `http://127.0.0.1:${collector.port}`;
  return {
    ...installation,
    kafka: { ...installation.kafka, brokers: [`127.0.0.1:${kafka.port}`] },
    collector: { ...installation.collector, url },
    proxies,
    direct: installation.kafka,
    async remove() {
      await installation.remove();
      await Promise.all([kafka, clickhouse, collector].map((proxy) => proxy.close()));
    },
  };
}

/** Most processes of one service. */
const MOST_COPIES = 3;

async function prepare(engines: TestEngines): Promise<Installation> {
  const opened = readInstallation(engines.stateDir);
  if (opened === undefined) throw new Error(`${engines.stateDir} holds no installation`);
  await migrateEverything(engines, CHECKOUT, () => undefined);
  return prepareForServices(opened, MOST_COPIES);
}

/** `installation` says where the services find everything; `tables` goes straight to the engine. */
function openTestInstallation(
  engines: TestEngines,
  installation: Installation,
  configDir?: string,
): TestInstallation {
  const { stateDir } = engines;
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
    runs: (service, copy) => runningProcess(stateDir, processNameOf(service, copy)) !== undefined,
    logFile: (service, copy) => logFileOf(stateDir, processNameOf(service, copy)),
    async remove() {
      await tables.close();
      await engines.stop();
    },
  };
}

export { waitForFacts } from "./settle-facts.ts";
