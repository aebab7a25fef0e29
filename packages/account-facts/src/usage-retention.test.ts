import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeRetention } from "./usage-retention.ts";
import type { RetentionStep } from "./usage-retention.ts";

const DAY_MS = 86_400_000;
const KEPT_FROM = Date.UTC(2026, 3, 1);
const IN_FORCE = Date.UTC(2026, 6, 1);
const step = { keepFromMs: KEPT_FROM, inForceFromMs: IN_FORCE, isDropped: false };
const at = (timeMs: number, occurredAtMs = timeMs) => ({ timeMs, occurredAtMs });

describe("judgeRetention", () => {
  test("keeps everything where nothing expires, and what happened since the first kept day", () => {
    expect(judgeRetention([], at(0), IN_FORCE)).toBe("kept");
    expect(judgeRetention([step], at(KEPT_FROM), IN_FORCE + DAY_MS)).toBe("kept");
  });

  test("is too late for what the broker appended when the step was in force, and not a millisecond earlier", () => {
    expect(judgeRetention([step], at(KEPT_FROM - 1), IN_FORCE)).toBe("too-late");
    expect(judgeRetention([step], at(KEPT_FROM - 1), IN_FORCE - 1)).toBe("kept");
  });

  test("goes by the earlier of an event's two times: its raw row lies in the month of one, its fact in the day of the other", () => {
    expect(judgeRetention([step], at(KEPT_FROM - 1, KEPT_FROM), IN_FORCE)).toBe("too-late");
    expect(judgeRetention([step], at(KEPT_FROM, KEPT_FROM - 1), IN_FORCE)).toBe("too-late");
  });

  test("what was stored in its time and has expired is neither stored again nor refused when it is read again", () => {
    const dropped = { ...step, isDropped: true };
    expect(judgeRetention([dropped], at(KEPT_FROM - 1), IN_FORCE - DAY_MS)).toBe("expired");
    expect(judgeRetention([dropped], at(KEPT_FROM - 1), IN_FORCE)).toBe("too-late");
  });

  test("whether a record is too late never changes: later steps concern only what is appended later", () => {
    const moment = fc.integer({ min: KEPT_FROM - 100 * DAY_MS, max: IN_FORCE + 100 * DAY_MS });
    fc.assert(
      fc.property(moment, moment, fc.array(fc.integer({ min: 1, max: 90 })), (time, late, gaps) => {
        const appended = Math.max(time, late);
        const steps: RetentionStep[] = [step];
        const before = judgeRetention(steps, at(time), appended);
        let days = 0;
        for (const gap of gaps) {
          days += gap;
          const [keepFromMs, inForceFromMs] = [KEPT_FROM, IN_FORCE].map((ms) => ms + days * DAY_MS);
          if (inForceFromMs! <= appended) continue;
          steps.push({ keepFromMs: keepFromMs!, inForceFromMs: inForceFromMs!, isDropped: true });
        }
        const after = judgeRetention(steps, at(time), appended);
        expect(after === "too-late").toBe(before === "too-late");
      }),
    );
  });
});
