import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { faultOfTimeFormat, timeReader } from "./time-formats.ts";

function utc(format: string, text: string, zone = "UTC"): string | undefined {
  const ms = timeReader(format, zone)(text);
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

describe("time formats", () => {
  it.each([
    ["ISO", "2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["ISO", "2024-02-29 23:59", "2024-02-29T23:59:00.000Z"],
    ["ISO", "2024-02-29T23:59:58.123456Z", "2024-02-29T23:59:58.123Z"],
    ["ISO", "2024-02-29T23:59:58+09:00", "2024-02-29T14:59:58.000Z"],
    ["DD-MM-YYYY", "28-04-2024", "2024-04-28T00:00:00.000Z"],
    ["DD-MM-YYYY HH:mm", "28-04-2024 03:00", "2024-04-28T03:00:00.000Z"],
    ["YYYY/M/D H:mm:ss", "2024/4/8 3:00:01", "2024-04-08T03:00:01.000Z"],
    ["M/D/YYYY h:mm A", "4/8/2024 12:05 am", "2024-04-08T00:05:00.000Z"],
    ["M/D/YYYY h:mm A", "4/8/2024 12:05 PM", "2024-04-08T12:05:00.000Z"],
    ["YYYYMMDDHHmmssSSS", "20240408030001250", "2024-04-08T03:00:01.250Z"],
    ["YYYY年MM月DD日", "2024年04月08日", "2024-04-08T00:00:00.000Z"],
    ["epoch_seconds", "1712545201.5", "2024-04-08T03:00:01.500Z"],
    ["epoch_milliseconds", "1712545201500", "2024-04-08T03:00:01.500Z"],
  ])("reads %s from %s", (format, text, expected) => {
    expect(utc(format, text)).toBe(expected);
  });

  it.each([
    ["ISO", "31.12.2024"],
    ["ISO", "2023-02-29"],
    ["DD-MM-YYYY", "31-02-2024"],
    ["DD-MM-YYYY", "01-13-2024"],
    ["DD-MM-YYYY", "1-1-2024"],
    ["DD-MM-YYYY", "01-01-2024 10:00"],
    ["YYYY-MM-DD HH:mm", "2024-01-01 24:00"],
    ["YYYY-MM-DD HH:mm", "2024-01-01 10:60"],
    ["YYYY-MM-DD hh:mm A", "2024-01-01 13:00 PM"],
    ["epoch_seconds", "2024-01-01"],
  ])("finds no moment as %s in %s", (format, text) => {
    expect(utc(format, text)).toBeUndefined();
  });

  it("takes a time without offset for the zone's wall clock", () => {
    expect(utc("YYYY-MM-DD", "2024-04-08", "Asia/Tokyo")).toBe("2024-04-07T15:00:00.000Z");
    expect(utc("ISO", "2024-07-01 00:00", "America/New_York")).toBe("2024-07-01T04:00:00.000Z");
    expect(utc("ISO", "2024-07-01T00:00:00Z", "America/New_York")).toBe("2024-07-01T00:00:00.000Z");
  });

  it("counts a skipped hour on from the hour before, and takes a repeated one as the first", () => {
    expect(utc("ISO", "2024-03-31 02:30", "Europe/Berlin")).toBe("2024-03-31T01:30:00.000Z");
    expect(utc("ISO", "2024-10-27 02:30", "Europe/Berlin")).toBe("2024-10-27T00:30:00.000Z");
  });

  it("reads back every moment that Intl writes for a zone, except a repeated hour's second pass", () => {
    const zones = [
      "Asia/Tokyo",
      "Europe/Berlin",
      "America/St_Johns",
      "Australia/Lord_Howe",
      "Asia/Kathmandu",
    ];
    const seconds = fc.integer({
      min: Date.UTC(1990, 0, 1) / 1000,
      max: Date.UTC(2030, 0, 1) / 1000,
    });
    fc.assert(
      fc.property(fc.constantFrom(...zones), seconds, (zone, second) => {
        const format = new Intl.DateTimeFormat("sv-SE", {
          timeZone: zone,
          dateStyle: "short",
          timeStyle: "medium",
        });
        const written = format.format(second * 1000);
        const read = timeReader("ISO", zone)(written) ?? Number.NaN;
        expect(format.format(read)).toBe(written);
        expect(second * 1000 - read).toBeGreaterThanOrEqual(0);
        expect(second * 1000 - read).toBeLessThanOrEqual(3_600_000);
      }),
    );
  });

  it("says what is wrong with a format", () => {
    expect(faultOfTimeFormat("DD-MM-YYYY")).toBeUndefined();
    expect(faultOfTimeFormat("DD-MM")).toContain('found "DD-MM"');
    expect(faultOfTimeFormat("YYYY-MM-DD DD")).toContain("once each");
  });
});
