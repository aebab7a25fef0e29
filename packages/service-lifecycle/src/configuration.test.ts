import { describe, expect, test } from "vitest";
import { z } from "zod";
import { parseConfig } from "./configuration.ts";
import {
  clickhouseEnvironment,
  companyConfigEnvironment,
  kafkaEnvironment,
  redisEnvironment,
  serviceEnvironment,
} from "./environment.ts";
import { LifecycleError } from "./errors.ts";

const everything = z.object({
  ...serviceEnvironment,
  ...kafkaEnvironment,
  ...clickhouseEnvironment,
  ...redisEnvironment,
  ...companyConfigEnvironment,
});

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    parseConfig(everything, environment);
    return [];
  } catch (error) {
    if (error instanceof LifecycleError) return error.problems;
    throw error;
  }
}

describe("the configuration", () => {
  test("has defaults for what is the same everywhere, and types for the rest", () => {
    const config = parseConfig(everything, {
      KAFKA_BROKERS: "kafka-1:9092, kafka-2:9092",
      CLICKHOUSE_URL: "http://127.0.0.1:8123",
      REDIS_URL: "redis://:secret@127.0.0.1:6379",
      HEALTH_PORT: "9400",
      CLICKHOUSE_USER: "",
      PATH: "/usr/bin",
    });
    expect(config).toEqual({
      LOG_LEVEL: "info",
      HEALTH_PORT: 9_400,
      HEALTH_HOST: "127.0.0.1",
      SHUTDOWN_DEADLINE_MS: 20_000,
      KAFKA_BROKERS: ["kafka-1:9092", "kafka-2:9092"],
      CLICKHOUSE_URL: "http://127.0.0.1:8123",
      CLICKHOUSE_USER: "app",
      CLICKHOUSE_PASSWORD: "",
      REDIS_URL: "redis://:secret@127.0.0.1:6379",
      CONFIG_DIR: "./config",
    });
  });

  test("names every variable that is missing or wrong, in one go", () => {
    const problems = problemsOf({ HEALTH_PORT: "-1", CLICKHOUSE_URL: "127.0.0.1:8123" });
    expect(problems.map((problem) => problem.split(":")[0])).toEqual([
      "HEALTH_PORT",
      "KAFKA_BROKERS",
      "CLICKHOUSE_URL",
      "REDIS_URL",
    ]);
  });

  test("shows no password of a URL", () => {
    const [problem] = problemsOf({
      KAFKA_BROKERS: "k:1",
      CLICKHOUSE_URL: "http://c:1",
      REDIS_URL: "rediss//:hunter2@redis:6379",
    });
    expect(problem).toContain("REDIS_URL");
    expect(problem).not.toContain("hunter2");
  });

  test.each(["", "kafka", "kafka:9092,", "http://kafka:9092", "kafka:x"])(
    "does not take %j for brokers",
    (brokers) => {
      const rest = { CLICKHOUSE_URL: "http://c:1", REDIS_URL: "redis://r:1" };
      expect(problemsOf({ ...rest, KAFKA_BROKERS: brokers })).toHaveLength(1);
    },
  );
});
