// Touch tiers in English. Sentences begin small and have no full stop: they stand in columns, and behind other words.
import { formatsOf } from "./formats.ts";
import type { TierMessages, TierParams } from "./tier-messages.ts";

const { day: dayForm, instant, percent, wholeMoney } = formatsOf("en");

/** "ARR of ¥4,600,000", and what it counts for where potential lifts it. */
function amount({ valueName, value, counts, potential, currency }: TierParams): string {
  const text = `${valueName} of ${wholeMoney(value, currency)}`;
  const lifted = wholeMoney(counts, currency);
  return lifted === wholeMoney(value, currency)
    ? text
    : `${text}, which counts as ${lifted} for a potential of ${percent(potential)},`;
}

function needed({ from, currency }: TierParams): string {
  return wholeMoney(from, currency);
}

export const tiers: TierMessages = {
  "tier.high": () => "high touch",
  "tier.low": () => "low touch",
  "tier.tech": () => "tech touch",
  "value.arr": () => "ARR",
  "value.ltv": () => "LTV",
  "tier-reason.first": (params) =>
    params.from === 0
      ? `${params.tierName}: ${amount(params)} is below every threshold`
      : `${params.tierName}: ${amount(params)} reaches ${needed(params)}`,
  "tier-reason.raised": (params) =>
    `raised to ${params.tierName}: ${amount(params)} reaches ${needed(params)}`,
  "tier-reason.lowered": (params) =>
    `lowered to ${params.tierName}: ${amount(params)} has left the margin of the tier above`,
  "tier-reason.unchanged": (params) => `still ${params.tierName}: ${amount(params)}`,
  "tier-reason.held": (params) =>
    `still ${params.tierName}: ${amount(params)} is below ${needed(params)}, but within the margin`,
  "tier-reason.no-room": (params) =>
    `${params.tierName}: ${amount(params)} would do for ${params.aboutName}, but its places are taken by accounts from ${needed(params)}`,
  "tier-reason.displaced": (params) =>
    `lowered to ${params.tierName}: the places of ${params.aboutName} go to accounts from ${needed(params)}, and this one has ${amount(params)}`,
  "tier-reason.minimum-stay": (params) =>
    `still ${params.tierName}: with ${amount(params)} it would be moved back, but it was moved only lately`,
  "tier-reason.value-unknown": ({ tierName, valueName }) =>
    `${tierName}: the ${valueName} is unknown`,
  "tier.pinned": ({ tierName, by, reason, expiresMs, timeZone }) =>
    `pinned to ${tierName} by ${by} until ${instant(expiresMs, timeZone)}: ${reason}`,
  "tier.pin-ended": ({ tierName, by }) => `${tierName}: the pin of ${by} has ended`,
  "tier.resting": ({ tierName, restUntil }) =>
    `still ${tierName}: a change was declined or not decided, and none is proposed before ${dayForm(restUntil)}`,
  "change.proposed": ({ tierName, toName, day, because }) =>
    `still ${tierName}: ${toName} was proposed on ${dayForm(day)} and waits for approval (${because})`,
  "change.by-rule": ({ tierName, toName, day, because }) =>
    `still ${tierName}, from ${dayForm(day)} on ${toName} by rule (${because})`,
  "change.by-person": ({ tierName, toName, day, by }) =>
    `still ${tierName}, from ${dayForm(day)} on ${toName}: approved by ${by}`,
  "change.waits": ({ tierName, toName }) =>
    `still ${tierName}: ${toName} is approved and waits until a place is free`,
  "not-loyal.stayed": () => "has neither renewed nor stayed for long enough",
  "not-loyal.health": () => "its health was not high for long enough, or is not known",
  "not-loyal.nps": () => "would not recommend, or has not been asked",
  "not-loyal.seat-use": () => "uses too few of its seats",
  "not-loyal.invoices": () => "an invoice is overdue",
};
