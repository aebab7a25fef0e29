import { describe, expect, it } from "vitest";
import { withRetry } from "./with-retry.ts";
import type { RetryOptions } from "./with-retry.ts";

const transient = Object.assign(new Error("too many parts"), { retryable: true });
const refused = Object.assign(new Error("type mismatch"), { retryable: false });

function recordPauses(): { pausesMs: number[]; options: RetryOptions } {
  const pausesMs: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    pausesMs.push(ms);
    return Promise.resolve();
  };
  return { pausesMs, options: { sleep, random: () => 0 } };
}

describe("withRetry", () => {
  it("never gives up on a passing failure, and pauses twice as long each time up to the longest", async () => {
    const { pausesMs, options } = recordPauses();
    let calls = 0;
    const work = (): Promise<string> =>
      ++calls > 50 ? Promise.resolve("done") : Promise.reject(transient);
    await expect(withRetry(work, options)).resolves.toBe("done");
    expect(pausesMs).toHaveLength(50);
    expect(pausesMs.slice(0, 9)).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
  });

  it("shortens pauses at random by up to half", async () => {
    const { pausesMs, options } = recordPauses();
    let calls = 0;
    const work = (): Promise<void> => (++calls > 2 ? Promise.resolve() : Promise.reject(transient));
    await withRetry(work, { ...options, random: () => 0.999_999 });
    expect(pausesMs.map(Math.round)).toEqual([50, 100]);
  });

  it("throws at once what waiting cannot cure", async () => {
    const { pausesMs, options } = recordPauses();
    await expect(withRetry(() => Promise.reject(refused), options)).rejects.toBe(refused);
    await expect(withRetry(() => Promise.reject(new TypeError("bug")), options)).rejects.toThrow(
      "bug",
    );
    expect(pausesMs).toEqual([]);
  });

  it("throws the last failure when the attempts are used up", async () => {
    const { pausesMs, options } = recordPauses();
    const work = (): Promise<void> => Promise.reject(transient);
    await expect(withRetry(work, { ...options, attempts: 3 })).rejects.toBe(transient);
    expect(pausesMs).toEqual([100, 200]);
  });

  it("stops waiting when it is aborted", async () => {
    const abort = new AbortController();
    const waiting = withRetry(() => Promise.reject(transient), {
      signal: abort.signal,
      onRetry: () => {
        abort.abort(new Error("stopping"));
      },
    });
    await expect(waiting).rejects.toThrow("stopping");
  });
});
