import { describe, expect, it } from "vitest";
import { parseEvent } from "@mimamori/event-contracts";
import type { AccountMonth } from "./churn.ts";
import { simulate } from "./company.ts";
import type { SimulationOptions } from "./company.ts";
import { keyOfDelivery, SHARE_BAD, SHARE_DUPLICATES, topicOfDelivery } from "./delivery.ts";
import type { Delivery } from "./delivery.ts";
import { fingerprint } from "./hashing.ts";
import { emptyLedger, record } from "./ledger.ts";

const UNTIL_MS = Date.UTC(2026, 10, 22);
const SMALL: SimulationOptions = { seed: 7, accounts: 30, months: 4, untilMs: UNTIL_MS };

function* deliveries(options: SimulationOptions): Generator<Delivery> {
  for (const day of simulate(options)) yield* day.deliveries;
}

/** One number for every byte that is sent, and its order. */
function digestOfStream(options: SimulationOptions): number {
  let digest = 0;
  for (const delivery of deliveries(options)) {
    digest = fingerprint(
      `${digest}${topicOfDelivery(delivery)}${keyOfDelivery(delivery)}${delivery.value}`,
    );
  }
  return digest;
}

/** The distinct events of the first accounts, as they are sent. */
function valuesOfFirst(accounts: number, options: SimulationOptions): Set<string> {
  const values = new Set<string>();
  for (const delivery of deliveries(options)) {
    const subject = keyOfDelivery(delivery);
    const index = /^acc-(\d+)/.exec(subject)?.[1];
    if (index !== undefined && Number(index) < accounts) values.add(delivery.value);
  }
  return values;
}

