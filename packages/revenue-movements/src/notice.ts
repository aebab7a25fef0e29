// In: the state of a subscription. Out: whether it says that it ends. Pure.
import type { SubscriptionChanged } from "@mimamori/event-contracts";
import { isPaying } from "./monthly-price.ts";

/** Whether the state says that the subscription ends: a notice, an end date, or no payment any more. */
export function isLeaving(data: SubscriptionChanged): boolean {
  return (
    !isPaying(data.status) || data.cancel_at_period_end === true || data.ended_at !== undefined
  );
}
