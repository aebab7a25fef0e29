import { ClickhouseError } from "@mimamori/clickhouse-tables";
import { createLog, MetricsRegistry } from "@mimamori/service-lifecycle";
import { describe, expect, it } from "vitest";
import { isDue, runFactsLoop } from "./facts-loop.ts";
import { createMetrics } from "./metrics.ts";

const NOW = 1_000_000;
const loop = (backlog: number | undefined, ours = true) => ({
  isOurs: () => ours,
  backlogRecords: () => backlog,
  now: () => NOW,
});

describe("isDue", () => {
  it("recomputes at once when the worker has caught up", () => {
    expect(isDue(loop(0), NOW - 1)).toBe(true);
    expect(isDue(loop(100), NOW - 1)).toBe(true);
  });

  it("waits while a backlog would touch the same buckets again, but not for ever", () => {
    expect(isDue(loop(1_000_000), NOW - 59_000)).toBe(false);
    expect(isDue(loop(1_000_000), NOW - 60_000)).toBe(true);
  });

  it("takes a backlog that is not known for a large one", () => {
    expect(isDue(loop(undefined), NOW - 1)).toBe(false);
    expect(isDue(loop(undefined), NOW - 60_000)).toBe(true);
  });

  it("leaves it to the worker whose turn it is", () => {
    expect(isDue(loop(0, false), 0)).toBe(false);
  });
});

describe("runFactsLoop", () => {
  it("waits for a ClickHouse that is away when the worker starts, instead of ending the worker", async () => {
    const away = new ClickhouseError("CLICKHOUSE_UNREACHABLE", "transient", "away", undefined);
    const stop = new AbortController();
    let attempts = 0;
    await runFactsLoop(
      {
        ...loop(0),
        partitions: () => 16,
        markOutdated: () => (++attempts < 3 ? Promise.reject(away) : Promise.resolve()),
        recompute: () => {
          stop.abort();
          return Promise.resolve({ marks: 0, buckets: {}, emptied: true, settledAt: undefined });
        },
        log: createLog("test", "error"),
        metrics: createMetrics(new MetricsRegistry()),
        waits: { begin: () => undefined, end: () => undefined },
        beat: () => undefined,
      },
      stop.signal,
    );
    expect(attempts).toBe(3);
  });
});
