import { LANGUAGES, type Language } from "@mimamori/message-catalogue";
import { describe, expect, test } from "vitest";
import { drawCustomerBrief, drawInternalBrief } from "./brief-page.ts";
import type { InternalFacts } from "./internal-facts.ts";
import { FACTS, INTERNAL, QUARTER, TODAY } from "./review-fixture.ts";

const terms = (language: Language = "en") => ({ language, today: TODAY, quarter: QUARTER });
const customer = (facts = FACTS, language?: Language): string =>
  drawCustomerBrief(facts, terms(language));
const internal = (facts: InternalFacts = INTERNAL, language?: Language): string =>
  drawInternalBrief(FACTS, facts, "en", terms(language));

function withoutStyle(page: string): string {
  return page.replace(/<style>[\s\S]*?<\/style>/, "");
}

/** The words that a reader sees, without markup. */
function seen(page: string): string {
  return withoutStyle(page)
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");
}

/** Of every kind of judgement a word and a figure of the fixture, in both languages. */
const JUDGEMENTS: readonly RegExp[] = [
  /health|ヘルス/i,
  /churn|解約/i,
  /risk|リスク|危険/i,
  /LTV|lifetime/i,
  /tier|touch|タッチ/i,
  /renew|更新/i,
  /score|スコア/i,
  /margin|限界利益/i,
  /pinned|pulse/i,
];
const FIGURES = /31\.7|43%|57%|2,345,678|3,456,789|98,765|35\.1|24\.6/;

describe("the customer's page", () => {
  test.each(LANGUAGES)("shows nothing that judges the customer, in %s", (language) => {
    const text = withoutStyle(customer(FACTS, language));
    // The internal page of the same account has all of it: the search can find what it looks for.
    const other = withoutStyle(internal(INTERNAL, language));
    for (const judgement of JUDGEMENTS) {
      expect(text).not.toMatch(judgement);
      expect(other).toMatch(judgement);
    }
    expect(seen(text)).not.toMatch(FIGURES);
    expect(seen(other)).toMatch(FIGURES);
  });

  test("tells use, value, goals, tickets, surveys and what is open, beside the quarter before", () => {
    const text = seen(customer());
    for (const words of [
      "August 24, 2026 to November 22, 2026",
      "-20%, from 10 in the quarter before",
      "9 users in 28 days, 20 seats paid for",
      "¥120,000",
      "Everybody trained reached",
      "open, past its day October 31, 2026",
      "NPS 2 6 of 10 – 0",
      "INV-7 October 31, 2026 28 $1,234.50",
      "1 invoice is only a few days overdue",
      "T-1 exports urgent November 20, 2026 8",
    ])
      expect(text).toContain(words);
  });

  test("says that data is missing where no source tells, instead of counting nothing", () => {
    const bare = { ...FACTS, weeks: [], goals: [], tickets: [], answers: [], invoices: [] };
    const silent = seen(customer({ ...bare, live: new Set() }));
    expect(silent.match(/Missing: no/g)).toHaveLength(8);
    expect(silent).not.toMatch(/Opened 0|Features in use/);
    const zero = seen(customer(bare));
    expect(zero).not.toContain("Missing");
    expect(zero).toContain("Opened 0");
    expect(zero).toContain("Features in use 0");
  });

  test("compares with nothing for an account that began within the quarter before", () => {
    const text = seen(customer({ ...FACTS, firstWeek: "2026-08-17" }));
    expect(text).toContain("Users per week, on average 8 nothing to compare with");
    expect(text).not.toContain("-20%");
  });

  test("writes numbers, days and currencies as the language does", () => {
    const text = seen(customer(FACTS, "ja"));
    for (const words of ["2026年8月24日～2026年11月22日", "￥120,000", "$1,234.50", "緊急"])
      expect(text).toContain(words);
  });
});

describe("the internal page", () => {
  test("adds health with reasons and moves, churn risk, lifetime value, tier and renewal", () => {
    const text = seen(internal());
    for (const words of [
      "Internal: not for the customer",
      "Health score 31.7 at risk · as of November 28, 2026",
      "use 65% below its own usual level 12.3 40% 35.1",
      "pulse: not connected no data",
      "From 56.3 (November 21, 2026) to 31.7 (November 28, 2026)",
      "Gives notice within 90 days 43%",
      "decides by January 15, 2027 (47% to 67%, 90% interval)",
      "LTV, 36 months ¥2,345,678",
      "Touch tier high touch",
      "its churn risk is high",
      "January 31, 2027 January 15, 2027 by itself at risk ¥1,440,000",
    ])
      expect(text).toContain(words);
  });

  test("says that there is no predictive signal, and what has not been computed", () => {
    const none = { within_90_days: null, next_decision_on: null } as const;
    const unknown = {
      not_renewing: null,
      not_renewing_low: null,
      not_renewing_high: null,
    } as const;
    const noModel = { status: "no-model", ...none, ...unknown } as const;
    expect(seen(internal({ ...INTERNAL, churn: noModel }))).toContain("no predictive signal");
    const blank = { health: undefined, churn: undefined, value: undefined, tier: undefined };
    const text = seen(internal({ ...INTERNAL, ...blank, standing: undefined, renewals: [] }));
    expect(text.match(/Missing:/g)).toHaveLength(5);
  });

  test("says whose language the stored reasons are in, where it is not the page's", () => {
    expect(internal(INTERNAL, "ja")).toContain("会社の言語");
    expect(internal(INTERNAL, "en")).not.toContain("language of the company");
  });
});

describe("any page", () => {
  const pages = LANGUAGES.flatMap((one) => [customer(FACTS, one), internal(INTERNAL, one)]);

  test.each(pages)("is one file that runs nothing and loads nothing", (page) => {
    expect(page.startsWith("<!doctype html>")).toBe(true);
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed|base|b)\b/i);
    expect(page).not.toMatch(/\b(src|href|on\w+)\s*=\s*["']|url\(|@import|https?:/i);
  });

  test.each(pages)("shows names as they were sent, not as markup", (page) => {
    expect(page).toContain("&lt;script&gt;alert(&#39;acme&#39;)&lt;/script&gt;");
    expect(page).toContain("&lt;b&gt;Close the books in 3 days&lt;/b&gt;");
    expect(page).toContain("&quot;&gt;&lt;img src=x&gt;");
    expect(page).toContain("team &amp; co");
    expect(page).not.toMatch(/undefined|NaN|\[object/);
  });
});
