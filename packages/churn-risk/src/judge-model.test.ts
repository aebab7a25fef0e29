// The gate, on forecasts made by hand: of 2,000 accounts every tenth decides in the month, and one in four of these leaves; of the
// others one in a hundred does.
import { describe, expect, it } from "vitest";
import { judgeForecasts } from "./judge-model.ts";
import { seededRandom } from "./seeded-random.ts";

const ROWS = 2000;
const decides = (row: number): boolean => row % 10 === 0;
/** Half of those who decide; nine of ten who then leave are among them. */
const isQuiet = (row: number): boolean => row % 40 < 20;
const leaves = (row: number): boolean =>
  decides(row) ? (row % 40 === 0 && row % 400 !== 0) || row % 400 === 20 : row % 100 === 7;
const outcome = Uint8Array.from({ length: ROWS }, (_, row) => Number(leaves(row)));
const forEach = (p: (row: number) => number): Float64Array =>
  Float64Array.from(outcome, (_, row) => p(row));
const averageRate = forEach(() => 70 / ROWS);
const contractRate = forEach((row) => (decides(row) ? 0.25 : 0.011));

function judged(probability: Float64Array, rates: Float64Array = contractRate) {
  const accountOfRow = Uint32Array.from(outcome, (_, row) => row);
  const forecasts = { accountOfRow, outcome, probability, averageRate, contractRate: rates };
  return judgeForecasts(forecasts, seededRandom("gate"));
}

describe("the gate", () => {
  it("lets a model pass that only knows when contracts can end, and says that it knows no more", () => {
    const judgement = judged(contractRate);
    expect(judgement.verdict).toBe("published");
    expect(judgement.improvement?.lower).toBeGreaterThan(0);
    expect(judgement.beyondContract).toEqual({ mean: 0, lower: 0, upper: 0 });
    expect(judgement.why).toContain("Beyond when contracts can end it knows nothing for certain");
  });

  it("says of a model that also knows the accounts that it is better than the calendar", () => {
    const { verdict, beyondContract, why } = judged(
      forEach((row) => (!decides(row) ? 0.011 : isQuiet(row) ? 0.45 : 0.05)),
    );
    expect(verdict).toBe("published");
    expect(beyondContract?.lower).toBeGreaterThan(0);
    expect(why).toContain("better too than the average rate of such contracts");
  });

  it("says nothing of contracts where all decide each month", () => {
    const probability = forEach((row) => (decides(row) ? 0.24 : 0.012));
    expect(judged(probability, averageRate).why).not.toContain("contracts");
  });

  it("refuses a model that is no better than the average rate of all, whatever the contracts say", () => {
    const { verdict, improvement } = judged(averageRate);
    expect(verdict).toBe("no predictive signal");
    expect(improvement?.lower).toBe(0);
  });
});
