// The second derivatives of a loss, as the inner loop fills them in. Pure.
import { paddedTo } from "./rank-update.ts";

/** Only the diagonal and what is above it: row j begins at j * stride. */
export interface Hessian {
  readonly upper: Float64Array;
  readonly stride: number;
}

/** An empty Hessian for so many parameters, the intercept among them. */
export function emptyHessian(order: number): Hessian {
  const stride = paddedTo(order);
  return { upper: new Float64Array(stride * stride), stride };
}
