import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { snapshotData, snapshotsOf } from "./subscription-terms.ts";
import type { Term, TermRules } from "./subscription-terms.ts";

const DAY_MS = 86_400_000;

/** A term from day to day (counted from an arbitrary day 0); no end with Infinity. */
function term(start: number, end: number, price = 1000): Term {
  return {
    account: "a",
    subscription: "s",
    product: "p",
    startMs: start * DAY_MS,
    endMs: Number.isFinite(end) ? end * DAY_MS : undefined,
    amountMinor: price,
    currency: "USD",
    intervalMonths: 1,
    discountShare: undefined,
    seats: undefined,
    status: "active",
    autoRenew: undefined,
  };
}

function rules(changes: Partial<TermRules> = {}): TermRules {
  return { dataEndAtMs: 1000 * DAY_MS, gapToleranceMs: 0, endMeans: "period_end", ...changes };
}

/** "start@0" and "end@30 since 0": what the snapshots say, in their order. */
function story(terms: readonly Term[], changes: Partial<TermRules> = {}): string[] {
  return snapshotsOf(terms, rules(changes)).map(({ isEnd, atMs, startedAtMs }) =>
    [isEnd ? "end" : "start", `@${atMs / DAY_MS}`, ` since ${startedAtMs / DAY_MS}`].join(""),
  );
}

describe("terms of a subscription", () => {
  it("continue it when one follows the other, and end it where nothing follows", () => {
    expect(story([term(0, 30), term(30, 60)])).toEqual([
      "start@0 since 0",
      "start@30 since 0",
      "end@60 since 0",
    ]);
  });

  it("leave it running when the data end first, and not when they end on that day", () => {
    expect(story([term(0, 30)], { dataEndAtMs: 30 * DAY_MS - 1 })).toEqual(["start@0 since 0"]);
    expect(story([term(0, 30)], { dataEndAtMs: 30 * DAY_MS })).toEqual([
      "start@0 since 0",
      "end@30 since 0",
    ]);
  });

  it("never end it without an end", () => {
    expect(story([term(0, Infinity)])).toEqual(["start@0 since 0"]);
  });

  it("end it and start it anew over a gap, unless the gap is tolerated", () => {
    const terms = [term(0, 30), term(32, 60)];
    expect(story(terms)).toEqual([
      "start@0 since 0",
      "end@30 since 0",
      "start@32 since 32",
      "end@60 since 32",
    ]);
    expect(story(terms, { gapToleranceMs: 2 * DAY_MS })).toEqual([
      "start@0 since 0",
      "start@32 since 0",
      "end@60 since 0",
    ]);
  });

  it("end together when they overlap, with the one that ends last", () => {
    expect(story([term(0, 60), term(10, 30)])).toEqual([
      "start@0 since 0",
      "start@10 since 0",
      "end@60 since 0",
    ]);
  });

  it("let an end yield to a start at the same moment, but not to the start of the same term", () => {
    const [, , end] = snapshotsOf([term(0, 30), term(30, 60)], rules());
    const [start, ownEnd] = snapshotsOf([term(60, 60)], rules());
    expect(end!.sequence).toBeLessThan(start!.sequence);
    expect(ownEnd!.sequence).toBeGreaterThan(start!.sequence);
  });

  it("do not tell a cancellation before it happens", () => {
    const cancelled = rules({ endMeans: "cancellation" });
    const [start, end] = snapshotsOf([term(0, 30)], cancelled);
    expect(JSON.stringify(snapshotData(start!, cancelled))).not.toContain("1970-01-31");
    expect(snapshotData(end!, cancelled)).toMatchObject({
      status: "ended",
      ended_at: "1970-01-31T00:00:00.000Z",
    });
  });

  it("tell the end of a paid period from its start, and renew there", () => {
    const [start, end] = snapshotsOf([term(0, 30)], rules());
    const period = {
      period_start: "1970-01-01T00:00:00.000Z",
      period_end: "1970-01-31T00:00:00.000Z",
    };
    expect(snapshotData(start!, rules())).toMatchObject({
      ...period,
      renews_at: period.period_end,
      status: "active",
    });
    expect(snapshotData(end!, rules())).not.toHaveProperty("renews_at");
  });

  it("tell nothing that a shorter export, cut at any day, would not have told", () => {
    const lengths = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 40 })),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(lengths, fc.integer({ min: 0, max: 300 }), (gapsAndLengths, cut) => {
        let at = 0;
        const terms = gapsAndLengths.map(([gap, length]) => {
          const start = at + gap;
          at = start + length;
          return term(start, at);
        });
        const known = terms.filter(({ startMs }) => startMs <= cut * DAY_MS);
        const until = (snapshots: string[]) =>
          snapshots.filter((each) => Number(/@(\d+)/.exec(each)![1]) <= cut);
        expect(until(story(known, { dataEndAtMs: cut * DAY_MS }))).toEqual(until(story(terms)));
      }),
    );
  });
});
