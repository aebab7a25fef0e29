import { describe, expect, it } from "vitest";
import { isDue } from "./facts-loop.ts";

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
