// The line in log-odds that makes forecasts fit what happened. In: outcomes and log-odds. Out: slope and intercept. Pure.
import { evaluate, type Objective } from "./logistic-objective.ts";
import { minimise } from "./newton.ts";

/** New log-odds = intercept + slope * old log-odds. */
export interface PlattLine {
  readonly slope: number;
  readonly intercept: number;
}

/**
 * Platt's (1999) scaling: a logistic regression on one column whose targets are held back from 0 and 1 by a uniform prior:
 * (churned + 1) / (churned + 2) and 1 / (stayed + 2). So it exists even where the forecasts separate the outcomes.
 */
export function fitPlattLine(y: Uint8Array, predictors: Float64Array): PlattLine {
  const churned = y.reduce((sum, outcome) => sum + outcome, 0);
  const heldBack = [1 / (y.length - churned + 2), -1 / (churned + 2)];
  // The loss of a held-back target differs from that of 0 or 1 by something straight in intercept and slope.
  const tilt = new Float64Array(2);
  y.forEach((outcome, row) => {
    const by = heldBack[outcome] ?? 0;
    tilt[0] = (tilt[0] ?? 0) - by;
    tilt[1] = (tilt[1] ?? 0) - by * (predictors[row] ?? 0);
  });
  const objective: Objective = {
    x: { rows: y.length, columns: 1, values: predictors },
    y,
    offset: undefined,
    l2: 0,
    link: "logit",
  };
  const { at } = minimise((point, hessian) => {
    const hard = evaluate(objective, point, hessian);
    const shift = tilt.reduce((sum, value, place) => sum + value * (point[place] ?? 0), 0);
    return {
      ...hard,
      value: hard.value + shift,
      gradient: hard.gradient.map((slope, place) => slope + (tilt[place] ?? 0)),
    };
  }, new Float64Array(2));
  return { intercept: at.point[0] ?? 0, slope: at.point[1] ?? 0 };
}
