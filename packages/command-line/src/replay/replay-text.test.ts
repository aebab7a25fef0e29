import type { ReplayReport } from "@mimamori/job-schedules";
import { expect, test } from "vitest";
import { drawReplay } from "./replay-text.ts";

const plain = (_: string, text: string): string => text;

const drops = {
  ...{ drops: 40, accounts: 31, judged: 30, followedByNotice: 9 },
  ...{ notices: 12, warned: 8, medianWarningDays: 33 },
};

const report: ReplayReport = {
  ...{ scorecard: "mature", replaces: true, from: "2025-06-08", to: "2026-05-31", everyDays: 7 },
  ...{ moments: 52, accounts: 8_214, accountsEver: 9_000, changedNow: 213, changedEver: 480 },
  bands: [
    { published: "healthy", candidate: "healthy", accounts: 8_001 },
    { published: "healthy", candidate: "at-risk", accounts: 213 },
  ],
  changed: Array.from({ length: 12 }, (_, index) => ({
    ...{ account: `acc-${index}`, name: index === 0 ? "Northgate Motors" : "" },
    published: { score: 81.2, band: "healthy" },
    candidate: { score: 44.4, band: "at-risk" },
  })),
  byMoment: Array.from({ length: 52 }, (_, index) => ({
    ...{ day: "2026-05-31", published: index % 5, candidate: index % 7, differing: 3 },
  })),
  drops: { published: drops, candidate: { ...drops, drops: 25, medianWarningDays: null } },
  backtest: { published: [], candidate: [] },
  seconds: 41,
};

test("it says how many change band, which, and what would have dropped, within 100 columns", () => {
  const text = drawReplay(report, plain);
  expect(text).toContain("Replay of mature");
  expect(text).toContain("213 accounts would lie in another band; 480 of 9,000 did at some step.");
  expect(text).toMatch(/1 {2}Northgate Motors .* healthy 81\.2 → at risk 44\.4/);
  expect(text).toContain("and 203 more");
  expect(text).toMatch(/published +40 +31 +9 \(30 %\) +8 \(67 %\) +33/);
  expect(text).toMatch(/changed +25 +31 .* –/);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(108);
});
