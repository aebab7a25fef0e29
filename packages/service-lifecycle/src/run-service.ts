// The life of a service: configuration, log, metrics and health endpoints, then its own start; then work until a signal or
// a failure; then an ordered shutdown. It ends with exit code 0 only after a signal and a clean shutdown. A failure anywhere
// ends the process, whoever runs it starts it again, and every service is written so that this loses nothing.
import { collectDefaultMetrics, Registry } from "prom-client";
import type { z } from "zod";
import { readConfig } from "./configuration.ts";
import type { serviceEnvironment } from "./environment.ts";
import { startHealthServer } from "./health-server.ts";
import type { HealthCheck } from "./health-server.ts";
import { createLog } from "./log.ts";
import type { Log } from "./log.ts";
import { createLoopWatch } from "./loop-watch.ts";
import type { Beat } from "./loop-watch.ts";
import { takeOverProcessEnd } from "./process-end.ts";
import type { ProcessEnd } from "./process-end.ts";
import type { Cleanup } from "./shutdown.ts";
import { createWaits } from "./waits.ts";
import type { Waits } from "./waits.ts";
import { withRetry } from "./with-retry.ts";

export interface Service<Config> {
  readonly name: string;
  readonly config: Config;
  readonly log: Log;
  /** Register metrics here: new Counter({ …, registers: [service.metrics] }). */
  readonly metrics: Registry;
  /** The port that the health endpoints listen on. */
  readonly healthPort: number;
  /** Aborted when the shutdown begins. */
  readonly stopping: AbortSignal;
  /** Cleanups run in reverse order of registration; register each right after opening what it closes. */
  readonly onShutdown: (name: string, cleanup: Cleanup) => void;
  /** A task in the background: when it rejects, or ends before the shutdown, the service stops with exit code 1. */
  readonly run: (name: string, task: Promise<unknown>) => void;
  /** livez fails while the check answers a sentence: the process should be restarted. */
  readonly addLivenessCheck: (name: string, check: HealthCheck) => void;
  /** Watches a loop: livez fails when it has not called what this returns for so long. */
  readonly watchLoop: (name: string, longestSilenceMs: number) => Beat;
  /** What cannot go on for now, and why. */
  readonly waits: Waits;
  /**
   * Does work that may be done twice, waiting out passing failures (they are retryable): what a service does at its start, so that
   * an engine that is away does not make it start again and again. @throws what waiting does not cure, or the shutdown's reason
   */
  readonly patiently: <T>(what: string, work: () => Promise<T>) => Promise<T>;
  /** readyz fails while the check answers a sentence: no traffic for now. */
  readonly addReadinessCheck: (name: string, check: HealthCheck) => void;
}

/** A schema that has at least the settings of every service. */
export type ServiceSchema = z.ZodObject<typeof serviceEnvironment>;

/** Starts the service; it is ready when `start` resolves. The process ends itself: nothing is to be done after this call. */
export async function runService<Schema extends ServiceSchema>(
  name: string,
  schema: Schema,
  start: (service: Service<z.output<Schema>>) => Promise<void>,
): Promise<void> {
  const config = readConfig(schema, process.env);
  const log = createLog(name, config.LOG_LEVEL);
  const end = takeOverProcessEnd(log, config.SHUTDOWN_DEADLINE_MS);
  try {
    const metrics = new Registry();
    collectDefaultMetrics({ register: metrics });
    const waits = createWaits(log, metrics, Date.now);
    const health = await startHealthServer(config.HEALTH_HOST, config.HEALTH_PORT, metrics, waits);
    // Registered first, so closed last: readyz says "stopping" while everything else is being closed.
    end.onShutdown("health endpoints", () => health.close());
    end.stopping.addEventListener("abort", () => {
      health.setReady(false);
    });
    await start({
      name,
      config,
      log,
      metrics,
      healthPort: health.port,
      stopping: end.stopping,
      onShutdown: end.onShutdown,
      run: (task, promise) => {
        watch(task, promise, end);
      },
      addLivenessCheck: health.addLivenessCheck,
      addReadinessCheck: health.addReadinessCheck,
      watchLoop: createLoopWatch(health.addLivenessCheck, metrics, Date.now),
      waits,
      patiently: (what, work) => doPatiently(what, work, waits, end.stopping),
    });
    if (end.stopping.aborted) return;
    health.setReady(true);
    log.info({ healthPort: health.port }, `${name} is ready`);
  } catch (error) {
    // A signal during the start closes what the start still needs: then its failure is the signal's doing.
    if (!end.stopping.aborted) end.fail(`${name} could not start`, error);
  }
}

async function doPatiently<T>(
  what: string,
  work: () => Promise<T>,
  waits: Waits,
  signal: AbortSignal,
): Promise<T> {
  const onRetry = ({ error }: { error: Error }): void => {
    waits.begin(what, error);
  };
  const result = await withRetry(work, { signal, onRetry });
  waits.end(what);
  return result;
}

function watch(task: string, promise: Promise<unknown>, end: ProcessEnd): void {
  promise.then(
    () => {
      if (end.stopping.aborted) return;
      end.fail(`the task "${task}" ended although it never should`, undefined);
    },
    (error: unknown) => {
      end.fail(`the task "${task}" failed`, error);
    },
  );
}
