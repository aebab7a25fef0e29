// Snapshots against what must hold for every history: known then, one a month, and nothing from later.
import type { ContractState, Leaving } from "@mimamori/revenue-movements";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CompanyDays } from "./company-days.ts";
import { CONTRACT_COLUMNS } from "./contract-features.ts";
import type { ContractHistory } from "./known-contract.ts";
import { snapshotAt, snapshotsOf } from "./snapshots.ts";
import { leadDaysOf } from "./spread-leads.ts";

const DAY_MS = 86_400_000;
const days: CompanyDays = {
  dayOf: (ms) => Math.floor(ms / DAY_MS),
  startOfDayMs: (day) => day * DAY_MS,
};
const ms = (text: string): number => Date.parse(text);
const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

function state(from: string, changes: Partial<ContractState> = {}): ContractState {
  return {
    subscriptionId: "s1",
    fromMs: ms(from),
    knownAtMs: ms(from),
    status: "active",
    plan: "team",
    seats: 10,
    mrrMinor: 10_000,
    termMonths: 1,
    discountShare: 0,
    periodStartMs: null,
    renewsAtMs: null,
    noticeDeadlineMs: null,
    autoRenew: true,
    leaving: false,
    endedAtMs: null,
    ...changes,
  };
}

function anchorsOf(history: ContractHistory, asOf: string, leadDays = 0): string[] {
  return snapshotsOf(history, { days, asOfMs: ms(asOf), leadDays }).map(({ anchorDay }) =>
    dateOf(anchorDay),
  );
}

const monthly = state("2024-01-31", { renewsAtMs: ms("2024-02-29") });
const annual = state("2024-01-10", { termMonths: 12, renewsAtMs: ms("2025-01-10") });
const history = (states: ContractState[], leavings: Leaving[] = []): ContractHistory => ({
  states,
  leavings,
});

describe("the snapshots of an account", () => {
  it("stand on the renewals, counted from the original day of the month", () => {
    const since31 = state("2024-01-01", { renewsAtMs: ms("2024-01-31") });
    expect(anchorsOf(history([since31]), "2024-06-15")).toEqual([
      "2024-01-31",
      "2024-02-29",
      "2024-03-31",
      "2024-04-30",
      "2024-05-31",
    ]);
  });

  it("stand on the month's anniversaries between annual renewals, and only the renewal is exposed", () => {
    const snapshots = snapshotsOf(history([annual]), {
      days,
      asOfMs: ms("2025-03-01"),
      leadDays: 20,
    });
    const exposed = snapshots.filter(({ offset }) => offset > 0);
    expect(exposed.map(({ anchorDay }) => dateOf(anchorDay))).toEqual(["2025-01-10"]);
    expect(exposed[0]!.offset).toBeCloseTo(Math.log(12), 12);
    expect(snapshots).toHaveLength(13);
    const midTerm = CONTRACT_COLUMNS.findIndex(({ name }) => name === "mid_term");
    expect(snapshots[0]!.contractValues[midTerm]).toBe(1);
    expect(snapshots[0]!.offset).toBeCloseTo(Math.log(0.05), 12);
  });

  it("lead up to the notice deadline where there is one", () => {
    const noticed = { ...annual, noticeDeadlineMs: ms("2024-11-25") };
    const [exposed] = snapshotsOf(history([noticed]), {
      days,
      asOfMs: ms("2024-12-01"),
      leadDays: 0,
    }).filter(({ offset }) => offset > 0);
    expect(dateOf(exposed!.day)).toBe("2024-11-25");
  });

  it("know the annual term of a contract that is billed by the month", () => {
    const billedMonthly = { ...annual, termMonths: 1 };
    const offsets = snapshotsOf(history([billedMonthly]), {
      days,
      asOfMs: ms("2024-12-01"),
      leadDays: 0,
    }).map(({ offset }) => offset);
    expect(new Set(offsets)).toEqual(new Set([Math.log(0.05)]));
  });

  it("stand on the renewals counted in terms from the start when none is named", () => {
    const annual = state("2024-01-05", { termMonths: 12, periodStartMs: ms("2023-11-20") });
    const snapshots = snapshotsOf(history([annual]), {
      days,
      asOfMs: ms("2024-12-31"),
      leadDays: 0,
    });
    const exposed = snapshots.filter(({ offset }) => offset > 0);
    expect(exposed.map(({ anchorDay }) => dateOf(anchorDay))).toEqual(["2024-11-20"]);
  });

  it("stand on the month ends when no date is known", () => {
    expect(anchorsOf(history([state("2024-01-05")]), "2024-04-01")).toEqual([
      "2024-01-31",
      "2024-02-29",
      "2024-03-31",
    ]);
  });

  it("leave out accounts that have paid for less than 14 days, and those that have given notice", () => {
    const leavings = [{ knownAtMs: ms("2024-04-05"), backAtMs: ms("2024-05-20") }];
    const young = state("2024-02-20", { renewsAtMs: ms("2024-02-29") });
    expect(anchorsOf(history([young], leavings), "2024-07-01")).toEqual([
      "2024-03-29",
      "2024-05-29",
      "2024-06-29",
    ]);
  });

  it("have an outcome only once their window is over, also when the account has left already", () => {
    const leavings = [{ knownAtMs: ms("2024-04-05"), backAtMs: null }];
    const outcomes = (asOf: string): number[] =>
      snapshotsOf(history([monthly], leavings), { days, asOfMs: ms(asOf), leadDays: 0 }).map(
        ({ outcome }) => outcome,
      );
    expect(outcomes("2024-04-10")).toEqual([0, -1]);
    expect(outcomes("2024-05-01")).toEqual([0, 1]);
  });

  it("of the same account keep one lead, and accounts spread over 30 of them", () => {
    const leads = Array.from({ length: 3000 }, (_, id) => leadDaysOf(`account-${id}`, "spread"));
    expect(leadDaysOf("account-7", "spread")).toBe(leads[7]);
    for (let lead = 0; lead < 30; lead++)
      expect(leads.filter((value) => value === lead).length).toBeGreaterThan(60);
  });
});

