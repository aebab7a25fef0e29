import { describe, expect, test } from "vitest";
import {
  context,
  DAY_MS,
  everyDayWorks,
  measure,
  measureOf,
  silent,
  TODAY,
  using,
} from "./measure-fixture.ts";

const daysAgo = (days: number): number => (TODAY - days) * DAY_MS;

const KINDS = [
  ...["usage_per_seat", "feature_breadth", "seats_used", "usage_recency", "ticket_load"],
  ...["invoice_overdue_days", "interaction_recency", "usage_level", "payment_attempts"],
];

describe("zero is not missing", () => {
  test.each(KINDS)("an account that live sources are silent about has a value for %s", (kind) => {
    expect(measure(measureOf(kind), silent)?.rawValue).toEqual(expect.any(Number));
  });

  test("a customer that pays and was never seen using the product has 0 of it, once it had time to begin", () => {
    const since = (days: number) => ({ ...silent, usage: undefined, startDay: TODAY - days });
    expect(measure(measureOf("seats_used"), since(28))?.rawValue).toBe(0);
    expect(measure(measureOf("usage_recency"), since(28))?.rawValue).toBe(28);
    expect(measure(measureOf("seats_used"), since(27))?.whyMissing).toBe("not-applicable");
    const sources = { ...context.sources, firstUsageDay: TODAY - 10 };
    const young = measure(measureOf("seats_used"), since(200), { ...context, sources });
    expect(young?.whyMissing).toBe("not-applicable");
  });

  test("who does not pay, and was never seen, is not known to the source", () => {
    const lead = { ...silent, usage: undefined, revenue: undefined };
    expect(measure(measureOf("usage_recency"), lead)?.whyMissing).toBe("not-connected");
  });

  test("when nobody at all uses the product any more, its source is down", () => {
    const down = { ...context, sources: { ...context.sources, usageIsDown: true } };
    expect(measure(measureOf("seats_used"), silent, down)?.whyMissing).toBe("source-down");
  });

  test.each([
    ["ticket_load", { tickets: false }],
    ["invoice_overdue_days", { invoices: false }],
    ["interaction_recency", { interactionsSince: null }],
    ["nps", { surveys: new Set<string>() }],
    ["survey", { surveys: new Set(["nps"]) }],
    ["csm_pulse", { pulses: false }],
    ["goals_reached", { goals: false }],
    ["payment_attempts", { invoices: false }],
  ])("%s is missing when nothing of its source was ever known", (kind, sources) => {
    const at = { ...context, sources: { ...context.sources, ...sources } };
    const one = measureOf(kind, kind === "survey" ? { survey: "csat" } : {});
    expect(measure(one, silent, at)).toMatchObject({
      rawValue: null,
      whyMissing: "not-connected",
    });
  });

  test("no answer to a survey is no opinion", () => {
    expect(measure(measureOf("nps"), silent)?.rawValue).toBeNull();
  });
});

describe("usage", () => {
  test("per seat is the quantity by seats and working days of the window", () => {
    const one = measureOf("usage_per_seat", { windowDays: 20 });
    expect(measure(one, using(one, 400))?.rawValue).toBe(400 / 10 / 20);
  });

  test("of a new account is divided by the days that it had, not by the whole window", () => {
    const one = measureOf("usage_per_seat", { windowDays: 20 });
    const features = using(one, 400);
    const usage = { ...features.usage!, firstDay: TODAY - 5 };
    expect(measure(one, { ...features, usage })?.rawValue).toBe(400 / 10 / 5);
  });

  test("trend is 1 for an account that works as it always has, and 0 for one that has stopped", () => {
    const one = measureOf("usage_trend", { recentDays: 10, baselineDays: 50 });
    expect(measure(one, using(one, 100, 500))?.rawValue).toBeCloseTo(1, 12);
    expect(measure(one, using(one, 0, 500))?.rawValue).toBe(0);
  });

  test("trend says nothing without a baseline", () => {
    const one = measureOf("usage_trend", { recentDays: 10, baselineDays: 50 });
    expect(measure(one, using(one, 100, 0))?.whyMissing).toBe("not-applicable");
    const features = using(one, 100, 5);
    const usage = { ...features.usage!, firstDay: TODAY - 15 };
    expect(measure(one, { ...features, usage })?.whyMissing).toBe("not-applicable");
  });

  test("an old account's silence stays 0 when its baseline has emptied as well", () => {
    const one = measureOf("usage_trend", { recentDays: 10, baselineDays: 50 });
    expect(measure(one, using(one, 0, 0))?.rawValue).toBe(0);
  });

  test("holidays are not a decline: only working days of the account's country divide it", () => {
    const one = measureOf("usage_trend", { recentDays: 10, baselineDays: 50 });
    const goldenWeek = (country: string, from: number, to: number): number =>
      everyDayWorks(country, from, to) - (country === "JP" && to === TODAY - 1 ? 5 : 0);
    const features = { ...using(one, 50, 500), country: "JP" };
    const at = { ...context, countWorkingDays: goldenWeek };
    expect(measure(one, features, at)?.rawValue).toBeCloseTo(1, 12);
  });

  test("breadth is measured against the features that anybody uses, unless they are named", () => {
    const all = measureOf("feature_breadth", { windowDays: 28 });
    expect(measure(all, using(all, 2))?.rawValue).toBe(2 / 8);
    const named = measureOf("feature_breadth", { windowDays: 28, features: ["a", "b", "c", "d"] });
    expect(measure(named, using(named, 2))?.rawValue).toBe(2 / 4);
  });

  test("of seats is missing when the source does not say who used the product", () => {
    const one = measureOf("seats_used");
    expect(measure(one, using(one, 5, 100))?.rawValue).toBe(0.5);
    expect(measure(one, using(one, 0, 100))?.whyMissing).toBe("not-connected");
  });

  test("recency counts working days after the last use, without the day that is not over", () => {
    const one = measureOf("usage_recency");
    expect(measure(one, using(one))?.rawValue).toBe(0);
    expect(measure(one, silent)?.rawValue).toBe(99);
  });
});