describe("simulate", () => {
  it("sends the same bytes in the same order for the same seed, and others for another", () => {
    expect(digestOfStream(SMALL)).toBe(digestOfStream(SMALL));
    expect(digestOfStream({ ...SMALL, seed: 8 })).not.toBe(digestOfStream(SMALL));
  });

  it("leaves the first accounts as they are when there are more accounts", () => {
    const few = valuesOfFirst(10, { ...SMALL, accounts: 10 });
    expect(few.size).toBeGreaterThan(1_000);
    expect(valuesOfFirst(10, { ...SMALL, accounts: 25 })).toEqual(few);
  });

  it("sends good events that the contracts take, in their own topic, known within the history", () => {
    const types = new Set<string>();
    for (const delivery of deliveries({ ...SMALL, accounts: 60, months: 8 })) {
      if (delivery.kind === "bad") continue;
      const parsed = parseEvent(JSON.parse(delivery.value));
      if (!parsed.ok) throw new Error(`${parsed.reason}: ${delivery.value}`);
      const { event } = parsed;
      const { subject, timeMs, source, id, topic } = delivery.event;
      expect({ subject, timeMs, source, id, topic }).toEqual({
        subject: event.subject,
        timeMs: event.timeMs,
        source: event.source,
        id: event.id,
        topic: event.topic,
      });
      expect(event.knownAtMs).toBeLessThan(UNTIL_MS);
      expect(event.knownAtMs).toBeGreaterThanOrEqual(event.timeMs);
      types.add(event.type);
    }
    expect(types.size).toBeGreaterThanOrEqual(18);
  });

  it("sends bad events that fail with exactly their code; those that only a clock can judge are well formed", () => {
    const judgedByClock = new Set(["time_before_history", "time_in_future", "known_at_in_future"]);
    const seen = new Map<string, number>();
    for (const delivery of deliveries({ ...SMALL, accounts: 120, months: 6 })) {
      if (delivery.kind !== "bad") continue;
      seen.set(delivery.code, (seen.get(delivery.code) ?? 0) + 1);
      const found = codeOf(delivery);
      expect([delivery.code, found]).toEqual([
        delivery.code,
        judgedByClock.has(delivery.code) ? "well formed" : delivery.code,
      ]);
      if (delivery.code === "time_before_history")
        expect(delivery.value).toContain('"time":"1975-');
      if (delivery.code === "time_in_future") expect(delivery.value).toContain('"time":"2190-');
      if (delivery.code === "known_at_in_future")
        expect(delivery.value).toContain('"knownat":"2190-');
    }
    expect([...seen.keys()].sort()).toEqual(
      [
        "contract_violation",
        "known_at_in_future",
        "not_cloudevent",
        "not_json",
        "time_before_history",
        "time_in_future",
        "unknown_type",
        "wrong_topic",
      ].sort(),
    );
  });

  it("never uses an identity for two events, and repeats only what is no bad event", () => {
    const identities = new Set<string>();
    const badValues = new Set<string>();
    for (const delivery of deliveries(SMALL)) {
      if (delivery.kind === "event") {
        const { subject, timeMs, source, id } = delivery.event;
        const identity = `${subject} ${timeMs} ${source} ${id}`;
        expect(identities.has(identity)).toBe(false);
        identities.add(identity);
      } else if (delivery.kind === "bad") {
        expect(badValues.has(delivery.value)).toBe(false);
        badValues.add(delivery.value);
      }
    }
    expect(identities.size).toBeGreaterThan(5_000);
  });

  it("sends the stated shares of duplicates and bad events, and some of all out of order and days late", () => {
    const ledger = emptyLedger();
    let outOfOrder = 0;
    let daysLate = 0;
    let latestMs = 0;
    for (const delivery of deliveries({ ...SMALL, accounts: 60 })) {
      record(ledger, delivery);
      if (delivery.kind !== "event") continue;
      if (delivery.event.timeMs < latestMs) outOfOrder += 1;
      if (delivery.event.knownAtMs - delivery.event.timeMs > 86_400_000) daysLate += 1;
      latestMs = Math.max(latestMs, delivery.event.timeMs);
    }
    const within = (count: number, share: number): void => {
      const expected = ledger.uniqueEvents * share;
      expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
    };
    within(ledger.duplicatesSent, SHARE_DUPLICATES);
    within(ledger.badSent, SHARE_BAD);
    expect(outOfOrder).toBeGreaterThan(0.5 * ledger.uniqueEvents);
    expect(daysLate).toBeGreaterThan(0.005 * ledger.uniqueEvents);
    expect(ledger.eventsSent).toBe(ledger.uniqueEvents + ledger.duplicatesSent + ledger.badSent);
  });

  it("sends what happened on the UTC day before the first (a morning in Tokyo) with the first: no copy goes out alone", () => {
    // In this company a newsletter of that morning is sent twice.
    const sent = { event: new Set<string>(), duplicate: new Set<string>() };
    const options = { seed: 1, accounts: 120, months: 1, untilMs: Date.UTC(2025, 9, 28) };
    for (const delivery of deliveries(options)) {
      if (delivery.kind !== "bad") sent[delivery.kind].add(delivery.event.value);
    }
    expect([...sent.duplicate].filter((value) => !sent.event.has(value))).toEqual([]);
    expect([...sent.event].filter((value) => value.includes('"time":"2025-09-27T'))).not.toEqual(
      [],
    );
  });

  it("holds a day or two at once, however long the history is", () => {
    for (const months of [4, 24]) {
      let mostHeld = 0;
      let busiestDay = 0;
      for (const day of simulate({ ...SMALL, accounts: 60, months })) {
        mostHeld = Math.max(mostHeld, day.held);
        busiestDay = Math.max(busiestDay, day.deliveries.length);
      }
      expect(mostHeld).toBeLessThan(2 * busiestDay);
    }
  });
});

function codeOf(delivery: Delivery): string {
  let value: unknown;
  try {
    value = JSON.parse(delivery.value);
  } catch {
    return "not_json";
  }
  const parsed = parseEvent(value);
  if (!parsed.ok) return parsed.code;
  return parsed.event.topic === topicOfDelivery(delivery) ? "well formed" : "wrong_topic";
}

