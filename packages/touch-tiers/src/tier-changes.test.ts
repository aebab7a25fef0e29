// The life of a change: proposed, decided, in effect on its day; pins over it; and what a changed team means.
import { describe, expect, test } from "vitest";
import { addDays } from "./calendar-days.ts";
import type { Decision } from "./index.ts";
import {
  AT_ONCE,
  Base,
  BY_PERSON,
  oneTeam,
  settingsWith,
  START,
  stepsOf,
  tiersOf,
} from "./tiers-fixture.ts";

const byPerson = settingsWith({ changes: BY_PERSON });

function decide(verdict: Decision["verdict"], day: number, more: Partial<Decision> = {}): Decision {
  return {
    changeId: `${addDays(START, 1)}-low-high`,
    verdict,
    author: "ann",
    reason: "agreed in the weekly meeting",
    on: addDays(START, day),
    effectiveOn: null,
    ...more,
  };
}

/** An account of low touch, for which high touch is proposed on day 1. */
function proposed(settings = byPerson): Base {
  const base = new Base(settings);
  base.run(0, { a: 2_000 });
  base.run(1, { a: 6_000 });
  return base;
}

describe("a change", () => {
  test("is proposed with what the rules say, and nothing happens before somebody approves it", () => {
    const base = new Base(byPerson);
    expect(stepsOf(base.run(0, { a: 2_000 })["a"])).toEqual(["first none>low in-effect"]);
    const { a } = base.run(1, { a: 6_000 });
    expect(stepsOf(a)).toEqual(["raise low>high proposed"]);
    expect(a?.state.tier).toBe("low");
    expect(a?.indication).toMatchObject({ tier: "high", reason: "raised" });
    expect(stepsOf(base.run(2, { a: 6_000 })["a"])).toEqual([]);
  });

  test("that is approved takes effect on its day and not before", () => {
    const base = proposed();
    const said = { a: { decision: decide("approved", 3) } };
    const { a } = base.run(3, { a: 6_000 }, said);
    expect(a?.steps).toMatchObject([
      { status: "approved", decidedBy: "ann", effectiveOn: addDays(START, 3 + 14) },
    ]);
    expect(tiersOf(base.run(16, { a: 6_000 }, said))).toEqual({ a: "low" });
    const after = base.run(17, { a: 6_000 }, said)["a"];
    expect(stepsOf(after)).toEqual(["raise low>high in-effect"]);
    expect(after?.state).toMatchObject({ tier: "high", since: addDays(START, 17), change: null });
  });

  test("approved twice is approved once", () => {
    const base = proposed();
    const said = { a: { decision: decide("approved", 3) } };
    base.run(3, { a: 6_000 }, said);
    expect(stepsOf(base.run(4, { a: 6_000 }, said)["a"])).toEqual([]);
    base.run(17, { a: 6_000 }, said);
    expect(stepsOf(base.run(18, { a: 6_000 }, said)["a"])).toEqual([]);
  });

  test("takes effect on the day that the person names, or on the first of a month where the settings say so", () => {
    const named = proposed();
    const effectiveOn = addDays(START, 5);
    named.run(3, { a: 6_000 }, { a: { decision: decide("approved", 3, { effectiveOn }) } });
    expect(tiersOf(named.run(5, { a: 6_000 }))).toEqual({ a: "high" });

    const changes = { ...BY_PERSON, takesEffectOn: "first-of-month" };
    const monthly = proposed(settingsWith({ changes }));
    const said = { a: { decision: decide("approved", 3) } };
    expect(monthly.run(3, { a: 6_000 }, said)["a"]?.steps).toMatchObject([
      { effectiveOn: "2026-02-01" },
    ]);
  });

  test("that people approved is carried out whatever the rules say meanwhile; they can still take it back", () => {
    const base = proposed();
    const said = { a: { decision: decide("approved", 3) } };
    base.run(3, { a: 6_000 }, said);
    expect(stepsOf(base.run(4, { a: 2_000 }, said)["a"])).toEqual([]);
    const back = { a: { decision: decide("declined", 5) } };
    expect(stepsOf(base.run(5, { a: 2_000 }, back)["a"])).toEqual(["raise low>high declined"]);
    expect(tiersOf(base.run(17, { a: 2_000 }, back))).toEqual({ a: "low" });
  });

  test("that was declined rests, and so does one that nobody has decided", () => {
    const declined = proposed();
    const said = { a: { decision: decide("declined", 2) } };
    expect(stepsOf(declined.run(2, { a: 6_000 }, said)["a"])).toEqual(["raise low>high declined"]);
    expect(stepsOf(declined.run(91, { a: 6_000 }, said)["a"])).toEqual([]);
    expect(stepsOf(declined.run(92, { a: 6_000 }, said)["a"])).toEqual(["raise low>high proposed"]);

    const expired = proposed();
    expect(stepsOf(expired.run(30, { a: 6_000 })["a"])).toEqual([]);
    expect(stepsOf(expired.run(31, { a: 6_000 })["a"])).toEqual(["raise low>high expired"]);
    expect(stepsOf(expired.run(32, { a: 6_000 })["a"])).toEqual([]);
  });

  test("is withdrawn when its reason is gone, and another takes its place", () => {
    const base = proposed();
    expect(stepsOf(base.run(2, { a: 4_600 })["a"])).toEqual([]);
    expect(stepsOf(base.run(3, { a: 4_400 })["a"])).toEqual(["raise low>high withdrawn"]);
    expect(stepsOf(base.run(4, { a: 100 })["a"])).toEqual(["lower low>tech proposed"]);
    expect(stepsOf(base.run(5, { a: 6_000 })["a"])).toEqual([
      "lower low>tech withdrawn",
      "raise low>high proposed",
    ]);
  });

  test("by rule needs nobody, and waits for its notice all the same", () => {
    const changes = { approval: { raise: "rule", lower: "person" }, noticeDays: 7 };
    const base = new Base(settingsWith({ changes }));
    base.run(0, { a: 2_000 });
    const { a } = base.run(1, { a: 6_000 });
    expect(a?.steps).toMatchObject([{ status: "approved", decidedBy: "rule" }]);
    expect(tiersOf(base.run(7, { a: 6_000 }))).toEqual({ a: "low" });
    expect(tiersOf(base.run(8, { a: 6_000 }))).toEqual({ a: "high" });
    expect(stepsOf(base.run(9, { a: 100 })["a"])).toEqual(["lower high>tech proposed"]);
  });

  test("is not moved back within the minimum stay; onwards it may go", () => {
    const settings = settingsWith({ minimumStayDays: 90, changes: AT_ONCE });
    const base = new Base(settings);
    base.run(0, { a: 2_000, b: 500 });
    base.run(1, { a: 6_000, b: 2_000 });
    expect(tiersOf(base.run(2, { a: 1_500, b: 6_000 }))).toEqual({ a: "high", b: "high" });
    const { a } = base.run(90, { a: 1_500, b: 6_000 });
    expect(a?.indication.reason).toBe("minimum-stay");
    expect(tiersOf(base.run(91, { a: 1_500, b: 6_000 }))).toEqual({ a: "low", b: "high" });
    expect(base.run(92, { a: 6_000, b: 6_000 })["a"]?.indication.reason).toBe("minimum-stay");
    expect(tiersOf(base.run(181, { a: 6_000, b: 6_000 }))).toEqual({ a: "high", b: "high" });
  });
});

