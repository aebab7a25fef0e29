import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { JobDefinition } from "./catalogue.ts";
import { JobError } from "./errors.ts";
import { pauseBeforeRetry } from "./retries.ts";

const HOUR_MS = 3_600_000;
const kept = { ageSeconds: 60, count: 100 };
const daily: JobDefinition = {
  schema: z.object({}),
  result: z.number(),
  timeoutMs: 1_000,
  attempts: 3,
  keepsTrying: true,
  backoffMs: 2_000,
  keepCompleted: kept,
  keepFailed: kept,
};
const tick: JobDefinition = { ...daily, attempts: 1, keepsTrying: false };
const outage = Object.assign(new Error("the disk is full"), { retryable: true });
const bug = new TypeError("undefined is not a function");

const pauses = (job: JobDefinition, error: Error, ageMs = 0) =>
  [1, 2, 3, 4, 8, 9, 100].map((attempts) => pauseBeforeRetry(job, error, attempts, ageMs));

describe("a job that failed", () => {
  it("because an engine was away is tried until that is over, at the latest every five minutes, for a day", () => {
    expect(pauses(daily, outage)).toEqual([2_000, 4_000, 8_000, 16_000, 256_000, 300_000, 300_000]);
    expect(pauses(daily, outage, 23 * HOUR_MS)).not.toContain(-1);
    expect(pauses(daily, outage, 25 * HOUR_MS)).toEqual([-1, -1, -1, -1, -1, -1, -1]);
  });

  it("for any other reason is tried as often as the catalogue says", () => {
    expect(pauses(daily, bug)).toEqual([2_000, 4_000, -1, -1, -1, -1, -1]);
    expect(pauses(daily, new JobError("job_timed_out", "too slow"))[2]).toBe(-1);
  });

  it("is not tried again when it is a tick: the next one does its work", () => {
    expect(pauses(tick, outage)[0]).toBe(-1);
  });
});
