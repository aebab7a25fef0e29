import { expect, test } from "vitest";
import type { Indication, TierState } from "@mimamori/touch-tiers";
import { explainChange, explainTier } from "./index.ts";
import type { Language } from "./index.ts";

const terms = (language: Language = "en") =>
  ({
    language,
    kind: "arr",
    currency: "JPY",
    timeZone: "Asia/Tokyo",
    today: "2026-02-01",
  }) as const;

const raised: Indication = { tier: "high", reason: "raised", about: "high", from: 5_000_000 };
const state: TierState = {
  tier: "high",
  base: "high",
  since: "2026-01-01",
  entered: "raised",
  potential: null,
  change: null,
  restUntil: null,
  pin: null,
};
const outcome = { state, indication: raised, value: 5_200_000, counts: 5_200_000, potential: 0 };
const change = {
  id: "1",
  from: "low",
  to: "high",
  proposedOn: "2026-01-30",
  approval: null,
} as const;

test("a tier says which amount put it there, in the currency's form", () => {
  expect(explainTier(outcome, terms())).toBe(
    "raised to high touch: ARR of ¥5,200,000 reaches ¥5,000,000",
  );
  expect(explainTier(outcome, terms("ja"))).toBe(
    "ハイタッチに引き上げ：ARR￥5,200,000が基準の￥5,000,000に達した",
  );
  const unknown = { ...raised, reason: "value-unknown" } as const;
  expect(explainTier({ ...outcome, indication: unknown, value: null, counts: null }, terms())).toBe(
    "high touch: the ARR is unknown",
  );
});

test("potential that lifts an account is told with what it counts for", () => {
  const lifted = { ...outcome, value: 4_600_000, counts: 6_000_000, potential: 0.62 };
  expect(explainTier(lifted, terms())).toBe(
    "raised to high touch: ARR of ¥4,600,000, which counts as ¥6,000,000 for a potential of 62%, reaches ¥5,000,000",
  );
  expect(explainTier(lifted, terms("ja"))).toBe(
    "ハイタッチに引き上げ：ARR￥4,600,000（拡大余地62%を加味して￥6,000,000相当）が基準の￥5,000,000に達した",
  );
});

test("a change on its way says what it waits for", () => {
  const low = { ...state, tier: "low", base: "low", change } as const;
  expect(explainTier({ ...outcome, state: low }, terms())).toBe(
    "still low touch: high touch was proposed on January 30, 2026 and waits for approval (raised to high touch: ARR of ¥5,200,000 reaches ¥5,000,000)",
  );
  const approval = { by: "ann", reason: "agreed", effectiveOn: "2026-02-14" };
  const approved = { ...low, change: { ...change, approval } };
  expect(explainTier({ ...outcome, state: approved }, terms())).toBe(
    "still low touch, from February 14, 2026 on high touch: approved by ann",
  );
  expect(explainTier({ ...outcome, state: approved }, terms("ja"))).toBe(
    "引き続きロータッチ、2026年2月14日からハイタッチ（annが承認）",
  );
  expect(explainTier({ ...outcome, state: approved }, { ...terms(), today: "2026-02-14" })).toBe(
    "still low touch: high touch is approved and waits until a place is free",
  );
});

test("a pin says who, why and until when, in the company's time", () => {
  const pin = {
    id: "p",
    tier: "high",
    author: "ann",
    reason: "renewal under negotiation",
    expiresAt: "2026-02-28T15:00:00.000Z",
  } as const;
  const pinned = { ...outcome, state: { ...state, pin } };
  expect(explainTier(pinned, terms())).toMatch(
    /^pinned to high touch by ann until March 1, 2026 at 12:00.AM: renewal under negotiation$/,
  );
  const step = { kind: "unpin", status: "in-effect", to: "low", decidedBy: "ann" } as const;
  expect(explainChange(step, outcome, terms())).toBe("low touch: the pin of ann has ended");
});

test("a change has its reason once: where it begins", () => {
  const step = { kind: "raise", to: "high", decidedBy: "" } as const;
  expect(explainChange({ ...step, status: "proposed" }, outcome, terms())).toMatch(/^raised to/);
  expect(explainChange({ ...step, status: "in-effect" }, outcome, terms())).toBe("");
});
