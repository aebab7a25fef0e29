/** Which package stands on which level, and which driver belongs to which package. docs/architecture.md explains the levels. */

/** Meaning: pure functions of their arguments. */
export const LEVEL_0 = [
  "event-contracts",
  "account-identity",
  "revenue-movements",
  "health-score",
  "churn-risk",
  "lifetime-value",
  "touch-tiers",
  "alert-rules",
  "message-catalogue",
] as const;

/** Ports: each the only door to its driver. */
export const LEVEL_1 = [
  "kafka-stream",
  "clickhouse-tables",
  "job-schedules",
  "rate-limits",
  "company-config",
  "working-calendars",
  "event-sources",
  "crm-clients",
  "alert-channels",
] as const;

/** What several services need, made of the levels below. */
export const LEVEL_2 = ["service-lifecycle", "account-facts", "score-history"] as const;

/** For people and for tests; no service depends on them. */
export const TOOLS = ["local-engines", "simulator", "history-import", "command-line"] as const;

/**
 * npm package -> the only folders that may import it. One each, but for ioredis: jobs wait for Redis as long as it takes, a rate
 * limit must not wait at all, so that there is no one way to connect that both could share.
 */
export const DRIVERS: Readonly<Record<string, string | readonly string[]>> = {
  kafkajs: "packages/kafka-stream",
  "@clickhouse/client": "packages/clickhouse-tables",
  bullmq: "packages/job-schedules",
  ioredis: ["packages/job-schedules", "packages/rate-limits"],
  yaml: "packages/company-config",
  "date-holidays": "packages/working-calendars",
  pino: "packages/service-lifecycle",
  "prom-client": "packages/service-lifecycle",
  chdb: "packages/local-engines",
  "ffi-rs": "packages/local-engines",
  fastify: "services/http-to-kafka",
  "csv-parse": "packages/history-import",
};
