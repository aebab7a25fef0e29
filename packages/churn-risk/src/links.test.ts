// Losses and their derivatives under both links, against differences and against what may overflow.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Link, LOSSES, predictorOf, probabilityOf } from "./links.ts";

function lossAt(
  link: Link,
  eta: number,
  outcome: 0 | 1,
): { loss: number; slope: number; curvature: number } {
  const block = {
    predictors: Float64Array.of(eta),
    slopes: new Float64Array(1),
    curvatures: new Float64Array(1),
  };
  const loss = LOSSES[link](block, Uint8Array.of(outcome), 0, 1);
  return { loss, slope: block.slopes[0]!, curvature: block.curvatures[0]! };
}

describe.each(["logit", "cloglog"] as const)("the %s link", (link) => {
  const outcome = fc.constantFrom<0 | 1>(0, 1);

  it("has the loss of its probability, and the derivatives that differences show", () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 3, noNaN: true }), outcome, (eta, churned) => {
        const p = probabilityOf(eta, link);
        const { loss, slope, curvature } = lossAt(link, eta, churned);
        expect(loss).toBeCloseTo(-Math.log(churned === 1 ? p : 1 - p), 6);
        const step = 1e-5;
        const [above, below] = [
          lossAt(link, eta + step, churned),
          lossAt(link, eta - step, churned),
        ];
        const scale = 1 + Math.abs(slope);
        expect(Math.abs((above.loss - below.loss) / (2 * step) - slope) / scale).toBeLessThan(1e-6);
        expect(Math.abs((above.slope - below.slope) / (2 * step) - curvature) / scale).toBeLessThan(
          1e-6,
        );
      }),
    );
  });

  it("never gives NaN, and no negative curvature, however extreme the predictor", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e4, max: 1e4, noNaN: true }), outcome, (eta, churned) => {
        const { loss, slope, curvature } = lossAt(link, eta, churned);
        for (const value of [loss, slope, curvature, probabilityOf(eta, link)])
          expect(value).not.toBeNaN();
        expect(curvature).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("comes back from the probability to the predictor", () => {
    for (const eta of [-20, -3, 0, 1])
      expect(predictorOf(probabilityOf(eta, link), link)).toBeCloseTo(eta, 8);
  });
});
