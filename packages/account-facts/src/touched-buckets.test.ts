import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EARLIEST_TIME_MS, LATEST_TIME_MS } from "@mimamori/event-contracts";
import { validEvent } from "./event-fixture.ts";
import { touchedBuckets } from "./touched-buckets.ts";

const ZONES = [
  "UTC",
  "Asia/Tokyo",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
];

function usageDayOf(ms: number, zone: string): string | undefined {
  const time = new Date(ms).toISOString();
  const event = validEvent("usage.session_started.v1", "A", time, { user: "u" });
  return touchedBuckets(zone)(event)[0]?.bucket;
}

describe("the day of an event", () => {
  test("is the company's, in every zone and at every moment", () => {
    const instant = fc.integer({ min: EARLIEST_TIME_MS, max: LATEST_TIME_MS - 1 });
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES), (ms, zone) => {
        const local = new Date(ms).toLocaleDateString("sv-SE", { timeZone: zone });
        expect(usageDayOf(ms, zone)).toBe(local);
      }),
      { numRuns: 500 },
    );
  });

  test("changes at midnight of the day on which the clocks change", () => {
    // New York, 8 March 2026: midnight at -05:00, the next one at -04:00.
    expect(usageDayOf(Date.UTC(2026, 2, 8, 4, 59), "America/New_York")).toBe("2026-03-07");
    expect(usageDayOf(Date.UTC(2026, 2, 8, 5, 0), "America/New_York")).toBe("2026-03-08");
    expect(usageDayOf(Date.UTC(2026, 2, 9, 3, 59), "America/New_York")).toBe("2026-03-08");
    expect(usageDayOf(Date.UTC(2026, 2, 9, 4, 0), "America/New_York")).toBe("2026-03-09");
  });

  test("follows the corrected time, not the time as sent", () => {
    const event = validEvent(
      "usage.session_started.v1",
      "A",
      "2031-01-01T00:00:00Z",
      { user: "u" },
      { occurredat: "2026-01-01T15:00:00Z" },
    );
    expect(touchedBuckets("Asia/Tokyo")(event)).toEqual([
      { family: "usage_days", bucket: "2026-01-02" },
    ]);
  });
});

describe("an event about who is who", () => {
  const time = "2026-01-01T00:00:00Z";

  test("touches the subject whose events may change hands, not the account that it names", () => {
    const link = validEvent("account.user_linked.v1", "A", time, { user: "7" });
    expect(touchedBuckets("UTC")(link)).toEqual([{ family: "identity", bucket: "user:7" }]);
    const merge = validEvent("account.account_merged.v1", "A", time, { merged_account: "B" });
    expect(touchedBuckets("UTC")(merge)).toEqual([{ family: "identity", bucket: "B" }]);
    const retracted = { subject: "C", time, source: "test", id: "x" };
    const retraction = validEvent("account.event_retracted.v1", "A", time, { retracted });
    expect(touchedBuckets("UTC")(retraction)).toEqual([{ family: "identity", bucket: "C" }]);
  });
});

test("a zone that does not exist is refused", () => {
  expect(() => usageDayOf(EARLIEST_TIME_MS, "Mars/Olympus")).toThrow(RangeError);
});