const BASE_MS = ms("2023-01-01");
const anyState: fc.Arbitrary<ContractState> = fc
  .record({
    subscriptionId: fc.constantFrom("a", "b"),
    from: fc.integer({ min: 0, max: 700 }),
    knownAfter: fc.constantFrom(0, 0, 3, 90),
    status: fc.constantFrom("active" as const, "past_due" as const, "ended" as const),
    mrr: fc.integer({ min: 1, max: 99 }),
    term: fc.constantFrom(1, 6, 12),
    renews: fc.option(fc.integer({ min: 1, max: 400 })),
    notice: fc.option(fc.integer({ min: 1, max: 60 })),
  })
  .map(({ subscriptionId, from, knownAfter, status, mrr, term, renews, notice }) =>
    state("2023-01-01", {
      subscriptionId,
      fromMs: BASE_MS + from * DAY_MS,
      knownAtMs: BASE_MS + (from + knownAfter) * DAY_MS,
      status,
      leaving: status === "ended",
      mrrMinor: status === "ended" ? 0 : mrr,
      termMonths: term,
      renewsAtMs: renews === null ? null : BASE_MS + (from + renews) * DAY_MS,
      noticeDeadlineMs:
        renews === null || notice === null ? null : BASE_MS + (from + renews - notice) * DAY_MS,
    }),
  );
const anyStates = fc
  .array(anyState, { maxLength: 12 })
  .map((states) => states.sort((left, right) => left.fromMs - right.fromMs));

describe("whatever a history says", () => {
  it("windows of an account never overlap, so that no churn counts twice", () => {
    fc.assert(
      fc.property(anyStates, fc.integer({ min: 0, max: 29 }), (states, leadDays) => {
        const rows = snapshotsOf(history(states), { days, asOfMs: ms("2025-06-01"), leadDays });
        rows.forEach((row, index) => {
          expect(row.windowEndDay).toBeGreaterThan(row.day);
          expect(row.windowEndDay).toBeLessThanOrEqual(rows[index + 1]?.day ?? Infinity);
        });
      }),
    );
  });

  it("states that become known later change nothing of the snapshots before", () => {
    fc.assert(
      fc.property(anyStates, fc.integer({ min: 100, max: 900 }), (states, cut) => {
        const asOfMs = BASE_MS + cut * DAY_MS;
        const known = states.filter(({ knownAtMs }) => knownAtMs <= asOfMs);
        const rows = snapshotsOf(history(states), { days, asOfMs, leadDays: 5 });
        expect(rows).toEqual(snapshotsOf(history(known), { days, asOfMs, leadDays: 5 }));
        const later = snapshotsOf(history(states), { days, asOfMs: asOfMs * 2, leadDays: 5 });
        const withoutOutcome = (row: object): object => ({ ...row, outcome: null });
        expect(later.slice(0, rows.length).map(withoutOutcome)).toEqual(rows.map(withoutOutcome));
        expect(snapshotAt(history(states), { days, asOfMs })).toEqual(
          snapshotAt(history(known), { days, asOfMs }),
        );
      }),
    );
  });

  it("the same states twice give the same snapshots", () => {
    fc.assert(
      fc.property(anyStates, (states) => {
        const settings = { days, asOfMs: ms("2025-06-01"), leadDays: 3 };
        const doubled = states.flatMap((each) => [each, each]);
        expect(snapshotsOf(history(doubled), settings)).toEqual(
          snapshotsOf(history(states), settings),
        );
      }),
    );
  });

  it("a snapshot of the past is what a run at that moment sees", () => {
    fc.assert(
      fc.property(anyStates, (states) => {
        const settings = { days, asOfMs: ms("2025-06-01"), leadDays: 3 };
        for (const row of snapshotsOf(history(states), settings)) {
          const seen = snapshotAt(history(states), { days, asOfMs: row.atMs });
          if (seen.status !== "scored") throw new Error(`not scored: ${seen.status}`);
          expect(seen.snapshot.day).toBe(row.day);
          expect(seen.snapshot.plan).toEqual(row.plan);
          expect(seen.snapshot.nextDecisionDay).toBe(row.nextDecisionDay);
          expect([...seen.snapshot.contractValues].slice(0, -1)).toEqual(
            [...row.contractValues].slice(0, -1),
          );
        }
      }),
    );
  });

  it("says of an account that is not scored why", () => {
    const at = (states: ContractState[], asOf: string, leavings: Leaving[] = []): string =>
      snapshotAt(history(states, leavings), { days, asOfMs: ms(asOf) }).status;
    const trial = state("2024-01-01", { status: "trialing", mrrMinor: 0, leaving: true });
    const ended = state("2024-05-01", { status: "ended", mrrMinor: 0, leaving: true });
    expect(at([trial], "2024-03-01")).toBe("lead");
    expect(at([monthly], "2024-02-05")).toBe("too-young");
    expect(at([monthly], "2024-03-05")).toBe("scored");
    expect(
      at([monthly, { ...monthly, fromMs: ms("2024-04-01"), leaving: true }], "2024-04-05"),
    ).toBe("leaving");
    expect(at([monthly, ended], "2024-06-01")).toBe("closed");
  });
});
