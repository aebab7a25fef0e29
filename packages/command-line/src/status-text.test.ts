import { expect, test } from "vitest";
import type { StatusReport } from "./status-report.ts";
import { renderStatus } from "./status-text.ts";

const report: StatusReport = {
  stateDir: "/state",
  purpose: "own",
  engines: [
    { engine: "kafka", pid: 7, ports: [9092, 9093] },
    { engine: "redis", pid: undefined, ports: [6379] },
  ],
  services: [{ service: "http-to-kafka", pid: 8, ready: false }],
  lag: { "usage.events": 1200, "billing.events": 0 },
  settledAt: "2026-01-01T00:00:00.000Z",
  lastScoreRun: {
    run_id: "r",
    kind: "live",
    scope: "all",
    as_of: "2026-01-01T00:00:00.000Z",
    status: "complete",
    accounts_scored: 400,
    completed_at: "2026-01-01T00:00:05.000Z",
  },
  collector: { url: "http://127.0.0.1:8080", writeKey: "secret" },
};

test("what does not run, what is not ready and what waits is said", () => {
  const text = renderStatus(report);
  expect(text).toMatch(/kafka +running on port 9092 \(process 7\)/);
  expect(text).toMatch(/redis +not running/);
  expect(text).toMatch(/http-to-kafka +running, not ready \(process 8\)/);
  expect(text).toMatch(/waiting in Kafka +usage\.events 1,200\n/);
  expect(text).toMatch(/last score run +live \(all\) .* complete .* 400 accounts scored/);
  expect(text).toContain("http://127.0.0.1:8080/v1/events");
});

test("what cannot be read is unknown, never zero", () => {
  const text = renderStatus({
    ...report,
    lag: undefined,
    settledAt: undefined,
    lastScoreRun: undefined,
  });
  expect(text).toMatch(/waiting in Kafka +unknown/);
  expect(text).toMatch(/settled through +nothing yet/);
  expect(text).toMatch(/last score run +none yet/);
});
