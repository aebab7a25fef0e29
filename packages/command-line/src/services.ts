/**
 * The services as processes of this machine: what each is told, how they start and stop.
 *
 * In: an installation whose engines run and whose schema is up to date. Out: processes that outlive this one, with logs in
 * <state>/logs. After a crash of a service: start again; what runs is left alone.
 */
import path from "node:path";
import { EVENT_FAMILIES } from "@mimamori/event-contracts";
import {
  type DetachedCommand,
  endpointsOf,
  type Installation,
  portOf,
  type Progress,
  startDetached,
  stopProcess,
  withPorts,
  withSecrets,
} from "@mimamori/local-engines";
import { SERVICE_NODE_ARGUMENTS } from "@mimamori/service-lifecycle";
import { ensureKeys } from "./write-keys.ts";

/** In the order of the flow. */
export const SERVICE_NAMES = [
  "http-to-kafka",
  "kafka-to-clickhouse",
  "clickhouse-to-scores",
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** The consumer group in which the workers share the topics. */
export const WORKER_GROUP = "kafka-to-clickhouse";

/** Longer than the services' own SHUTDOWN_DEADLINE_MS, so that they end by themselves. */
const STOP_GRACE_MS = 25_000;
const READY_TIMEOUT_MS = 60_000;
const PROBE_TIMEOUT_MS = 2_000;

/** Names of the keys that the collector takes, and of the secrets that hold them. `history` may say when an event became known. */
const WRITE_KEYS = { "my-app": "writeKey", history: "historyWriteKey" } as const;

/** Under which name a process is remembered and logs: several may run of a service, numbered from 1. */
export function processNameOf(service: ServiceName, copy = 1): string {
  return copy === 1 ? service : `${service}-${copy}`;
}

/** The name under which the port of a service's health endpoints is kept. */
export function healthPortName(processName: string): string {
  return `${processName}.health`;
}

/** The same installation with the ports and keys that the services need, for up to `copies` processes of each. */
export async function prepareForServices(
  installation: Installation,
  copies = 1,
): Promise<Installation> {
  const withKeys = withSecrets(installation, Object.values(WRITE_KEYS));
  const healthPorts = SERVICE_NAMES.flatMap((service) =>
    Array.from({ length: copies }, (_, index) => healthPortName(processNameOf(service, index + 1))),
  );
  return withPorts(withKeys, ["http-to-kafka", ...healthPorts]);
}

function secretOf(installation: Installation, name: string): string {
  const secret = installation.secrets[name];
  if (secret === undefined) throw new Error(`no secret was ever made for ${name}`);
  return secret;
}

/** Where events go in, and the keys to send them with; the installation must have gone through `prepareForServices`. */
export function collectorOf(installation: Installation): {
  url: string;
  writeKey: string;
  historyWriteKey: string;
} {
  return {
    url: `http://127.0.0.1:${portOf(installation, "http-to-kafka")}`,
    writeKey: secretOf(installation, WRITE_KEYS["my-app"]),
    historyWriteKey: secretOf(installation, WRITE_KEYS.history),
  };
}

/** The first keys of an installation, so that it takes events from its first minute. One that was revoked stays so. */
function ensureFirstKeys(installation: Installation): Promise<void> {
  const keys = Object.entries(WRITE_KEYS).map(([source, secret]) => ({
    key: secretOf(installation, secret),
    grant: {
      source,
      families: [...EVENT_FAMILIES],
      mayStateKnownAt: source === "history",
      eventsPerSecond: null,
    },
  }));
  return ensureKeys(endpointsOf(installation).kafkaBrokers, keys);
}

/** The environment of a service: the variables that docs and docker-compose.yml name, and nothing else of ours. */
export function serviceEnvironment(
  installation: Installation,
  service: ServiceName,
  outer: NodeJS.ProcessEnv,
  copy = 1,
): Record<string, string> {
  const engines = endpointsOf(installation);
  const environment: Record<string, string> = {
    KAFKA_BROKERS: engines.kafkaBrokers,
    CLICKHOUSE_URL: engines.clickhouseUrl,
    CLICKHOUSE_USER: engines.clickhouseUser,
    CLICKHOUSE_PASSWORD: engines.clickhousePassword,
    REDIS_URL: engines.redisUrl,
    CONFIG_DIR: outer["CONFIG_DIR"] ?? "./config",
    LOG_LEVEL: outer["LOG_LEVEL"] ?? "info",
    HEALTH_PORT: String(portOf(installation, healthPortName(processNameOf(service, copy)))),
    SHUTDOWN_DEADLINE_MS: "20000",
  };
  if (service === "http-to-kafka") {
    environment["HTTP_HOST"] = "127.0.0.1";
    environment["HTTP_PORT"] = String(portOf(installation, "http-to-kafka"));
    environment["WEBHOOK_SECRETS"] = outer["WEBHOOK_SECRETS"] ?? "";
    environment["RATE_LIMIT_EVENTS_PER_SECOND"] = outer["RATE_LIMIT_EVENTS_PER_SECOND"] ?? "100000";
  }
  return environment;
}

/** True when the service's /readyz answers 200. */
export async function isReady(
  installation: Installation,
  service: ServiceName,
  copy = 1,
): Promise<boolean> {
  try {
    const port = portOf(installation, healthPortName(processNameOf(service, copy)));
    const url = `http://127.0.0.1:${port}/readyz`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

function commandFor(
  installation: Installation,
  service: ServiceName,
  checkout: string,
  outer: NodeJS.ProcessEnv,
  copy: number,
): DetachedCommand {
  const name = processNameOf(service, copy);
  return {
    stateDir: installation.stateDir,
    name,
    title: name,
    command: process.execPath,
    args: [...SERVICE_NODE_ARGUMENTS, path.join(checkout, "services", service, "src", "main.ts")],
    cwd: checkout,
    env: serviceEnvironment(installation, service, outer, copy),
    ready: () => isReady(installation, service, copy),
    timeoutMs: READY_TIMEOUT_MS,
  };
}

/**
 * Starts one service unless it runs already; true when it was started. Returns when it is ready. `copy`: which process of the
 * service, from 1; those behind the first share its work, where the service can.
 */
export async function startService(
  installation: Installation,
  service: ServiceName,
  checkout: string,
  outer: NodeJS.ProcessEnv = process.env,
  copy = 1,
): Promise<boolean> {
  if (service === "http-to-kafka") await ensureFirstKeys(installation);
  const ports = [healthPortName(processNameOf(service, copy))];
  const withPort = await withPorts(installation, ports);
  return startDetached(commandFor(withPort, service, checkout, outer, copy));
}

/**
 * Starts the services that do not run yet, all at once (they meet in topics and tables, so none waits for another), and
 * returns when all are ready. When one fails the others stay up.
 */
export async function startServices(
  installation: Installation,
  checkout: string,
  progress: Progress = () => undefined,
): Promise<void> {
  const started = await Promise.allSettled(
    SERVICE_NAMES.map(async (service) => {
      const begun = Date.now();
      if (await startService(installation, service, checkout))
        progress(`${service} is up (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    }),
  );
  const failure = started.find((result) => result.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}

/** Stops the services against the flow: whoever reads last stops first, and what is still on its way stays in Kafka. */
export async function stopServices(
  stateDir: string,
  progress: Progress = () => undefined,
): Promise<void> {
  for (const service of SERVICE_NAMES.toReversed()) {
    const end = await stopProcess(stateDir, service, STOP_GRACE_MS);
    if (end !== "was-not-running")
      progress(
        `${service} ${end === "stopped" ? "stopped" : "had to be killed; it goes on where it was when started again"}`,
      );
  }
}
