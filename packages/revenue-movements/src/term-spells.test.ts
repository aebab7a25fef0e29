// How long an account has paid under which term: what retention curves are fitted to.
import fc from "fast-check";
import { expect, test } from "vitest";
import { revenueOfAccount, type AccountRevenue } from "./index.ts";
import { settings, snapshot } from "./snapshot-fixture.ts";

const YEARLY = { interval: { unit: "year", count: 1 } } as const;

function spellsOf(...snapshots: ReturnType<typeof snapshot>[]): AccountRevenue["termSpells"] {
  return revenueOfAccount(snapshots, settings).termSpells;
}

test("an account that stays has one spell without an end; one that leaves has one that it left", () => {
  expect(spellsOf(snapshot("2026-01-10", {}))).toEqual([
    { termMonths: 1, from: "2026-01-10", to: null, left: false },
  ]);
  expect(
    spellsOf(
      snapshot("2026-01-10", {}),
      snapshot("2026-03-01", { status: "active", ended_at: "2026-03-10T00:00:00Z" }),
    ),
  ).toEqual([{ termMonths: 1, from: "2026-01-10", to: "2026-03-10", left: true }]);
});

test("who changes the term has not left: the old spell is censored and a new one begins", () => {
  expect(
    spellsOf(
      snapshot("2026-01-10", {}),
      snapshot("2026-03-10", YEARLY),
      snapshot("2027-03-10", { ...YEARLY, status: "ended", ended_at: "2027-03-10T00:00:00Z" }),
    ),
  ).toEqual([
    { termMonths: 1, from: "2026-01-10", to: "2026-03-10", left: false },
    { termMonths: 12, from: "2026-03-10", to: "2027-03-10", left: true },
  ]);
});

test("a trial is before the first spell, and who comes back begins a new one", () => {
  expect(
    spellsOf(
      snapshot("2026-01-01", { status: "trialing" }),
      snapshot("2026-01-15", {}),
      snapshot("2026-02-15", { status: "ended", ended_at: "2026-02-15T00:00:00Z" }),
      snapshot("2026-06-01", {}),
    ),
  ).toEqual([
    { termMonths: 1, from: "2026-01-15", to: "2026-02-15", left: true },
    { termMonths: 1, from: "2026-06-01", to: null, left: false },
  ]);
});

test("whatever happens, spells follow one another, and an account that pays is in the last one", () => {
  const step = fc.record({
    months: fc.integer({ min: 1, max: 5 }),
    status: fc.constantFrom("active", "ended", "paused", "trialing"),
    count: fc.constantFrom(1, 6, 12),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      let month = 0;
      const snapshots = steps.map(({ months, status, count }) => {
        month += months;
        const at = new Date(Date.UTC(2020, month, 5)).toISOString().slice(0, 10);
        return snapshot(at, { status, interval: { unit: "month", count } });
      });
      const revenue = revenueOfAccount(snapshots, settings);
      const spells = revenue.termSpells;
      for (const [index, { from, to, left }] of spells.entries()) {
        expect(to === null || from < to).toBe(true);
        expect(left && to === null).toBe(false);
        if (index > 0) expect((spells[index - 1]?.to ?? "9999") <= from).toBe(true);
      }
      const pays = revenue.firstPaidOn !== null && revenue.churnedOn === null;
      expect(spells.at(-1)?.to === null).toBe(pays);
      const churns = revenue.movements.filter(({ kind }) => kind === "churn").length;
      expect(spells.filter(({ left }) => left)).toHaveLength(churns);
    }),
  );
});
