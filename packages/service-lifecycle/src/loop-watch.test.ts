import { Registry } from "prom-client";
import { expect, test } from "vitest";
import type { HealthCheck } from "./health-server.ts";
import { createLoopWatch } from "./loop-watch.ts";

test("a loop that turns is well however long it turns; one that stands still is named", async () => {
  let nowMs = 0;
  const checks = new Map<string, HealthCheck>();
  const registry = new Registry();
  const watchLoop = createLoopWatch(
    (name, check) => void checks.set(name, check),
    registry,
    () => nowMs,
  );
  const beat = watchLoop("facts", 60_000);
  for (let turn = 0; turn < 100; turn++) {
    nowMs += 60_000;
    expect(checks.get("facts")?.()).toBeUndefined();
    beat();
  }
  nowMs += 61_000;
  expect(checks.get("facts")?.()).toBe("has not turned for 61 s");
  const [silence] = (await registry.getMetricsAsJSON()).flatMap(({ values }) => values);
  expect(silence).toMatchObject({ labels: { loop: "facts" }, value: 61 });
  beat();
  expect(checks.get("facts")?.()).toBeUndefined();
});
