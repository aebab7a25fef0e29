// In: an account's paying contracts before and after a movement. Out: which contract became which. Pure.
import type { SubscriptionChanged } from "@mimamori/event-contracts";

/** A contract that pays, and what it brings per month (minor unit of the reporting currency). */
export interface PricedContract {
  readonly data: SubscriptionChanged;
  readonly mrrMinor: number;
}

/** Undefined before: it began. Undefined after: it ended. */
export interface ContractChange {
  readonly before: PricedContract | undefined;
  readonly after: PricedContract | undefined;
}

function shareProduct(left: PricedContract, right: PricedContract): boolean {
  const products = new Set(left.data.items.map((item) => item.product));
  return right.data.items.some((item) => products.has(item.product));
}

/**
 * The contracts that differ. Both lists have one place per subscription, in the order of their ids. A subscription that ended
 * when another one with a product of its began is the same contract under a new id: billing systems renew and change terms so.
 */
export function changesBetween(
  before: readonly (PricedContract | undefined)[],
  after: readonly (PricedContract | undefined)[],
): ContractChange[] {
  const changes = after
    .map((now, place): ContractChange => ({ before: before[place], after: now }))
    .filter((change) => change.before?.data !== change.after?.data);
  const begun = changes.filter((change) => change.before === undefined);
  const successors = new Set<ContractChange>();
  const joined = changes.map((change): ContractChange => {
    const { before: ended } = change;
    if (ended === undefined || change.after !== undefined) return change;
    const next = begun.find(
      (one) => !successors.has(one) && one.after !== undefined && shareProduct(ended, one.after),
    );
    if (next === undefined) return change;
    successors.add(next);
    return { before: ended, after: next.after };
  });
  return joined.filter((change) => !successors.has(change));
}