describe("a pin", () => {
  const pin = {
    id: "p1",
    tier: "high",
    author: "ann",
    reason: "renewal under negotiation",
    expiresAt: "2026-02-01T00:00:00.000Z",
  } as const;

  test("holds at once, and the account returns to the tier beneath when it ends", () => {
    const base = new Base(byPerson);
    base.run(0, { a: 2_000 });
    const pinned = base.run(1, { a: 2_000 }, { a: { pin } });
    expect(stepsOf(pinned["a"])).toEqual(["pin low>high in-effect"]);
    expect(pinned["a"]?.state).toMatchObject({ tier: "high", base: "low" });
    expect(stepsOf(base.run(2, { a: 2_000 }, { a: { pin } })["a"])).toEqual([]);
    const ended = base.run(3, { a: 2_000 });
    expect(stepsOf(ended["a"])).toEqual(["unpin high>low in-effect"]);
    expect(tiersOf(ended)).toEqual({ a: "low" });
  });

  test("ends what was proposed, and nothing is proposed under it", () => {
    const base = proposed();
    const pinned = base.run(2, { a: 6_000 }, { a: { pin } })["a"];
    expect(stepsOf(pinned)).toEqual(["raise low>high withdrawn", "pin low>high in-effect"]);
    expect(stepsOf(base.run(3, { a: 20 }, { a: { pin } })["a"])).toEqual([]);
  });

  test("may exceed the places, and nobody else comes in for it", () => {
    const base = new Base(settingsWith({ changes: AT_ONCE, pools: oneTeam(1) }));
    base.run(0, { a: 6_000, b: 2_000 });
    const both = base.run(1, { a: 6_000, b: 2_000 }, { b: { pin } });
    expect(stepsOf(both["a"])).toEqual(["lower high>low approved", "lower high>low in-effect"]);
    const values = { a: 6_000, b: 2_000, c: 9_000 };
    expect(tiersOf(base.run(2, values, { b: { pin } }))).toEqual({ a: "low", b: "high", c: "low" });
  });

  test("that held an account below gives it back its tier, or the best that has room", () => {
    const tech = { ...pin, tier: "tech" } as const;
    const base = new Base(settingsWith({ changes: AT_ONCE, pools: oneTeam(1) }));
    base.run(0, { a: 6_000, b: 5_500 });
    base.run(1, { a: 6_000, b: 5_500 }, { a: { pin: tech } });
    expect(tiersOf(base.run(2, { a: 6_000, b: 5_500 }, { a: { pin: tech } }))).toEqual({
      a: "tech",
      b: "high",
    });
    const ended = base.run(3, { a: 6_000, b: 5_500 });
    expect(tiersOf(ended)).toEqual({ a: "low", b: "high" });
    expect(stepsOf(ended["a"])).toEqual(["unpin tech>low in-effect"]);
  });
});