/** The truth of a company, and what was sent of its usage. */
function truthAndUsage(options: SimulationOptions) {
  const months: AccountMonth[] = [];
  let [rows, quantity] = [0, 0];
  for (const day of simulate(options)) {
    months.push(...day.accountMonths);
    for (const delivery of day.deliveries) {
      if (delivery.kind !== "event" || delivery.event.type !== "usage.feature_used.v1") continue;
      rows += 1;
      quantity += (JSON.parse(delivery.value) as { data: { quantity: number } }).data.quantity;
    }
  }
  return { months, rows, quantity };
}

describe("the truth", () => {
  const months: AccountMonth[] = [];
  for (const day of simulate({ seed: 3, accounts: 700, months: 12, untilMs: UNTIL_MS })) {
    months.push(...day.accountMonths);
  }

  it("is what happens: leavings match the summed probabilities within 4 standard errors, in every segment and decile", () => {
    const ranked = months.toSorted((a, b) => a.probability - b.probability);
    const groups = new Map<string, AccountMonth[]>([["all", months]]);
    for (const [rank, month] of ranked.entries()) {
      for (const group of [month.segment, `decile ${Math.floor((10 * rank) / ranked.length)}`]) {
        const members = groups.get(group);
        if (members === undefined) groups.set(group, [month]);
        else members.push(month);
      }
    }
    for (const [group, members] of groups) {
      const expected = members.reduce((sum, { probability }) => sum + probability, 0);
      const variance = members.reduce((sum, { probability: p }) => sum + p * (1 - p), 0);
      const left = members.filter((month) => month.left).length;
      expect(Math.abs(left - expected), group).toBeLessThan(4 * Math.sqrt(variance) + 1);
    }
  });

  it("has sound magnitudes: 1 to 4 % of accounts leave per month, small ones most, and engagement protects", () => {
    const rate = (segment: string): number => {
      const members = months.filter((month) => month.segment === segment);
      return members.reduce((sum, { probability }) => sum + probability, 0) / members.length;
    };
    expect(rate("smb")).toBeGreaterThan(rate("enterprise"));
    for (const segment of ["smb", "mid-market", "enterprise"]) {
      expect(rate(segment)).toBeGreaterThan(0.008);
      expect(rate(segment)).toBeLessThan(0.045);
    }
    const mean = (left: boolean): number => {
      const members = months.filter((month) => month.left === left);
      return members.reduce((sum, { engagement }) => sum + engagement, 0) / members.length;
    };
    expect(mean(true)).toBeLessThan(mean(false) - 0.3);
  });

  it("is the same when usage is sent as weekly counts, which add up to the single uses", () => {
    const single = truthAndUsage({ ...SMALL, untilMs: Date.UTC(2026, 10, 23) });
    const weekly = truthAndUsage({ ...SMALL, untilMs: Date.UTC(2026, 10, 23), usage: "weekly" });
    expect(weekly.months).toEqual(single.months);
    expect(weekly.rows).toBeLessThan(single.rows / 5);
    // The last Sunday's counts would be sent on the Monday after the history.
    expect(weekly.quantity).toBeGreaterThan(0.9 * single.quantity);
    expect(weekly.quantity).toBeLessThanOrEqual(single.quantity);
  });

  it("of another first account is another company, which shares no account with the first", () => {
    const ids = (firstAccount: number): Set<string> =>
      new Set(
        [...simulate({ ...SMALL, firstAccount })].flatMap(({ accountMonths }) =>
          accountMonths.map(({ account }) => account),
        ),
      );
    const [first, second] = [ids(0), ids(30)];
    expect(second.size).toBeGreaterThan(10);
    expect([...first].filter((id) => second.has(id))).toEqual([]);
  });

  it("decides every account-month once", () => {
    const keys = months.map(({ account, monthStartMs }) => `${account} ${monthStartMs}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
