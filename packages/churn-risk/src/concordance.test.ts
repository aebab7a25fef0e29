// Harrell's C against its definition, pair by pair.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concordance } from "./concordance.ts";

interface Account {
  readonly duration: number;
  readonly ended: boolean;
  readonly risk: number;
}

function measure(accounts: readonly Account[]): number {
  return concordance(
    {
      durations: Float64Array.from(accounts, ({ duration }) => duration),
      ended: Uint8Array.from(accounts, ({ ended }) => Number(ended)),
    },
    Float64Array.from(accounts, ({ risk }) => risk),
  );
}

function pairs(accounts: readonly Account[]): { all: number; concordant: number } {
  let [all, concordant] = [0, 0];
  for (const first of accounts)
    for (const other of accounts) {
      const leftFirst =
        first.duration < other.duration || (first.duration === other.duration && !other.ended);
      if (first === other || !first.ended || !leftFirst) continue;
      all += 1;
      concordant += (Math.sign(first.risk - other.risk) + 1) / 2;
    }
  return { all, concordant };
}

describe("concordance", () => {
  it("is the share of comparable pairs in the right order, with ties of time and of risk", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            duration: fc.integer({ min: 0, max: 8 }),
            ended: fc.boolean(),
            risk: fc.integer({ min: -4, max: 4 }),
          }),
          { minLength: 1, maxLength: 40 },
        ),
        (accounts) => {
          const { all, concordant } = pairs(accounts);
          if (all === 0)
            expect(() => measure(accounts)).toThrow(
              expect.objectContaining({ code: "one_outcome" }),
            );
          else expect(measure(accounts)).toBeCloseTo(concordant / all, 12);
        },
      ),
    );
  });

  it("is 1 for risks in the order of leaving, whoever is still there", () => {
    expect(
      measure([
        { duration: 1, ended: true, risk: 3 },
        { duration: 2, ended: true, risk: 2 },
        { duration: 2, ended: false, risk: 1 },
      ]),
    ).toBe(1);
  });
});