describe("a team", () => {
  test("that shrinks gives back the accounts that count for least, even within their minimum stay", () => {
    const more = { minimumStayDays: 90, changes: AT_ONCE };
    const base = new Base(settingsWith({ ...more, pools: oneTeam(2) }));
    base.run(0, { a: 6_000, b: 8_000 });
    const smaller = settingsWith({ ...more, pools: oneTeam(1) });
    const outcomes = base.run(1, { a: 6_000, b: 8_000 }, {}, smaller);
    expect(tiersOf(outcomes)).toEqual({ a: "low", b: "high" });
    expect(outcomes["a"]?.indication.reason).toBe("displaced");
  });

  test("that is full takes nobody before somebody has gone: a raise waits for its place", () => {
    const changes = { approval: { raise: "rule", lower: "person" }, noticeDays: 0 };
    const base = new Base(settingsWith({ changes, pools: oneTeam(1) }));
    base.run(0, { a: 6_000, b: 2_000 });
    const day1 = base.run(1, { a: 6_000, b: 9_000 });
    expect(stepsOf(day1["a"])).toEqual(["lower high>low proposed"]);
    expect(tiersOf(day1)).toEqual({ a: "high", b: "low" });
    const decision = decide("approved", 2, { changeId: `${addDays(START, 1)}-high-low` });
    const day2 = base.run(2, { a: 6_000, b: 9_000 }, { a: { decision } });
    expect(tiersOf(day2)).toEqual({ a: "low", b: "high" });
  });
});