describe("people and money", () => {
  test("tickets weigh by their urgency and by the seats, counted as if nobody had fewer than perSeats", () => {
    const one = measureOf("ticket_load", { windowDays: 30, perSeats: 10, urgentWeight: 2 });
    const at = (days: number): number => (TODAY - days) * DAY_MS;
    const tickets = { openedAtMs: [at(40), at(20), at(1)], urgentOpen: 1 };
    expect(measure(one, { ...silent, tickets })?.rawValue).toBe(4);
    const large = { ...silent, tickets, revenue: { ...silent.revenue!, seats: 40 } };
    expect(measure(one, large)?.rawValue).toBe(1);
  });

  test("NPS is the mean of the latest answers within the window, and too old without any", () => {
    const one = measureOf("nps", { windowDays: 90 });
    const at = daysAgo;
    const npsAnswers = [
      { score: 0, atMs: at(100) },
      { score: 10, atMs: at(50) },
      { score: 7, atMs: at(10) },
    ];
    expect(measure(one, { ...silent, answers: new Map([["nps", npsAnswers]]) })).toEqual({
      rawValue: 8.5,
      dataAtMs: at(10),
    });
    const old = { ...silent, answers: new Map([["nps", npsAnswers.slice(0, 1)] as const]) };
    expect(measure(one, old)).toMatchObject({ whyMissing: "too-old", dataAtMs: at(100) });
  });

  test("the longest overdue invoice counts, of the payment methods that the measure names", () => {
    const overdue = [
      { paymentMethod: "card", dueAtMs: (TODAY - 3.5) * DAY_MS },
      { paymentMethod: "bank_transfer", dueAtMs: (TODAY - 40) * DAY_MS },
    ];
    const features = { ...silent, invoices: { count: 9, overdue, attempted: [] } };
    expect(measure(measureOf("invoice_overdue_days"), features)?.rawValue).toBe(40);
    const cards = measureOf("invoice_overdue_days", { paymentMethods: ["card"] });
    expect(measure(cards, features)?.rawValue).toBe(3);
  });

  test("an account that never paid and has no invoice cannot be overdue", () => {
    const free = { ...silent, revenue: undefined };
    expect(measure(measureOf("invoice_overdue_days"), free)?.whyMissing).toBe("not-applicable");
  });

  test("an account that nobody ever talked to has been waiting since its beginning, or since the source tells of conversations", () => {
    const one = measureOf("interaction_recency", { kinds: ["meeting"] });
    expect(measure(one, silent)?.rawValue).toBe(200);
    const young = { ...context, sources: { ...context.sources, interactionsSince: TODAY - 30 } };
    expect(measure(one, silent, young)?.rawValue).toBe(30);
    const interactionDays = new Map([
      ["chat", TODAY],
      ["meeting", TODAY - 12],
    ]);
    expect(measure(one, { ...silent, interactionDays })?.rawValue).toBe(12);
  });

  test("milestones are the share of those named that were reached", () => {
    const one = measureOf("milestones_reached", { milestones: ["first_report", "invited_team"] });
    const milestoneDays = new Map([
      ["first_report", TODAY - 150],
      ["other", TODAY],
    ]);
    expect(measure(one, { ...silent, milestoneDays })?.rawValue).toBe(0.5);
  });
});
