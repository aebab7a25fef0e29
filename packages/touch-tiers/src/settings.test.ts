import { expect, test } from "vitest";
import { touchTierSettings } from "./index.ts";

const SETTINGS = { value: "arr", margin: 0.1, thresholds: { high: 5_000, low: 1_000 } };

test("settings of three lines are enough: no pools, no potential, raises by rule, lowerings by people", () => {
  const { pools, potential, changes, minimumStayDays } = touchTierSettings.parse(SETTINGS);
  expect(pools).toEqual({});
  expect(potential.uplift).toBe(0);
  expect(minimumStayDays).toBe(90);
  expect(changes).toEqual({
    approval: { raise: "rule", lower: "person" },
    noticeDays: 14,
    takesEffectOn: "any-day",
    expireAfterDays: 30,
    restDays: 90,
  });
});

test("every mistake is told at once, each at its place", () => {
  const wrong = {
    ...SETTINGS,
    value: "mrr",
    thresholds: { high: 1_000, low: 1_000 },
    potential: { seatUse: { none: 0.9, full: 0.9 } },
    pools: { everybody: {}, japan: { languages: ["ja"], high: { csms: 2, accountsPerCsm: 0 } } },
    changes: { approval: { raise: "nobody" } },
  };
  const problems = touchTierSettings.safeParse(wrong).error?.issues ?? [];
  expect(problems.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
    "value: expected arr or ltv",
    "pools.japan.high.accountsPerCsm: expected a number above 0",
    "changes.approval.raise: expected person or rule",
    "thresholds.high: expected a threshold above that of low",
    "potential.seatUse.full: expected a share above none",
    "pools.everybody: expected languages, countries or segments: without them no account reaches the pools below",
    "pools.japan: expected the last pool to take everybody who is left: no languages, countries or segments",
  ]);
});
