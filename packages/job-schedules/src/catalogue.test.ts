import { expect, it } from "vitest";
import { z } from "zod";
import { defineJobs, parsePayload } from "./catalogue.ts";
import type { JobDefinition } from "./catalogue.ts";

const plain = {
  result: z.null(),
  timeoutMs: 1_000,
  attempts: 1,
  backoffMs: 100,
  keepCompleted: { ageSeconds: 60, count: 10 },
  keepFailed: { ageSeconds: 60, count: 10 },
} satisfies Omit<JobDefinition, "schema">;

it("a scheduled job whose schema refuses an empty payload cannot be declared", () => {
  const job = { ...plain, schema: z.object({ asOf: z.string() }), schedule: { everyMs: 1_000 } };
  expect(() => defineJobs({ queue: "q", concurrency: 1, jobs: { job } })).toThrow(
    /job has a schedule/,
  );
});

it("a payload that its schema refuses is an error that names the place", () => {
  const job = { ...plain, schema: z.object({ asOf: z.string() }) };
  expect(() => parsePayload("score-as-of", job, { asOf: 3 })).toThrow(/score-as-of[^]*asOf/);
});
