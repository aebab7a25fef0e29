import { Registry } from "prom-client";
import { beforeEach, describe, expect, it } from "vitest";
import type { Log } from "./log.ts";
import { createWaits } from "./waits.ts";
import type { Waits } from "./waits.ts";

let nowMs = 0;
let said: string[] = [];
let registry: Registry;
let waits: Waits;

const full = Object.assign(new Error("the disk is full"), { code: "CLICKHOUSE_243" });
const away = Object.assign(new Error("nobody answers"), { code: "CLICKHOUSE_UNREACHABLE" });

beforeEach(() => {
  nowMs = Date.UTC(2026, 0, 1);
  said = [];
  const say = (_fields: object, message: string): void => void said.push(message);
  registry = new Registry();
  waits = createWaits({ warn: say, info: say } as unknown as Log, registry, () => nowMs);
});

async function samples(name: string): Promise<unknown[]> {
  const metric = await registry.getSingleMetric(name)?.get();
  return (metric?.values ?? []).map(({ labels, value }) => [labels["what"], labels["code"], value]);
}

describe("what a service waits out", () => {
  it("is said once when it begins and once when it is over, however often it failed", () => {
    for (let tries = 0; tries < 20; tries++) {
      waits.begin("facts", full);
      nowMs += 10_000;
    }
    waits.end("facts");
    waits.end("facts");
    expect(said).toEqual(["waiting to go on with facts", "going on with facts"]);
  });

  it("is said again every five minutes, and when the reason is another one", () => {
    waits.begin("facts", full);
    nowMs += 299_000;
    waits.begin("facts", full);
    expect(said).toHaveLength(1);
    nowMs += 1_000;
    waits.begin("facts", full);
    expect(said).toHaveLength(2);
    waits.begin("facts", away);
    expect(said).toHaveLength(3);
  });

  it("has a sample only while it lasts, and only under its present code", async () => {
    expect(await samples("mimamori_waiting")).toEqual([]);
    waits.begin("facts", full);
    waits.begin("facts", away);
    waits.begin("usage.events", full);
    expect(await samples("mimamori_waiting")).toEqual([
      ["facts", "CLICKHOUSE_UNREACHABLE", 1],
      ["usage.events", "CLICKHOUSE_243", 1],
    ]);
    waits.end("facts");
    waits.end("usage.events");
    expect(await samples("mimamori_waiting")).toEqual([]);
  });

  it("counts every failure by its code, also those that are tried again at once", async () => {
    waits.begin("facts", full);
    waits.begin("facts", full);
    waits.count("facts", away);
    waits.end("facts");
    expect(await samples("mimamori_retries_total")).toEqual([
      ["facts", "CLICKHOUSE_243", 2],
      ["facts", "CLICKHOUSE_UNREACHABLE", 1],
    ]);
    expect(waits.list()).toEqual([]);
  });

  it("is listed with its reason and since when, the longest wait first", () => {
    waits.begin("facts", full);
    nowMs += 60_000;
    waits.begin("usage.events", away);
    waits.begin("facts", full);
    expect(waits.list()).toEqual([
      {
        what: "facts",
        code: "CLICKHOUSE_243",
        reason: "the disk is full",
        since: "2026-01-01T00:00:00.000Z",
        failures: 2,
      },
      {
        what: "usage.events",
        code: "CLICKHOUSE_UNREACHABLE",
        reason: "nobody answers",
        since: "2026-01-01T00:01:00.000Z",
        failures: 1,
      },
    ]);
  });
});
