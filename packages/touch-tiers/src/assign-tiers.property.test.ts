// What holds whatever values, teams and decisions come: over random bases and days.
import fc from "fast-check";
import { expect, test } from "vitest";
import { addDays } from "./calendar-days.ts";
import { BY_RULE, TIERS } from "./index.ts";
import type { Tier, TierOutcome, TouchTierSettings } from "./index.ts";
import { AT_ONCE, Base, settingsWith, START } from "./tiers-fixture.ts";
import type { Said } from "./tiers-fixture.ts";

const MARGIN = 0.1;
/** Values whose highest is no more than this times their lowest stay within half the margin, on both sides of a comparison. */
const NOISE = 1 / Math.sqrt(1 - MARGIN);
const ACCOUNTS = ["a", "b", "c", "d", "e", "f"];

const level = fc.double({ min: 1, max: 10_000, noNaN: true });
const places = fc.integer({ min: 0, max: 4 });

function teams(high: number, low: number): object {
  const team = (csms: number): object => ({ csms, accountsPerCsm: 1 });
  return { all: { high: team(high), low: team(low) } };
}

function sameTiers(left: Record<string, TierOutcome>, right: Record<string, TierOutcome>): boolean {
  return ACCOUNTS.every((account) => left[account]?.state.tier === right[account]?.state.tier);
}

test("no flapping: under noise within the margin no account comes back to a tier that it has left", () => {
  const noise = fc.array(fc.double({ min: 1, max: NOISE, noNaN: true, maxExcluded: true }), {
    minLength: ACCOUNTS.length,
    maxLength: ACCOUNTS.length,
  });
  fc.assert(
    fc.property(
      fc.tuple(...ACCOUNTS.map(() => level)),
      fc.array(noise, { minLength: 3, maxLength: 12 }),
      fc.option(fc.tuple(places, places)),
      (levels, days, team) => {
        const pools = team === null ? {} : teams(...team);
        const base = new Base(settingsWith({ margin: MARGIN, changes: AT_ONCE, pools }));
        const seen = new Map<string, Tier[]>();
        for (const [day, factors] of days.entries()) {
          const values = ACCOUNTS.map(
            (account, at) => [account, levels[at]! * factors[at]!] as const,
          );
          const outcomes = base.run(day, Object.fromEntries(values));
          for (const account of ACCOUNTS) {
            const line = seen.get(account) ?? [];
            const tier = outcomes[account]!.state.tier;
            if (line.at(-1) !== tier) line.push(tier);
            seen.set(account, line);
          }
        }
        for (const line of seen.values()) expect(new Set(line).size).toBe(line.length);
      },
    ),
    { numRuns: 500 },
  );
});

test("once tiers are settled, the same values keep them", () => {
  fc.assert(
    fc.property(fc.tuple(...ACCOUNTS.map(() => level)), places, places, (levels, high, low) => {
      const base = new Base(settingsWith({ changes: AT_ONCE, pools: teams(high, low) }));
      const values = Object.fromEntries(ACCOUNTS.map((account, at) => [account, levels[at]!]));
      const first = base.run(0, values);
      const second = base.run(1, values);
      expect(sameTiers(first, second)).toBe(true);
      for (const { steps } of Object.values(second)) expect(steps).toEqual([]);
    }),
  );
});

test("more value never means a lower tier, on a first day and on the days after it", () => {
  fc.assert(
    fc.property(
      fc.tuple(...ACCOUNTS.map(() => level)),
      fc.double({ min: 0, max: 10_000, noNaN: true }),
      places,
      places,
      fc.boolean(),
      (levels, extra, high, low, isLater) => {
        const settings = settingsWith({ changes: AT_ONCE, pools: teams(high, low) });
        const values = Object.fromEntries(ACCOUNTS.map((account, at) => [account, levels[at]!]));
        const tierWith = (value: number): number => {
          const base = new Base(settings);
          if (isLater) base.run(0, values);
          base.run(1, { ...values, a: value });
          return TIERS.indexOf(base.run(2, { ...values, a: value })["a"]!.state.tier);
        };
        expect(tierWith(values["a"]! + extra)).toBeLessThanOrEqual(tierWith(values["a"]!));
      },
    ),
  );
});

/** One day of a base: values that move anywhere, and people who decide and pin at random. */
const someDay = fc.record({
  values: fc.tuple(...ACCOUNTS.map(() => fc.option(level, { freq: 8 }))),
  decisions: fc.tuple(
    ...ACCOUNTS.map(() => fc.constantFrom("approved", "declined", null, null, null)),
  ),
  pins: fc.tuple(
    ...ACCOUNTS.map(() => fc.option(fc.constantFrom(...TIERS), { freq: 1, nil: null })),
  ),
  isPinned: fc.tuple(...ACCOUNTS.map(() => fc.integer({ min: 0, max: 9 }).map((n) => n === 0))),
});

