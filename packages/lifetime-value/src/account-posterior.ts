// What the renewals behind an account say of its own churn. Pure.
import { count, valueOf } from "./checked-numbers.ts";
import { checkedCurve, retentionAt, type RetentionCurve } from "./retention-curves.ts";

/** An account's churn after n renewals. */
export interface AccountChurn {
  /** The probability that it leaves at its next renewal: γ ÷ (γ + δ + n) for sBG. */
  readonly nextChurn: number;
  /** Its own θ is Beta(a, b): Beta(γ, δ + n) for sBG, Beta(γ, δ + n^c) for BdW; null for curves that know no differences. */
  readonly beta: { readonly a: number; readonly b: number; readonly mean: number } | null;
}

/**
 * The posterior of one account that has renewed n times: whoever has stayed so long is likely to be of the loyal kind.
 * @param renewalsBehind n: 0 for a new account
 */
export function accountChurn(curve: RetentionCurve, renewalsBehind: number): AccountChurn {
  const n = valueOf("renewalsBehind", count, renewalsBehind);
  const nextChurn = 1 - retentionAt(checkedCurve(curve), n + 1);
  if (curve.kind !== "sBG" && curve.kind !== "BdW") return { nextChurn, beta: null };
  const b = curve.delta + (curve.kind === "sBG" ? n : n ** curve.c);
  return { nextChurn, beta: { a: curve.gamma, b, mean: curve.gamma / (curve.gamma + b) } };
}
