import { expect, test } from "vitest";
import { partitionsOf } from "./service-state.ts";
import type { StatusReport } from "./status-report.ts";
import { renderStatus } from "./status-text.ts";

const NOW = new Date("2026-01-01T00:05:00.000Z");

const report: StatusReport = {
  stateDir: "/state",
  purpose: "own",
  engines: [
    { engine: "kafka", pid: 7, ports: [9092, 9093] },
    { engine: "redis", pid: undefined, ports: [6379] },
  ],
  services: [
    { service: "http-to-kafka", pid: 8, ready: false, stuck: undefined, waits: [] },
    {
      service: "kafka-to-clickhouse",
      pid: 9,
      ready: true,
      stuck: "facts: has not turned for 1900 s",
      waits: [
        {
          what: "usage.events",
          code: "CLICKHOUSE_243",
          reason: "not enough space",
          since: "2026-01-01T00:00:00.000Z",
          failures: 12,
        },
      ],
    },
    {
      service: "clickhouse-to-scores",
      pid: undefined,
      ready: false,
      stuck: undefined,
      waits: undefined,
    },
  ],
  partitions: [
    { topic: "usage.events", partition: 0, lag: 1000, oldestSeconds: 310, paused: true },
    { topic: "usage.events", partition: 1, lag: 200, oldestSeconds: 45, paused: false },
    { topic: "usage.events", partition: 2, lag: 0, oldestSeconds: 0, paused: false },
  ],
  refusedToday: { not_json: 1200, unknown_type: 2 },
  openLetters: { not_json: 2000, wrong_topic: 1 },
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
  const text = renderStatus(report, NOW);
  expect(text).toMatch(/kafka +running on port 9092 \(process 7\)/);
  expect(text).toMatch(/redis +not running/);
  expect(text).toMatch(/http-to-kafka +running, not ready \(process 8\)/);
  expect(text).toMatch(/kafka-to-clickhouse +ready, but has to wait \(process 9\)/);
  expect(text).toMatch(/usage\.events, for 5 min and 12 tries: CLICKHOUSE_243\n +not enough space/);
  expect(text).toMatch(/stuck: facts: has not turned for 1900 s; it should be restarted/);
  expect(text).toMatch(/clickhouse-to-scores +not running/);
  expect(text).toMatch(
    /waiting in Kafka +usage\.events 1,200, the oldest for 5 min; 1 of its partitions rest, see above\n/,
  );
  expect(text).toMatch(/refused today +not_json 1,200, unknown_type 2\n/);
  expect(text).toMatch(/open dead letters +2,001; see `\.\/mimamori dead-letters list`\n/);
  expect(text).toMatch(/last score run +live \(all\) .* complete .* 400 accounts scored/);
  expect(text).toContain("http://127.0.0.1:8080/v1/events");
});

test("what cannot be read is unknown, never zero", () => {
  const text = renderStatus(
    {
      ...report,
      lag: undefined,
      partitions: undefined,
      settledAt: undefined,
      lastScoreRun: undefined,
      refusedToday: undefined,
      openLetters: undefined,
    },
    NOW,
  );
  expect(text).toMatch(/waiting in Kafka +unknown/);
  expect(text).toMatch(/refused today +unknown/);
  expect(text).toMatch(/open dead letters +unknown/);
  expect(text).toMatch(/settled through +nothing yet/);
  expect(text).toMatch(/last score run +none yet/);
});

test("the age of what waits is unknown when the worker does not know that of every partition", () => {
  const [first] = report.partitions ?? [];
  if (first === undefined) throw new Error("no partition");
  const partitions = [first, { ...first, partition: 1, oldestSeconds: undefined }];
  const text = renderStatus({ ...report, partitions }, NOW);
  expect(text).toContain("usage.events 1,200, for an unknown time");
});

test("partitions are read out of the worker's metrics, and NaN stays unknown", () => {
  const exposition = `# HELP mimamori_lag_records x
mimamori_lag_records{topic="usage.events",partition="0"} 12
mimamori_lag_records{topic="usage.events",partition="1"} Nan
mimamori_oldest_unprocessed_seconds{topic="usage.events",partition="0"} 3.5
mimamori_oldest_unprocessed_seconds{topic="usage.events",partition="1"} Nan
mimamori_partition_paused{topic="usage.events",partition="0"} 1
`;
  expect(partitionsOf(exposition)).toEqual([
    { topic: "usage.events", partition: 0, lag: 12, oldestSeconds: 3.5, paused: true },
    { topic: "usage.events", partition: 1, lag: NaN, oldestSeconds: undefined, paused: false },
  ]);
});