function saidOf(
  {
    decisions,
    pins,
    isPinned,
  }: {
    decisions: readonly (string | null)[];
    pins: readonly (Tier | null)[];
    isPinned: readonly boolean[];
  },
  at: number,
  before: TierOutcome | undefined,
  day: number,
): Said {
  const verdict = decisions[at] as "approved" | "declined" | null;
  const change = before?.state.change ?? null;
  const tier = pins[at] ?? null;
  return {
    ...(verdict === null || change === null
      ? {}
      : {
          decision: {
            changeId: change.id,
            verdict,
            author: "ann",
            reason: "so",
            on: addDays(START, day),
            effectiveOn: null,
          },
        }),
    ...(isPinned[at] !== true || tier === null
      ? {}
      : { pin: { id: "p", tier, author: "ann", reason: "so", expiresAt: "2027-01-01T00:00:00Z" } }),
  };
}

const anyDays = fc.array(someDay, { minLength: 2, maxLength: 15 });
const anySettings = fc
  .record({
    high: places,
    low: places,
    raise: fc.constantFrom("rule", "person"),
    lower: fc.constantFrom("rule", "person"),
    noticeDays: fc.integer({ min: 0, max: 3 }),
    minimumStayDays: fc.integer({ min: 0, max: 6 }),
  })
  .map(({ high, low, raise, lower, noticeDays, minimumStayDays }) =>
    settingsWith({
      minimumStayDays,
      changes: { approval: { raise, lower }, noticeDays, expireAfterDays: 4, restDays: 3 },
      pools: teams(high, low),
    }),
  );

/** Runs the days, and calls `check` with each day and the one before it. */
function overDays(
  days: readonly (typeof someDay extends fc.Arbitrary<infer D> ? D : never)[],
  settings: TouchTierSettings,
  check: (
    now: Record<string, TierOutcome>,
    before: Record<string, TierOutcome>,
    day: number,
  ) => void,
): void {
  const base = new Base(settings);
  let before: Record<string, TierOutcome> = {};
  for (const [day, given] of days.entries()) {
    const values = Object.fromEntries(ACCOUNTS.map((account, at) => [account, given.values[at]!]));
    const said = ACCOUNTS.map(
      (account, at) => [account, saidOf(given, at, before[account], day)] as const,
    );
    const now = base.run(day, values, Object.fromEntries(said));
    check(now, before, day);
    before = now;
  }
}

test("capacity is never exceeded except by pins: who comes into a tier by rule finds room in it", () => {
  fc.assert(
    fc.property(anyDays, anySettings, (days, settings) => {
      overDays(days, settings, (now, before) => {
        for (const tier of ["high", "low"] as const) {
          const team = settings.pools["all"]![tier]!;
          const inTier = Object.values(now).filter(({ state }) => state.tier === tier);
          const cameIn = inTier.filter(
            ({ account, state }) => state.pin === null && before[account]?.state.tier !== tier,
          );
          // A pin that ends lets the account fall back to the tier beneath, which it has kept.
          const byRule = cameIn.filter(({ account }) => before[account]?.state.pin == null);
          if (
            byRule.some(
              ({ previousTier }) =>
                previousTier === null || TIERS.indexOf(previousTier) > TIERS.indexOf(tier),
            )
          )
            expect(inTier.length).toBeLessThanOrEqual(team.csms * team.accountsPerCsm);
        }
      });
    }),
    { numRuns: 500 },
  );
});

test("a change takes effect on its day or later, after it was approved, and within the minimum stay nobody is moved back", () => {
  fc.assert(
    fc.property(anyDays, anySettings, (days, settings) => {
      const approvals = new Map<string, string>();
      overDays(days, settings, (now, before, day) => {
        const today = addDays(START, day);
        for (const { account, steps, state, indication } of Object.values(now)) {
          for (const step of steps) {
            const key = `${account} ${step.id}`;
            if (step.status === "approved") approvals.set(key, step.effectiveOn ?? "");
            if (step.status !== "in-effect" || !["raise", "lower"].includes(step.kind)) continue;
            expect(approvals.has(key)).toBe(true);
            expect(approvals.get(key)! <= today).toBe(true);
          }
          expect(state.change === null || state.pin === null).toBe(true);
          const previous = before[account]?.state;
          const back = previous?.entered === "lowered" ? "raise" : "lower";
          const isMovedBack = steps.some(
            ({ kind, status, decidedBy }) =>
              kind === back && status === "approved" && decidedBy === BY_RULE,
          );
          if (!isMovedBack || previous === undefined || previous.since === null) continue;
          if (today < addDays(previous.since, settings.minimumStayDays))
            expect(indication.reason).toBe("displaced");
        }
      });
    }),
    { numRuns: 500 },
  );
});
