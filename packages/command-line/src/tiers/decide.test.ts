import { expect, test } from "vitest";
import { chooseChanges, decisionEvent } from "./decide.ts";
import { drawTiers } from "./list-text.ts";
import { pinEvent } from "./pin.ts";
import type { OpenChangeRow } from "./tier-readings.ts";

function change(account: string, more: Partial<OpenChangeRow> = {}): OpenChangeRow {
  return {
    account,
    name: "",
    change_id: "2026-01-15-low-high",
    from_tier: "low",
    to_tier: "high",
    status: "proposed",
    reason: "raised to high touch",
    proposed_on: "2026-01-15",
    decided_by: "",
    decision_reason: "",
    effective_on: null,
    csm: "bo",
    pool: "",
    arr: 6_000_000,
    ...more,
  };
}

const open = [
  change("a"),
  change("b", { to_tier: "tech", pool: "japan" }),
  change("c", { status: "approved", decided_by: "rule", effective_on: "2026-02-01" }),
];
const choice = { accounts: [], all: false, to: undefined, pool: undefined };
const idsOf = (of: Partial<typeof choice> | object): string[] =>
  chooseChanges(open, { ...choice, ...of }).map(({ account }) => account);

test("--all means what waits for a decision, narrowed by tier and pool; a named account may also take one back", () => {
  expect(idsOf({ all: true })).toEqual(["a", "b"]);
  expect(idsOf({ all: true, to: "high" })).toEqual(["a"]);
  expect(idsOf({ all: true, pool: "japan" })).toEqual(["b"]);
  expect(idsOf({ accounts: ["c", "a"] })).toEqual(["c", "a"]);
});

test("an account without an open change, no account, or an unknown tier is a mistake, and nothing is decided", () => {
  expect(() => idsOf({ accounts: ["a", "x"] })).toThrow("no change of x is on its way");
  expect(() => idsOf({})).toThrow("take accounts, or --all");
  expect(() => idsOf({ all: true, to: "gold" })).toThrow('"gold" is no tier');
});

test("a decision names the change, who decided and why", () => {
  const verdict = {
    verdict: "approved",
    author: "ann",
    reason: "agreed",
    on: "2026-02-01",
  } as const;
  expect(decisionEvent(change("a"), verdict)).toEqual({
    account: "a",
    type: "account.tier_change_decided.v1",
    data: {
      change_id: "2026-01-15-low-high",
      verdict: "approved",
      author: "ann",
      reason: "agreed",
      effective_on: "2026-02-01",
    },
  });
});

test("a pin ends with the end of its last day in the company's time zone", () => {
  const words = { to: "high", until: "2026-12-31", reason: "so", author: "ann" };
  const expiry = (timeZone: string): unknown =>
    (pinEvent("a", { ...words, timeZone }).data as { expires_at: string }).expires_at;
  expect(expiry("Asia/Tokyo")).toBe("2026-12-31T15:00:00.000Z");
  expect(expiry("America/New_York")).toBe("2027-01-01T05:00:00.000Z");
  expect(expiry("UTC")).toBe("2027-01-01T00:00:00.000Z");
  expect(() => pinEvent("a", { ...words, until: "soon", timeZone: "UTC" })).toThrow("--until");
  expect(() => pinEvent("a", { ...words, reason: undefined, timeZone: "UTC" })).toThrow("--reason");
  expect(() => pinEvent("a", { ...words, to: "gold", timeZone: "UTC" })).toThrow("--to");
});

test("the list shows what is to decide before what is on its way", () => {
  const tiers = [
    {
      account: "a",
      name: "Acme",
      tier: "low",
      tier_without_pin: "low",
      arr: 6_000_000,
      pin_expires_at: null,
    },
  ] as unknown as Parameters<typeof drawTiers>[0];
  const text = drawTiers(tiers, open, "JPY", (_, words) => words);
  expect(text.indexOf("TO DECIDE")).toBeLessThan(text.indexOf("ON THEIR WAY"));
  expect(text).toMatch(/↑ a +low → high +¥6M ARR {2}proposed 2026-01-15 {2}bo/);
  expect(text).toContain("from 2026-02-01, by rule");
  expect(drawTiers([], [], "", (_, words) => words)).toMatch(/^There are no tiers yet/);
});
