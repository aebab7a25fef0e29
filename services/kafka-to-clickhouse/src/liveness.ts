// When this worker should be restarted: when it stands still although Kafka answers. While an engine is away it only waits, and a
// restart would change nothing; while nothing comes it is idle.
import type { RunningConsumer } from "@mimamori/kafka-stream";
import type { Service } from "@mimamori/service-lifecycle";
import type { Progress } from "./progress.ts";
import type { Worker } from "./worker.ts";

/** Fetches answer twice a second, also without records: a consumer without any for so long has lost its way. */
const LONGEST_SILENCE_MS = 120_000;

/** All tries of all requests of a batch, each given up after two minutes at the latest, take less. */
const LONGEST_BATCH_MS = 30 * 60_000;

export const LONGEST_REPORT_MS = 5 * 60_000;

/** A pass is some twenty statements, which end in seconds, and are given up after ten minutes each. */
export const LONGEST_FACTS_PASS_MS = 30 * 60_000;

export interface LivenessSources {
  readonly consumer: Pick<RunningConsumer, "lastFetchAtMs">;
  readonly worker: Pick<Worker, "oldestInHandMs">;
  readonly progress: Pick<Progress, "kafkaAnswersSinceMs">;
  /** Unix ms. */
  readonly now: () => number;
}

export function addLivenessChecks(
  service: Pick<Service<unknown>, "addLivenessCheck">,
  sources: LivenessSources,
): void {
  service.addLivenessCheck("consumer", () => consumerProblem(sources));
  service.addLivenessCheck("worker", () => workerProblem(sources));
}

export function consumerProblem(sources: LivenessSources): string | undefined {
  const { consumer, worker, progress, now } = sources;
  const answersSinceMs = progress.kafkaAnswersSinceMs();
  // No fetch is asked for while batches are in hand.
  if (answersSinceMs === undefined || worker.oldestInHandMs() !== undefined) return undefined;
  const silenceMs = now() - Math.max(consumer.lastFetchAtMs(), answersSinceMs);
  if (silenceMs <= LONGEST_SILENCE_MS) return undefined;
  return `nothing was fetched for ${seconds(silenceMs)} s, although Kafka answers`;
}

export function workerProblem({
  worker,
  now,
}: Pick<LivenessSources, "worker" | "now">): string | undefined {
  const sinceMs = worker.oldestInHandMs();
  if (sinceMs === undefined || now() - sinceMs <= LONGEST_BATCH_MS) return undefined;
  return `a batch has been in hand for ${seconds(now() - sinceMs)} s`;
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}
