// The settings that several services have, as zod shapes to spread into a service's schema:
// z.object({ ...serviceEnvironment, ...kafkaEnvironment, HTTP_PORT: port }).
import { z } from "zod";

/** A whole number written in decimal digits, from `min` to `max`. */
export function wholeNumber(min: number, max: number): z.ZodType<number, string> {
  const error = `expected a whole number from ${min} to ${max}`;
  return z
    .string({ error })
    .regex(/^\d{1,15}$/, error)
    .transform(Number)
    .refine((value) => value >= min && value <= max, error);
}

/** A TCP port; 0 means any free one. */
export const port = wholeNumber(0, 65_535);

/** An absolute URL of one of the schemes, e.g. ["http", "https"]. */
export function urlOf(schemes: readonly string[]): z.ZodType<string, string> {
  const error = `expected a URL such as ${schemes[0] ?? "http"}://127.0.0.1:1234`;
  return z
    .string({ error })
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)),
      error,
    );
}

const brokersError = "expected host:port, or several with commas between";
const brokers = z
  .string({ error: brokersError })
  .transform((text) => text.split(",").map((broker) => broker.trim()))
  .refine((all) => all.every((broker) => /^[^\s:/]+:\d{1,5}$/.test(broker)), brokersError);

/** What every service has. */
export const serviceEnvironment = {
  LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error"], { error: "expected debug, info, warn or error" })
    .default("info"),
  HEALTH_PORT: port.default(0),
  /** In a container 0.0.0.0, so that probes and scrapers from outside reach it. */
  HEALTH_HOST: z.string().default("127.0.0.1"),
  SHUTDOWN_DEADLINE_MS: wholeNumber(100, 600_000).default(20_000),
};

/** What a service that reads or writes topics has. */
export const kafkaEnvironment = { KAFKA_BROKERS: brokers };

/** What a service that reads or writes tables has. */
export const clickhouseEnvironment = {
  CLICKHOUSE_URL: urlOf(["http", "https"]),
  CLICKHOUSE_USER: z.string().default("app"),
  CLICKHOUSE_PASSWORD: z.string().default(""),
};

/** What a service with scheduled jobs has. */
export const redisEnvironment = { REDIS_URL: urlOf(["redis", "rediss"]) };

/** What a service that reads the company's decisions has. */
export const companyConfigEnvironment = { CONFIG_DIR: z.string().default("./config") };
