// What holds for the months of any accounts.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { history, settings } from "./history-fixture.ts";
import { addAccount, beginMonths, metricsOf, revenueOfAccount } from "./index.ts";

describe("month metrics", () => {
  const months = Array.from({ length: 15 }, (_, index) =>
    new Date(Date.UTC(2025, index, 1)).toISOString().slice(0, 7),
  );

  test("GRR is at most 100 % for an account and for all; start + movements = end, month after month", () => {
    fc.assert(
      fc.property(fc.array(history, { maxLength: 5 }), settings, (accounts, rules) => {
        const inAll = beginMonths(months);
        for (const snapshots of accounts) {
          const revenue = revenueOfAccount(snapshots, rules);
          const alone = beginMonths(months);
          addAccount(alone, revenue);
          addAccount(inAll, revenue);
          for (const totals of alone) {
            const { grr, annualGrr } = metricsOf(totals);
            expect(Math.max(grr ?? 1, annualGrr ?? 1)).toBeLessThanOrEqual(1);
          }
        }
        inAll.forEach((totals, index) => {
          const metrics = metricsOf(totals);
          const { grr, nrr, logoChurn, movedMinor, startMrrMinor, endMrrMinor } = metrics;
          expect(metrics.grossRevenueChurn ?? 0).toBeCloseTo(1 - (grr ?? 1), 12);
          expect(metrics.netRevenueChurn ?? 0).toBeCloseTo(1 - (nrr ?? 1), 12);
          expect(metrics.annualGrr ?? 1).toBeLessThanOrEqual(Math.min(1, metrics.annualNrr ?? 1));
          expect(grr ?? 1).toBeLessThanOrEqual(1);
          expect(grr ?? 1).toBeLessThanOrEqual(nrr ?? 1);
          expect(logoChurn ?? 0).toBeLessThanOrEqual(1);
          const moved = Object.values(movedMinor).reduce((sum, part) => sum + part, 0);
          expect(startMrrMinor + moved).toBe(endMrrMinor);
          if (index > 0) expect(startMrrMinor).toBe(inAll[index - 1]?.endMrrMinor);
        });
      }),
    );
  });
});
