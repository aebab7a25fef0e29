/** Metrics of the jobs: how often, how long, with what outcome; and what they wait for. */
import { isOutage } from "@mimamori/job-schedules";
import type { JobOutcome } from "@mimamori/job-schedules";
import { Counter, Gauge, Histogram } from "@mimamori/service-lifecycle";
import type { MetricsRegistry, Waits } from "@mimamori/service-lifecycle";

/**
 * Registers the metrics. A job's label is `name`, for `job` is Prometheus's own.
 * @returns what the worker tells each outcome to
 */
export function observeJobs(
  registry: MetricsRegistry,
  waits: Pick<Waits, "begin" | "end">,
): (outcome: JobOutcome) => void {
  const outcomes = new Counter({
    name: "mimamori_score_jobs_total",
    help: "Jobs by name and outcome: completed, failed, stalled (the worker was lost), lock-lost",
    labelNames: ["name", "outcome"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "mimamori_score_job_seconds",
    help: "Seconds that a try of a job took",
    labelNames: ["name"],
    buckets: [0.05, 0.2, 1, 3, 10, 30, 100, 300, 1000],
    registers: [registry],
  });
  const completedAt = new Gauge({
    name: "mimamori_score_job_completed_timestamp_seconds",
    help: "When a job last went through here (Unix time); absent until it has",
    labelNames: ["name"],
    registers: [registry],
  });
  return ({ job: name, outcome, seconds, error }) => {
    outcomes.inc({ name, outcome });
    if (outcome === "completed" || outcome === "failed") durations.observe({ name }, seconds);
    if (outcome === "completed") {
      completedAt.set({ name }, Date.now() / 1_000);
      waits.end(name);
    }
    if (outcome === "failed" && isOutage(error)) waits.begin(name, error);
  };
}
