/**
 * Person-periods as a subscription company has them: measures that hang together, skewed counts, dummies of tenure, and few
 * ends. In: a number of rows. Out: standardised columns and outcomes, the same for ever. Pure.
 */
import { type DesignMatrix, fitStandardisation, standardise } from "@mimamori/churn-risk";
import { Random } from "@mimamori/simulator";

const TENURE_BINS = 6;
const MEASURES = 24;
const FACTORS = 3;

export interface PersonPeriodData {
  readonly x: DesignMatrix;
  readonly y: Uint8Array;
}

/** About 3 % of the rows end, as a company that loses a third of its accounts a year sees it per month. */
const USUAL_LOG_ODDS = -3.8;

/** Makes so many rows of 30 columns. */
export function makePersonPeriods(rows: number): PersonPeriodData {
  const random = Random.named("bench/person-periods");
  const columns = TENURE_BINS + MEASURES;
  const values = new Float64Array(rows * columns);
  const y = new Uint8Array(rows);
  const factors = new Float64Array(FACTORS);
  for (let row = 0; row < rows; row++) {
    const tenure = random.whole(0, TENURE_BINS - 1);
    const from = row * columns;
    values[from + tenure] = 1;
    for (let factor = 0; factor < FACTORS; factor++) factors[factor] = random.normal();
    let logOdds = USUAL_LOG_ODDS + 0.5 / (1 + tenure);
    for (let measure = 0; measure < MEASURES; measure++) {
      const level = 0.6 * (factors[measure % FACTORS] ?? 0) + 0.8 * random.normal();
      // Every other measure is the logarithm of a skewed count, the others are trends around 0.
      const value = measure % 2 === 0 ? Math.log1p(Math.floor(Math.exp(1 + level))) : level;
      values[from + TENURE_BINS + measure] = value;
      logOdds -= (value * ((measure % 5) - 1)) / 10;
    }
    y[row] = random.chance(1 / (1 + Math.exp(-logOdds))) ? 1 : 0;
  }
  const raw = { rows, columns, values };
  return { x: standardise(fitStandardisation(raw), raw), y };
}
