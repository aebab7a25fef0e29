// Every language can say everything, and says it without holes.
import { expect, test } from "vitest";
import { catalogues } from "./catalogue.ts";
import { LANGUAGES, type MessageKey } from "./index.ts";

/** Something of everything that a message may ask for. */
const PARAMS = {
  value: 3,
  windowDays: 28,
  recentDays: 14,
  baselineDays: 56,
  minimumBaseline: 0.5,
  perSeats: 10,
  urgentWeight: 2,
  minimumAnswers: 1,
  milestones: ["first_report"],
  measureName: "NPS",
  atMost: 45,
  because: "b",
  tierName: "t",
  toName: "u",
  aboutName: "v",
  valueName: "ARR",
  counts: 6_000_000,
  potential: 0.4,
  from: 5_000_000,
  restUntil: "2026-03-01",
  day: "2026-02-01",
  by: "ann",
  expiresMs: 1_767_600_000_000,
  timeZone: "Asia/Tokyo",
  currency: "JPY",
  feature: "reports",
  per: "seats_sold",
  of: "seats_sold",
  survey: "csat",
  milestone: "first_report",
  name: { en: "exports", ja: "出力" },
  author: "ann",
  until: "1 June 2026",
  days: "1 June 2026",
  fallen: 40,
  accounts: 60,
  reason: "r",
  then: "t",
  now: "n",
  others: ["o"],
  more: 3,
  morePoints: "−0.3",
  who: "Acme",
  since: "1 June 2026",
  through: "30 June 2026",
  due: "30 June 2026",
  before: "10",
  after: "20",
  share: "12%",
  amount: "¥1,000",
  used: "3",
  bought: "5",
  hours: "4",
  score: "8",
  most: "10",
  low: "1",
  high: "2",
  retention: 0.69,
  naiveMinor: 4_945_049,
  valueMinor: 7_941_650,
};

const VALUES = [0, 0.42, 1, 3, 12];

test.each(LANGUAGES)("%s has every message of the others", (language) => {
  const keys = Object.keys(catalogues[language]).sort();
  for (const other of LANGUAGES) expect(keys).toEqual(Object.keys(catalogues[other]).sort());
});

test.each(LANGUAGES)("no sentence of %s has a hole in it", (language) => {
  for (const [key, message] of Object.entries(catalogues[language])) {
    for (const value of VALUES) {
      const text = (message as (params: unknown) => string)({ ...PARAMS, value });
      expect(text, key).not.toMatch(/undefined|NaN|null|\[object/);
      expect(text.trim(), key).not.toBe("");
      expect(text, key).not.toMatch(/[.。]$/);
    }
  }
});

test("Japanese is Japanese: no sentence was left in English", () => {
  const sameInBoth: MessageKey[] = ["value.arr", "value.ltv", "measure.nps.name"];
  for (const [key, message] of Object.entries(catalogues.ja)) {
    if (sameInBoth.includes(key as MessageKey)) continue;
    const text = (message as (params: unknown) => string)(PARAMS);
    expect(text, key).toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u);
  }
});
