// In: the contracts that a movement changed. Out: how much of its amount each cause explains. Pure.
import type { ContractChange } from "./contract-changes.ts";
import { factorsOf, MOVEMENT_CAUSES } from "./contract-factors.ts";
import type { ContractFactors, MovementCause } from "./contract-factors.ts";
import type { CurrencySettings } from "./monthly-price.ts";

/** Minor units of the reporting currency by cause; what explains nothing is left out. */
export type CauseAmounts = Readonly<Partial<Record<MovementCause, number>>>;

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

/** Every set of the causes. At most four causes change at once: price and term exclude each other. */
function subsetsOf(causes: readonly MovementCause[]): ReadonlySet<MovementCause>[] {
  return Array.from(
    { length: 2 ** causes.length },
    (_, bits) => new Set(causes.filter((_cause, place) => (bits >> place) % 2 === 1)),
  );
}

/** The Shapley value of each changed cause. */
function shapleyValues({ changed, mrrMinorWith }: ContractFactors): [MovementCause, number][] {
  return changed.map((cause) => {
    const others = changed.filter((other) => other !== cause);
    const value = subsetsOf(others).reduce((sum, before) => {
      const orders = factorial(before.size) * factorial(others.length - before.size);
      const step = mrrMinorWith(new Set([...before, cause])) - mrrMinorWith(before);
      return sum + (orders * step) / factorial(changed.length);
    }, 0);
    return [cause, value];
  });
}

function partsOf(
  { before, after }: ContractChange,
  settings: CurrencySettings,
): [MovementCause, number][] {
  if (before === undefined || after === undefined)
    return [["product", (after?.mrrMinor ?? 0) - (before?.mrrMinor ?? 0)]];
  return shapleyValues(factorsOf(before, after, settings));
}

/** Whole amounts that sum to `amountMinor`: each is what its cause adds to the rounded running sum, so none is off by more than 1. */
function wholeParts(parts: ReadonlyMap<MovementCause, number>, amountMinor: number): CauseAmounts {
  const causes = MOVEMENT_CAUSES.filter((cause) => (parts.get(cause) ?? 0) !== 0);
  const amounts: Partial<Record<MovementCause, number>> = {};
  let [running, told] = [0, 0];
  causes.forEach((cause, place) => {
    running += parts.get(cause) ?? 0;
    const until = place === causes.length - 1 ? amountMinor : Math.round(running);
    if (until !== told) amounts[cause] = until - told;
    told = until;
  });
  return amounts;
}

/** New business, churn and reactivation: the account buys all it has, or gives it up. */
export function wholeByProduct(amountMinor: number): CauseAmounts {
  return amountMinor === 0 ? {} : { product: amountMinor };
}

/**
 * How much of an expansion or contraction each cause explains; the parts sum to `amountMinor` exactly.
 *
 * The attribution is the Shapley value, contract by contract: a cause gets the mean of what it adds over all orders in which the
 * changed causes could have happened. It is the one rule that leaves nothing over, gives nothing to what did not change, treats
 * all causes alike, needs no agreed order, and still holds where a factor is 0 (a full discount). Where a single cause changed, it
 * has all of it. A contract that begins or ends beside others is `product`.
 * Sources: Shapley (1953), A value for n-person games; Shorrocks (2013), Decomposition procedures for distributional analysis.
 */
export function causesOf(
  changes: readonly ContractChange[],
  amountMinor: number,
  settings: CurrencySettings,
): CauseAmounts {
  const parts = new Map<MovementCause, number>();
  for (const [cause, part] of changes.flatMap((change) => partsOf(change, settings)))
    parts.set(cause, (parts.get(cause) ?? 0) + part);
  return wholeParts(parts, amountMinor);
}
