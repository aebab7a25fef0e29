// The months ahead against hazards that can be computed by hand.
import { describe, expect, it } from "vitest";
import type { ChurnModel, ModelColumn } from "./churn-model.ts";
import { civilDateOf, monthsAfter } from "./civil-months.ts";
import { MID_TERM } from "./dataset.ts";
import { type DecisionPlan, nextDecisionDay } from "./decision-dates.ts";
import { probabilityOf } from "./links.ts";
import { lookAhead, type RiskAhead } from "./risk-ahead.ts";

const DAY = 19_723; // 2024-01-01
const MID_TERM_WEIGHT = 0.4;
const midTerm: ModelColumn = {
  name: MID_TERM,
  scale: "linear",
  unit: "0 or 1",
  low: 0,
  high: 1,
  mean: 0.5,
  deviation: 0.5,
  weight: MID_TERM_WEIGHT,
  group: 0,
  bins: { edges: [], counts: [1, 0] },
};
const model = { columns: [midTerm], calibration: { kind: "linear" } } as unknown as ChurnModel;
const LOGIT = -3;
const MID_OFFSET = Math.log(0.05);

function riskOf(termMonths: number, monthsToDecision: number, offset: number): RiskAhead {
  const date = civilDateOf(monthsAfter(civilDateOf(DAY), monthsToDecision) + 9);
  const plan: DecisionPlan = { kind: "renewal", date, termMonths };
  return lookAhead(model)({
    linear: LOGIT,
    standardError: 0.2,
    decisionStandardError: 0.3,
    offset,
    plan,
    day: DAY,
    nextDecisionDay: nextDecisionDay(plan, DAY),
  });
}

describe("the risk ahead", () => {
  it("of a monthly contract is the same hazard each month", () => {
    const hazard = probabilityOf(LOGIT, "logit");
    const { hazards, within30Days, within60Days, within90Days, byNextDecision } = riskOf(1, 0, 0);
    expect([...hazards]).toEqual(new Array(12).fill(hazard));
    expect(within30Days).toBeCloseTo(hazard, 14);
    expect(within60Days).toBeCloseTo(1 - (1 - hazard) ** 2, 14);
    expect(within90Days).toBeCloseTo(1 - (1 - hazard) ** 3, 14);
    expect(byNextDecision).toBeCloseTo(hazard, 14);
  });

  it("of an annual contract rises in the month of its renewal, and not renewing counts the months until then", () => {
    const mid = probabilityOf(LOGIT, "logit");
    const renewal = probabilityOf(LOGIT - MID_OFFSET + Math.log(12) - MID_TERM_WEIGHT, "logit");
    const { hazards, within90Days, byNextDecision } = riskOf(12, 4, MID_OFFSET);
    expect(hazards[4]).toBeCloseTo(renewal, 14);
    expect(hazards.filter((hazard) => Math.abs(hazard - mid) < 1e-14)).toHaveLength(11);
    expect(within90Days).toBeCloseTo(1 - (1 - mid) ** 3, 14);
    expect(byNextDecision).toBeCloseTo(1 - (1 - mid) ** 4 * (1 - renewal), 14);
  });

  it("reaches a renewal that is more than a year away", () => {
    const mid = probabilityOf(LOGIT, "logit");
    const renewal = probabilityOf(LOGIT - MID_OFFSET + Math.log(36) - MID_TERM_WEIGHT, "logit");
    const { hazards, byNextDecision } = riskOf(36, 30, MID_OFFSET);
    expect(hazards).toHaveLength(12);
    expect(byNextDecision).toBeCloseTo(1 - (1 - mid) ** 30 * (1 - renewal), 14);
  });
});
