// In: what packages/revenue-movements makes of an account. Out: the columns of its row of facts. Pure.
import type { AccountRevenue, ContractState, ExplainedMovement } from "@mimamori/revenue-movements";

/** What the column (UInt32) holds. */
const MOST_SEATS = 2 ** 32 - 1;

/** Columns of mimamori.revenue by name. */
export function columnsOfRevenue(of: AccountRevenue) {
  return {
    subscriptions: of.subscriptions.map((subscription) => ({
      subscription_id: subscription.subscriptionId,
      status: subscription.status,
      plan: subscription.plan,
      seats: Math.min(subscription.seats, MOST_SEATS),
      mrr_minor: storable(subscription.mrrMinor),
      currency: subscription.currency,
      started_at: isoOrNull(subscription.startedAtMs),
      renews_at: isoOrNull(subscription.renewsAtMs),
      notice_deadline: isoOrNull(subscription.noticeDeadlineMs),
      auto_renew: subscription.autoRenew,
      cancel_at_period_end: subscription.cancelAtPeriodEnd,
      ended_at: isoOrNull(subscription.endedAtMs),
    })),
    mrr_days: of.mrrDays.map(({ day, mrrMinor }) => ({ day, mrr_minor: storable(mrrMinor) })),
    movements: of.movements.map(({ day, kind, amountMinor, mrrAfterMinor }) => ({
      day,
      kind,
      amount_minor: storable(amountMinor),
      mrr_after_minor: storable(mrrAfterMinor),
    })),
    movement_causes: of.movements.map(causesColumn),
    first_paid_on: of.firstPaidOn,
    churned_on: of.churnedOn,
    notice_known_at: isoOrNull(of.noticeKnownAtMs),
    contract_states: of.contractStates.map(stateColumn),
    leavings: of.leavings.map(({ knownAtMs, backAtMs }) => ({
      known_at: isoOf(knownAtMs),
      back_at: isoOrNull(backAtMs),
    })),
    leads_since: of.leadsSince,
    term_spells: of.termSpells.map(({ termMonths, from, to, left }) => ({
      term_months: termMonths,
      from_on: from,
      to_on: to,
      left,
    })),
  };
}

function causesColumn({ causes }: ExplainedMovement): Record<string, number> {
  return Object.fromEntries(
    Object.entries(causes).map(([cause, amountMinor]) => [cause, storable(amountMinor)]),
  );
}

function stateColumn(state: ContractState) {
  return {
    subscription_id: state.subscriptionId,
    from_at: isoOf(state.fromMs),
    known_at: isoOf(state.knownAtMs),
    status: state.status,
    plan: state.plan,
    seats: Math.min(state.seats, MOST_SEATS),
    mrr_minor: storable(state.mrrMinor),
    term_months: state.termMonths,
    discount_share: state.discountShare,
    period_start: isoOrNull(state.periodStartMs),
    renews_at: isoOrNull(state.renewsAtMs),
    notice_deadline: isoOrNull(state.noticeDeadlineMs),
    auto_renew: state.autoRenew,
    leaving: state.leaving,
    ended_at: isoOrNull(state.endedAtMs),
  };
}

/** Absurd amounts are valid events; they must not make a row that the server refuses. */
function storable<Amount extends number | null>(amountMinor: Amount): Amount | number {
  if (amountMinor === null) return amountMinor;
  return Math.max(-Number.MAX_SAFE_INTEGER, Math.min(amountMinor, Number.MAX_SAFE_INTEGER));
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : isoOf(ms);
}
