// Where the search for a curve begins: rough curves through the first renewal, from much to little heterogeneity. Pure.
import type { CurveKind } from "./retention-curves.ts";
import { decisionsIn, type RenewalCounts } from "./renewal-counts.ts";

/** γ + δ: the smaller, the more the accounts differ. */
const SPREADS = [0.5, 2, 8, 40];
const EXPONENTS = [0.6, 1, 1.7];

/** Logarithms of the parameters to begin with. The counts hold accounts that left and accounts that stayed. */
export function startsFor(kind: CurveKind, counts: RenewalCounts): Float64Array[] {
  const { decisions, lost } = decisionsIn(counts);
  const churn = lost / decisions;
  const first = counts.atRisk.findIndex((accounts) => accounts > 0);
  const firstChurn = Math.min(
    0.98,
    Math.max(0.5 * churn, (counts.lost[first] as number) / (counts.atRisk[first] as number)),
  );
  const lambda = -Math.log1p(-firstChurn);
  const betas = SPREADS.map((spread) => [firstChurn * spread, (1 - firstChurn) * spread]);
  return startingParameters(kind, betas, lambda, -Math.log1p(-churn)).map((parameters) =>
    Float64Array.from(parameters, Math.log),
  );
}

function startingParameters(
  kind: CurveKind,
  betas: readonly (readonly number[])[],
  lambda: number,
  meanLambda: number,
): (readonly number[])[] {
  switch (kind) {
    case "sBG":
      return [...betas];
    case "BdW":
      return betas.flatMap((beta) => EXPONENTS.map((c) => [...beta, c]));
    case "dW":
      return EXPONENTS.map((c) => [lambda, c]);
    case "geometric":
      return [[meanLambda]];
    case "two-segment":
      return [0.1, 0.4].flatMap((low) =>
        [0.4, 1, 2.5].map((odds) => [low * meanLambda, 2 * lambda, odds]),
      );
  }
}
