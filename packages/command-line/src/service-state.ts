/** What a running service says of itself at its health port. Whatever it does not answer is undefined: not known, and never 0. */
import { type Installation, portOf, runningProcess } from "@mimamori/local-engines";
import { z } from "zod";
import { healthPortName, SERVICE_NAMES, type ServiceName } from "./services.ts";

const ANSWER_WITHIN_MS = 2_000;

const waitSchema = z.object({
  what: z.string(),
  code: z.string(),
  reason: z.string(),
  since: z.string(),
  failures: z.number(),
});

/** What the service cannot go on with for now, and why. */
export type ServiceWait = z.infer<typeof waitSchema>;

export interface ServiceState {
  readonly service: ServiceName;
  /** Undefined when it does not run. */
  readonly pid: number | undefined;
  readonly ready: boolean;
  /** Why the service should be restarted; undefined when it is alive. */
  readonly stuck: string | undefined;
  readonly waits: readonly ServiceWait[] | undefined;
}

/** A partition as the worker sees it; NaN is not known. */
export interface PartitionState {
  readonly topic: string;
  readonly partition: number;
  /** Records that are not stored yet. */
  readonly lag: number;
  /** Since the oldest of them was appended, at most; undefined when it is not known. */
  readonly oldestSeconds: number | undefined;
  /** Its batch could not be stored; it is tried again in some seconds. */
  readonly paused: boolean;
}

/** What runs, and how it is. */
export function readServiceStates(installation: Installation): Promise<ServiceState[]> {
  return Promise.all(SERVICE_NAMES.map((service) => readServiceState(installation, service)));
}

async function readServiceState(
  installation: Installation,
  service: ServiceName,
): Promise<ServiceState> {
  const pid = runningProcess(installation.stateDir, service)?.pid;
  if (pid === undefined) return { service, pid, ready: false, stuck: undefined, waits: undefined };
  const [ready, alive, waits] = await Promise.all([
    ask(installation, service, "readyz"),
    ask(installation, service, "livez"),
    ask(installation, service, "waits"),
  ]);
  const stuck = alive?.ok === false ? alive.text.trim() : undefined;
  return { service, pid, ready: ready?.ok ?? false, stuck, waits: parseWaits(waits?.text) };
}

function parseWaits(text: string | undefined): ServiceWait[] | undefined {
  if (text === undefined) return undefined;
  try {
    return z.array(waitSchema).parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The partitions as the worker sees them; undefined when it does not run or has not heard of Kafka. */
export async function readPartitions(
  installation: Installation,
): Promise<PartitionState[] | undefined> {
  const metrics = await ask(installation, "kafka-to-clickhouse", "metrics");
  if (metrics?.ok !== true) return undefined;
  const partitions = partitionsOf(metrics.text);
  return partitions.length === 0 ? undefined : partitions;
}

/** Reads the partitions' gauges out of a Prometheus exposition. */
export function partitionsOf(exposition: string): PartitionState[] {
  const gauge = (name: string): Map<string, number> => {
    const sample = new RegExp(
      `^mimamori_${name}\\{topic="([^"]*)",partition="(\\d+)"\\} (\\S+)$`,
      "gm",
    );
    const found = exposition.matchAll(sample);
    return new Map(
      [...found].map(([, topic, partition, value]) => [`${topic}/${partition}`, Number(value)]),
    );
  };
  const oldest = gauge("oldest_unprocessed_seconds");
  const paused = gauge("partition_paused");
  return [...gauge("lag_records")].map(([place, lag]) => {
    const [topic = "", partition] = place.split("/");
    const seconds = oldest.get(place) ?? NaN;
    const oldestSeconds = Number.isNaN(seconds) ? undefined : seconds;
    return {
      topic,
      partition: Number(partition),
      lag,
      oldestSeconds,
      paused: paused.get(place) === 1,
    };
  });
}

async function ask(
  installation: Installation,
  service: ServiceName,
  endpoint: string,
): Promise<{ ok: boolean; text: string } | undefined> {
  try {
    const url = `http://127.0.0.1:${portOf(installation, healthPortName(service))}/${endpoint}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return { ok: answer.ok, text: await answer.text() };
  } catch {
    return undefined;
  }
}
