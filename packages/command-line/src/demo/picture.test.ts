import { expect, test } from "vitest";
import { drawNextSteps } from "./next-steps.ts";
import { drawPicture } from "./picture.ts";
import type { Month, Readings } from "./readings.ts";

const plain = (_colour: string, text: string): string => text;

function monthOf(month: string, end_mrr: number, change: Partial<Month> = {}): Month {
  const usual = { is_complete: 1, start_accounts: 100, end_accounts: 101, churned_accounts: 2 };
  return { month, end_mrr, currency: "JPY", ...usual, ...change };
}

const READINGS: Readings = {
  currency: "JPY",
  months: [
    monthOf("2026-08-01", 10_000_000, { start_accounts: 0, churned_accounts: 0 }),
    monthOf("2026-09-01", 11_000_000),
    monthOf("2026-10-01", 12_000_000, { churned_accounts: 4 }),
    monthOf("2026-11-01", 12_500_000, { is_complete: 0, churned_accounts: 50 }),
  ],
  retention: { months: 2, nrr: 1.05, grr: 0.9 },
  groups: [
    { touch_tier: "high", health_band: "healthy", accounts: 7, arr: 90_000_000, leaving: 0 },
    { touch_tier: "tech", health_band: "at-risk", accounts: 3, arr: 300_000, leaving: 1 },
    { touch_tier: "tech", health_band: "insufficient-data", accounts: 2, arr: 0, leaving: 0 },
  ],
  coverage: 0.93,
  calls: [
    {
      account: "acc-00007",
      name: "A company whose name is far too long for a table",
      segment: "enterprise",
      csm: "csm-1",
      at_stake: 9_000_000,
      arr: 18_000_000,
      health_score: 48.6,
      renewal_days: 1,
      worries: ["use 60% below its own usual level", "4 invoices are overdue", "a third one"],
    },
    {
      account: "acc-00008",
      name: "",
      segment: "smb",
      csm: "",
      at_stake: 1,
      arr: 100,
      health_score: null,
      renewal_days: null,
      worries: [],
    },
  ],
  ltvs: [
    {
      segment: "smb",
      accounts: 100,
      churned_accounts: 12,
      window_months: 12,
      arpa: 40_000,
      monthly_logo_churn: 0.03,
      churn_source: "pooled",
      gross_margin: 0.8,
      ltv_margin_over_churn: 1_066_667,
      capped: 0,
    },
  ],
};

test("the picture tells what the readings say, in lines that fit a terminal", () => {
  const picture = drawPicture(READINGS, "Example Cloud", plain);
  expect(picture.split("\n").filter((line) => line.length > 100)).toEqual([]);
  expect(picture).toMatch(/MRR +¥12\.5M +▁▆█ +from ¥11M at the end of 2026-09/);
  expect(picture).toMatch(/NRR +105 %/);
  expect(picture).toMatch(/GRR +90 %/);
  // Two whole months with 100 accounts each at their start; the first month and the current one do not count.
  expect(picture).toMatch(/logo churn +3\.0 % .* 6 left in the last 2 whole months/);
  expect(picture).toMatch(/healthy +7 +7 █+ +0 +0 +¥90M ARR/);
  expect(picture).toMatch(/at risk +3 +0 +0 +3 █+ +¥300K ARR/);
  expect(picture).toContain("93 % of the weight has data; 2 accounts have too little");
  expect(picture).toContain("Given notice: 1.");
  expect(picture).toMatch(
    /1 +A company whose name is f… +enterprise +¥18M ARR +health 49 +renews in 1 day\n/,
  );
  expect(picture).toContain("use 60% below its own usual level · 4 invoices are overdue\n");
  expect(picture).not.toContain("a third one");
  expect(picture).toMatch(/2 +acc-00008 +smb +¥100 ARR +health – +renewal unknown/);
  expect(picture).toMatch(/smb +100 +¥40K +3\.0 % +¥1\.07M .*12 churns, pooled rate/);
});

test("a company without any customer is a sentence and not a crash", () => {
  const nothing = {
    currency: "",
    months: [],
    retention: { months: 0, nrr: null, grr: null },
    groups: [],
    coverage: null,
    calls: [],
    ltvs: [],
  };
  const picture = drawPicture(nothing, "Example Cloud", plain);
  expect(picture).toContain("Nobody pays yet.");
  expect(picture).toContain("Nobody: whoever does not do well is new");
});

test("the next steps name this installation's address, key and folder", () => {
  const where = {
    collectorUrl: "http://127.0.0.1:1",
    writeKey: "key",
    prefix: "MIMAMORI_STATE=/x ",
  };
  const steps = drawNextSteps(where, plain);
  expect(steps).toContain("curl http://127.0.0.1:1/v1/events -H 'authorization: Bearer key'");
  expect(steps).toContain("MIMAMORI_STATE=/x ./mimamori down");
});
