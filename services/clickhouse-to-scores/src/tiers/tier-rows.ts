/** Rows of touch_tiers, tier_change_steps and tier_cut_offs. In: what was assigned. Out: columns by name. Pure. */
import type { CompanyConfig } from "@mimamori/company-config";
import { explainChange, explainTier } from "@mimamori/message-catalogue";
import type { TierTerms } from "@mimamori/message-catalogue";
import type { CutOff, TieredAccount, TierOutcome } from "@mimamori/touch-tiers";
import type { TierFacts } from "./tier-facts.ts";
import { columnsOfState } from "./tier-states.ts";

export interface RunOfTiers {
  readonly runId: string;
  readonly asOf: Date;
}

/** An account as it was judged. */
export interface JudgedAccount extends TieredAccount {
  readonly facts: TierFacts;
  readonly arrMinor: number | null;
  readonly ltvMinor: number | null;
}

export function termsOf({ company, touchTiers }: CompanyConfig, today: string): TierTerms {
  return {
    language: company.language,
    kind: touchTiers.value,
    currency: company.reportingCurrency,
    timeZone: company.timeZone,
    today,
  };
}

export function tierRow(
  { runId, asOf }: RunOfTiers,
  judged: JudgedAccount,
  outcome: TierOutcome,
  terms: TierTerms,
) {
  const { account, language, country, segment, isStrategic, parts } = judged;
  return {
    run_id: runId,
    account,
    as_of: asOf.toISOString(),
    previous_tier: outcome.previousTier ?? "",
    arr_minor: judged.arrMinor,
    ltv_minor: judged.ltvMinor,
    reason: explainTier({ ...outcome, value: judged.value }, terms),
    indicated_tier: outcome.indication.tier,
    indication: outcome.indication.reason,
    pool: outcome.pool,
    effort: outcome.effort,
    language,
    country,
    segment,
    csm: judged.facts.csm,
    strategic: isStrategic ? 1 : 0,
    potential_seats: parts.seats,
    potential_plans: parts.plans,
    potential_growth: parts.growth,
    counts_for: outcome.counts,
    ...columnsOfState(outcome.state),
  };
}

export function stepRows(
  { runId, asOf }: RunOfTiers,
  judged: JudgedAccount,
  outcome: TierOutcome,
  terms: TierTerms,
) {
  return outcome.steps.map((step) => ({
    run_id: runId,
    account: outcome.account,
    change_id: step.id,
    status: step.status,
    as_of: asOf.toISOString(),
    kind: step.kind,
    from_tier: step.from ?? "",
    to_tier: step.to,
    proposed_on: step.proposedOn,
    decided_by: step.decidedBy,
    decision_reason: step.decisionReason,
    effective_on: step.effectiveOn,
    pool: outcome.pool,
    csm: judged.facts.csm,
    arr_minor: judged.arrMinor,
    reason: explainChange(step, { ...outcome, value: judged.value }, terms),
  }));
}

export function cutOffRow({ runId, asOf }: RunOfTiers, cutOff: CutOff) {
  return {
    run_id: runId,
    pool: cutOff.pool,
    tier: cutOff.tier,
    as_of: asOf.toISOString(),
    places: Number.isFinite(cutOff.places) ? cutOff.places : null,
    taken: cutOff.taken,
    accounts: cutOff.accounts,
    cut_off: cutOff.from,
    is_full: cutOff.isFull ? 1 : 0,
  };
}
