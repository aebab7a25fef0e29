/** The benches in the order of the help. To add one: write bench/<name>.ts that exports `bench`, and add its lines here. */
import type { Bench } from "./bench.ts";

export interface BenchEntry {
  readonly summary: string;
  readonly load: () => Promise<{ bench: Bench }>;
}

export const BENCHES: Readonly<Record<string, BenchEntry>> = {
  fit: {
    summary:
      "a churn model on 500,000 × 30 person-periods beside scikit-learn's; 1,000 retention curves",
    load: () => import("./fit.ts"),
  },
  collector: {
    summary: "events per second over HTTP into Kafka, beside a producer of kafkajs",
    load: () => import("./collector.ts"),
  },
  freshness: {
    summary: "how old facts are under 2,000 events/s on 50,000,000 rows, and the largest load",
    load: () => import("./freshness.ts"),
  },
  import: {
    summary: "rows per second of a history of 5,000,000 rows from a CSV file",
    load: () => import("./import.ts"),
  },
  ingest: {
    summary: "events per second from Kafka into ClickHouse, beside ClickHouse's own Kafka engine",
    load: () => import("./ingest.ts"),
  },
  score: {
    summary: "churn risk and lifetime values of 1,000,000 accounts, beside plain aggregates",
    load: () => import("./score.ts"),
  },
  chaos: {
    summary:
      "everything is killed and cut while events come in: nothing lost, nothing extra, facts right",
    load: () => import("./chaos.ts"),
  },
  sql: {
    summary: "the ready-made queries on 100,000 accounts with two years of weekly runs",
    load: () => import("./sql.ts"),
  },
  replay: {
    summary: "a year of 10,000 accounts under a changed scorecard, week by week",
    load: () => import("./replay.ts"),
  },
};
