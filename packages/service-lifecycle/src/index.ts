// What the services may use: configuration, log, health and metrics, and a life with an orderly end.
export { runService } from "./run-service.ts";
export type { Service, ServiceSchema } from "./run-service.ts";
export { parseConfig, readConfig } from "./configuration.ts";
export type { Environment } from "./configuration.ts";
export {
  clickhouseEnvironment,
  companyConfigEnvironment,
  kafkaEnvironment,
  port,
  redisEnvironment,
  serviceEnvironment,
  urlOf,
  wholeNumber,
} from "./environment.ts";
export { SERVICE_NODE_ARGUMENTS } from "./node-arguments.ts";
export { createLog } from "./log.ts";
export type { Log, LogLevel } from "./log.ts";
export type { Cleanup } from "./shutdown.ts";
export type { HealthCheck } from "./health-server.ts";
export type { Beat } from "./loop-watch.ts";
export type { Wait, Waits } from "./waits.ts";
export { isRetryable, withRetry } from "./with-retry.ts";
export type { RetryOptions } from "./with-retry.ts";
export { LifecycleError } from "./errors.ts";
export type { LifecycleErrorCode } from "./errors.ts";
// The kinds of metric that a service registers: new Counter({ …, registers: [service.metrics] }).
export { Counter, Gauge, Histogram, Registry as MetricsRegistry } from "prom-client";
