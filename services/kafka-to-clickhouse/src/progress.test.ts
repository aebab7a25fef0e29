import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { settle } from "./progress.ts";

const at = (lag: bigint) => ({
  topic: "usage.events",
  partition: 0,
  endOffset: 100n + lag,
  nextOffset: 100n,
  lag,
});
const ASKED = Date.UTC(2026, 0, 1);

describe("settle", () => {
  it("settles a partition that is read to its end through a little before the question", () => {
    expect(settle(at(0n), ASKED, undefined).settledThroughMs).toBe(ASKED - 2_000);
  });

  it("settles a partition with a backlog only before its last stored record", () => {
    expect(settle(at(1n), ASKED, ASKED - 60_000).settledThroughMs).toBe(ASKED - 60_001);
  });

  it("settles nothing of a partition that has a backlog and of which nothing is known", () => {
    expect(settle(at(1n), ASKED, undefined).settledThroughMs).toBe(0);
  });

  it("never settles a moment in which a record that is not stored may have been appended", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 600_000 }), (storedAgoMs, waitingAgoMs) => {
        // A record waits that was appended after, or in the same millisecond as, the last stored one.
        const storedMs = ASKED - waitingAgoMs - storedAgoMs;
        const waitingMs = ASKED - waitingAgoMs;
        expect(settle(at(1n), ASKED, storedMs).settledThroughMs).toBeLessThan(waitingMs);
      }),
    );
  });
});
