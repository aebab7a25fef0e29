// The sentences that people read, as they read them.
import { scorecard, type Measure } from "@mimamori/health-score";
import { expect, test } from "vitest";
import { explainCap, explainMeasure, say, type Language } from "./index.ts";

function measure(kind: string, params: object = {}): Measure {
  const curve = { kind: "linear", points: [[0, 0]] };
  const card = scorecard.parse({
    name: "one",
    minimumCoverage: 0,
    bands: [{ name: "healthy", from: 0 }],
    measures: [{ id: "m", kind, group: "g", weight: 1, curve, ...params }],
  });
  return card.measures[0]!;
}

function explain(
  language: Language,
  kind: string,
  rawValue: number,
  points: number,
  params = {},
): string {
  return explainMeasure(language, measure(kind, params), { rawValue, points, whyMissing: null });
}

test.each([
  ["usage_trend", 0.72, 40, "use 28% below its own usual level", "利用が普段より28%少ない"],
  ["usage_trend", 1.2, 100, "use 20% above its own usual level", "利用が普段より20%多い"],
  ["usage_trend", 1.001, 90, "used as much as usual", "利用は普段どおり"],
  [
    "usage_trend",
    0,
    0,
    "no use at all, against its own usual level",
    "普段は利用があるが、最近はまったく利用がない",
  ],
  ["usage_recency", 12, 0, "no use for 12 working days", "12営業日にわたり利用がない"],
  ["usage_recency", 1, 80, "no use for 1 working day", "1営業日にわたり利用がない"],
  [
    "seats_used",
    0.12,
    0,
    "only 12% of the seats are in use",
    "利用中のライセンスは契約数のわずか12%",
  ],
  ["seats_used", 0.92, 100, "92% of the seats are in use", "契約ライセンスの92%を利用中"],
  [
    "usage_per_seat",
    0.042,
    7,
    "only 0.042 uses per seat and working day",
    "1ライセンス・1営業日あたりの利用がわずか0.042回",
  ],
  ["feature_breadth", 0.5, 85, "50% of the features are in use", "全機能の50%を利用中"],
  [
    "ticket_load",
    6.5,
    18,
    "as many as 6.5 tickets per 10 seats in 30 days",
    "30日間で10ライセンスあたり6.5件相当と問い合わせが多い",
  ],
  ["ticket_load", 0, 100, "no tickets in 30 days", "30日間、問い合わせはない"],
  ["nps", 4.25, 28, "the latest NPS answers average 4.3 of 10", "直近のNPS回答の平均は10点中4.3点"],
  ["invoice_overdue_days", 0, 100, "no invoice is overdue", "支払期限を過ぎた請求書はない"],
  [
    "invoice_overdue_days",
    21,
    40,
    "an invoice has been overdue for 21 days",
    "請求書の支払いが期限を21日過ぎている",
  ],
  ["interaction_recency", 95, 48, "no conversation for 95 days", "95日間、会話がない"],
  ["interaction_recency", 12, 96, "last conversation 12 days ago", "最後の会話は12日前"],
])("%s of %f is told in both languages", (kind, rawValue, points, english, japanese) => {
  expect(explain("en", kind, rawValue, points)).toBe(english);
  expect(explain("ja", kind, rawValue, points)).toBe(japanese);
});

test("the sentence takes its windows from the scorecard", () => {
  expect(explain("en", "ticket_load", 0, 100, { windowDays: 14 })).toBe("no tickets in 14 days");
});

test("a missing measure says why it is missing", () => {
  const part = { rawValue: null, points: null };
  expect(explainMeasure("en", measure("nps"), { ...part, whyMissing: "too-old" })).toBe(
    "NPS: the data is too old to count",
  );
  expect(explainMeasure("ja", measure("seats_used"), { ...part, whyMissing: "source-down" })).toBe(
    "利用中のライセンス：データ元が停止中",
  );
});

test("a cap says what it is and why it holds", () => {
  const cap = { id: "late", when: { measure: "m", atLeast: 14 }, atMost: 45 };
  expect(explainCap("en", measure("invoice_overdue_days"), 21, cap)).toBe(
    "held at 45 at most: an invoice has been overdue for 21 days",
  );
});

test("bands have names in both languages", () => {
  expect([say("en", "band.at-risk"), say("ja", "band.at-risk")]).toEqual(["at risk", "危険"]);
});
