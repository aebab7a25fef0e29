/** Metrics of the jobs: how often, how long, with what outcome. */
import type { JobOutcome } from "@mimamori/job-schedules";
import { Counter, Histogram } from "@mimamori/service-lifecycle";
import type { MetricsRegistry } from "@mimamori/service-lifecycle";

/** Registers the metrics. @returns what the worker tells each outcome to */
export function observeJobs(registry: MetricsRegistry): (outcome: JobOutcome) => void {
  const outcomes = new Counter({
    name: "mimamori_score_jobs_total",
    help: "Jobs by name and outcome: completed, failed, stalled (the worker was lost), lock-lost",
    labelNames: ["job", "outcome"],
    registers: [registry],
  });
  const durations = new Histogram({
    name: "mimamori_score_job_seconds",
    help: "Seconds that a try of a job took",
    labelNames: ["job"],
    buckets: [0.05, 0.2, 1, 3, 10, 30, 100, 300, 1000],
    registers: [registry],
  });
  return ({ job, outcome, seconds }) => {
    outcomes.inc({ job, outcome });
    if (outcome === "completed" || outcome === "failed") durations.observe({ job }, seconds);
  };
}
