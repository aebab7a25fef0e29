// The measures that look at people, money and outcomes, at their bounds: inclusive below, exclusive above.
import { describe, expect, test } from "vitest";
import type { AccountFeatures } from "../features/account-features.ts";
import { context, DAY_MS, measure, measureOf, silent, TODAY, using } from "./measure-fixture.ts";

const daysAgo = (days: number): number => (TODAY - days) * DAY_MS;
const withRevenue = (more: object): AccountFeatures => ({
  ...silent,
  revenue: { ...silent.revenue!, ...more },
});

describe("usage", () => {
  test("as a level is the quantity by working days", () => {
    const one = measureOf("usage_level", { windowDays: 20 });
    expect(measure(one, using(one, 400))?.rawValue).toBe(20);
  });

  test("per active user leaves unused seats out, and is 0 when nobody is active", () => {
    const one = measureOf("usage_per_seat", { windowDays: 20, per: "active_users" });
    expect(measure(one, using(one, 400, 4, 50))?.rawValue).toBe(400 / 4 / 20);
    expect(measure(one, using(one, 0, 0, 0))?.rawValue).toBe(0);
    expect(measure(one, using(one, 400, 0, 50))?.whyMissing).toBe("not-connected");
  });

  test("of the users that are known at all; nobody active is 0, however long ago anybody was", () => {
    const one = measureOf("seats_used", { of: "known_users" });
    expect(measure(one, using(one, 5, 100, 20))?.rawValue).toBe(0.25);
    expect(measure(one, using(one, 0, 0, 20))?.rawValue).toBe(0);
    expect(measure(one, using(one, 0, 0, 0))?.rawValue).toBe(0);
  });

  test("before the renewal is compared with what it should be by then", () => {
    const one = measureOf("renewal_adoption", {
      withinDays: 100,
      requiredFar: 0.5,
      requiredAtRenewal: 0.75,
    });
    const renewing = (days: number) => ({
      ...using(one, 6, 100),
      revenue: withRevenue({ renewsAtMs: context.asOfMs + days * DAY_MS }).revenue,
    });
    expect(measure(one, renewing(0))?.rawValue).toBeCloseTo(0.6 - 0.75, 12);
    expect(measure(one, renewing(50))?.rawValue).toBeCloseTo(0.6 - 0.625, 12);
    expect(measure(one, renewing(99.99))?.rawValue).toBeCloseTo(0.1, 3);
    expect(measure(one, renewing(100))?.whyMissing).toBe("not-applicable");
    expect(measure(one, using(one, 6, 100))?.whyMissing).toBe("not-applicable");
  });
});

describe("surveys", () => {
  test("a half-life lets newer answers weigh more: after one of it the half", () => {
    const answers = new Map([
      [
        "csat" as const,
        [
          { score: 0.2, atMs: daysAgo(60) },
          { score: 0.8, atMs: daysAgo(30) },
        ],
      ],
    ]);
    const with_ = (parameters: object) =>
      measure(measureOf("survey", { survey: "csat", ...parameters }), { ...silent, answers })
        ?.rawValue;
    expect(with_({})).toBeCloseTo(0.5, 12);
    expect(with_({ halfLifeDays: 30 })).toBeCloseTo((0.8 + 0.2 / 2) / 1.5, 12);
  });

  test("an answer of exactly the window's age is too old, one a moment younger is not", () => {
    const one = measureOf("nps", { windowDays: 30 });
    const answered = (atMs: number) => ({
      ...silent,
      answers: new Map([["nps" as const, [{ score: 9, atMs }]]]),
    });
    expect(measure(one, answered(daysAgo(30)))?.whyMissing).toBe("too-old");
    expect(measure(one, answered(daysAgo(30) + 1))?.rawValue).toBe(9);
  });

  test("a pulse counts while it is younger than the window", () => {
    const one = measureOf("csm_pulse", { windowDays: 90 });
    const felt = (atMs: number) => ({ ...silent, pulse: { score: 2, atMs } });
    expect(measure(one, felt(daysAgo(89)))).toEqual({ rawValue: 2, dataAtMs: daysAgo(89) });
    expect(measure(one, felt(daysAgo(90)))?.whyMissing).toBe("too-old");
    expect(measure(one, silent)?.whyMissing).toBe("not-applicable");
  });
});

test("payment attempts are the most of any open invoice, of the payment methods that are named", () => {
  const attempted = [
    { paymentMethod: "card", attempts: 3 },
    { paymentMethod: "bank_transfer", attempts: 5 },
  ];
  const invoices = { count: 2, overdue: [], attempted };
  expect(measure(measureOf("payment_attempts"), { ...silent, invoices })?.rawValue).toBe(5);
  const cards = measureOf("payment_attempts", { paymentMethods: ["card"] });
  expect(measure(cards, { ...silent, invoices })?.rawValue).toBe(3);
});

describe("outcomes", () => {
  const within = measureOf("milestone_within", { milestone: "first_report", withinDays: 30 });
  const began = (days: number, reachedAfter?: number): AccountFeatures => ({
    ...silent,
    startDay: TODAY - days,
    milestoneDays: new Map(
      reachedAfter === undefined ? [] : [["first_report", TODAY - days + reachedAfter]],
    ),
  });

  test("a milestone counts by the days that it took; waiting is neither good nor bad until its time is over", () => {
    expect(measure(within, began(50, 12))?.rawValue).toBe(12);
    expect(measure(within, began(29))?.whyMissing).toBe("not-applicable");
    expect(measure(within, began(30))?.rawValue).toBe(30);
    expect(measure(within, began(80))?.rawValue).toBe(80);
  });

  test("goals: the share reached of those due; open ones count once their day is over, dropped ones never", () => {
    const one = measureOf("goals_reached", { windowDays: 100 });
    const goal = (status: string, ago: number | null) => ({
      status,
      decidedDay: ago === null ? null : TODAY - ago,
    });
    const goals = [goal("reached", 5), goal("missed", 10), goal("dropped", 3), goal("open", null)];
    expect(measure(one, { ...silent, goals })?.rawValue).toBe(0.5);
    const late = [...goals, goal("open", 1)];
    expect(measure(one, { ...silent, goals: late })?.rawValue).toBeCloseTo(1 / 3, 12);
    const today = [...goals, goal("open", 0), goal("missed", 100)];
    expect(measure(one, { ...silent, goals: today })?.rawValue).toBe(0.5);
    expect(measure(one, silent)?.whyMissing).toBe("not-applicable");
  });
});

test("an SQL measure has its value, and what it says for silence where the facts have no row", () => {
  const of = (whenSilent: number | "missing") =>
    measureOf("sql", {
      from: "tickets",
      value: "count()",
      whenSilent,
      name: { en: "tickets", ja: "問い合わせ" },
    });
  const key = JSON.stringify(["tickets", "count()"]);
  const known = { ...silent, sqlValues: new Map([[key, 4]]) };
  expect(measure(of("missing"), known)?.rawValue).toBe(4);
  expect(measure(of(0), silent)?.rawValue).toBe(0);
  expect(measure(of("missing"), silent)?.whyMissing).toBe("not-applicable");
});
