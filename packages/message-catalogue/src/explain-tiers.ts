// In: what became of an account's tier. Out: why, in a sentence of the company's language. Pure.
import { BY_RULE } from "@mimamori/touch-tiers";
import type { ChangeStep, Tier, TierOutcome, TouchTierSettings } from "@mimamori/touch-tiers";
import { say } from "./catalogue.ts";
import type { Language } from "./languages.ts";

/** In which terms the company speaks of tiers. */
export interface TierTerms {
  readonly language: Language;
  /** The settings' kind of value. */
  readonly kind: TouchTierSettings["value"];
  /** ISO 4217 */
  readonly currency: string;
  /** IANA name: in whose days pins end. */
  readonly timeZone: string;
  /** YYYY-MM-DD */
  readonly today: string;
}

/** The part of an outcome that its sentences speak of. */
export type ExplainedTier = Pick<TierOutcome, "state" | "indication" | "counts" | "potential"> & {
  /** In whole units of the currency; null: unknown. */
  readonly value: number | null;
};

function because(outcome: ExplainedTier, terms: TierTerms): string {
  const { indication, value, counts, potential } = outcome;
  const { language, kind, currency } = terms;
  const tierName = say(language, `tier.${indication.tier}`);
  const valueName = say(language, `value.${kind}`);
  const { reason } = indication;
  if (value === null || counts === null || reason === "value-unknown" || reason === "fixed")
    return say(language, "tier-reason.value-unknown", { tierName, valueName });
  const aboutName = say(language, `tier.${indication.about}`);
  const { from } = indication;
  const params = { tierName, aboutName, valueName, value, counts, potential, from, currency };
  return say(language, `tier-reason.${reason}`, params);
}

function explainPin({ state }: ExplainedTier, { language, timeZone }: TierTerms): string {
  const { pin } = state;
  if (pin === null) return "";
  const tierName = say(language, `tier.${pin.tier}`);
  const expiresMs = Date.parse(pin.expiresAt);
  return say(language, "tier.pinned", {
    tierName,
    by: pin.author,
    reason: pin.reason,
    expiresMs,
    timeZone,
  });
}

function explainOpen(outcome: ExplainedTier, terms: TierTerms): string {
  const { change, tier } = outcome.state;
  if (change === null) return "";
  const { language, today } = terms;
  const { approval } = change;
  const params = {
    tierName: say(language, `tier.${tier}`),
    toName: say(language, `tier.${change.to}`),
    day: approval?.effectiveOn ?? change.proposedOn,
    by: approval?.by ?? "",
    because: outcome.indication.reason === "fixed" ? "" : because(outcome, terms),
  };
  if (approval === null) return say(language, "change.proposed", params);
  if (approval.effectiveOn <= today) return say(language, "change.waits", params);
  return say(language, approval.by === BY_RULE ? "change.by-rule" : "change.by-person", params);
}

/**
 * Why an account has its tier today: "high touch: ARR of ¥5,200,000 reaches ¥5,000,000"; a pin, a change on its way or a rest after
 * one come before what the rules say.
 */
export function explainTier(outcome: ExplainedTier, terms: TierTerms): string {
  const { state } = outcome;
  if (state.pin !== null) return explainPin(outcome, terms);
  if (state.change !== null) return explainOpen(outcome, terms);
  const { language } = terms;
  const tierName = say(language, `tier.${state.tier}`);
  if (state.restUntil !== null)
    return say(language, "tier.resting", { tierName, restUntil: state.restUntil });
  return because(outcome, terms);
}

/** Why a change was proposed or made; empty for the later steps of one, whose decision has its own words. */
export function explainChange(
  step: Pick<ChangeStep, "kind" | "status" | "to" | "decidedBy">,
  outcome: ExplainedTier,
  terms: TierTerms,
): string {
  const { kind, status, to, decidedBy } = step;
  const { language } = terms;
  const tierName = say(language, `tier.${to satisfies Tier}`);
  if (kind === "pin") return explainPin(outcome, terms);
  if (kind === "unpin") return say(language, "tier.pin-ended", { tierName, by: decidedBy });
  const isBegin =
    kind === "first" || status === "proposed" || (status === "approved" && decidedBy === BY_RULE);
  return isBegin ? because(outcome, terms) : "";
}
