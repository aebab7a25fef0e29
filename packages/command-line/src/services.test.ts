import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { openInstallation } from "@mimamori/local-engines";
import { afterAll, expect, test } from "vitest";
import { collectorOf, prepareForServices, SERVICE_NAMES, serviceEnvironment } from "./services.ts";

const stateDir = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-services-"));
const installation = await prepareForServices(await openInstallation(stateDir, "test"));

afterAll(() => {
  fs.rmSync(stateDir, { recursive: true });
});

test("no service is told a write key", () => {
  const { writeKey, historyWriteKey } = collectorOf(installation);
  for (const service of SERVICE_NAMES) {
    const told = JSON.stringify(serviceEnvironment(installation, service, {}));
    expect(told).not.toContain(writeKey);
    expect(told).not.toContain(historyWriteKey);
  }
});

test("no two services share a health port", () => {
  const ports = SERVICE_NAMES.map(
    (service) => serviceEnvironment(installation, service, {})["HEALTH_PORT"],
  );
  expect(new Set(ports).size).toBe(SERVICE_NAMES.length);
});

test("CONFIG_DIR and LOG_LEVEL of the caller are passed on, and have the documented defaults", () => {
  expect(serviceEnvironment(installation, "clickhouse-to-scores", {})).toMatchObject({
    CONFIG_DIR: "./config",
    LOG_LEVEL: "info",
  });
  const outer = { CONFIG_DIR: "/etc/mimamori", LOG_LEVEL: "debug" };
  expect(serviceEnvironment(installation, "clickhouse-to-scores", outer)).toMatchObject(outer);
});
