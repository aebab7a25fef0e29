// In: every subscription snapshot of one account that counts (deduplicated or not, in any order). Out: its subscriptions,
// its MRR by day, its movements. Pure: the same snapshots give the same answer whatever order they came in.
import { activityDaysOf, type ActivityDay } from "./account-days.ts";
import { contractStatesOf, planOf, seatsOf, type ContractState } from "./contract-states.ts";
import { leadSinceMs } from "./leads.ts";
import { leavingsOf, type Leaving } from "./leavings.ts";
import { isPaying, mrrMinorOf, type CurrencySettings } from "./monthly-price.ts";
import { movementsOf, type ExplainedMovement, type Movement } from "./movements.ts";
import { historiesOf, type SubscriptionSnapshot } from "./snapshot-order.ts";
import { lineOf, type ChurnDate } from "./subscription-line.ts";
import { termSpellsOf, type TermSpell } from "./term-spells.ts";

/** What a company decides about churn. */
export interface RevenueRules {
  /** Whether revenue ends when the paid time is over, or when the customer cancels. */
  readonly churnDate: ChurnDate;
  /** An account that is back within so many days has not churned, and its revenue counts on; 0: every churn is one. */
  readonly reactivationVoidsChurnWithinDays: number;
}

export interface RevenueSettings extends CurrencySettings {
  readonly revenue: RevenueRules;
  /** The company's day of an instant, YYYY-MM-DD; never decreasing. See dayInTimeZone. */
  readonly msToDay: (ms: number) => string;
}

/** The latest state of one subscription. Instants in milliseconds UTC. */
export interface SubscriptionState {
  readonly subscriptionId: string;
  readonly status: string;
  /** The products, in the order of the items, joined with " + ". */
  readonly plan: string;
  readonly seats: number;
  /** What it brings per month while it is active: 0 when it is not, null without a rate. */
  readonly mrrMinor: number | null;
  readonly currency: string;
  readonly startedAtMs: number | null;
  readonly renewsAtMs: number | null;
  readonly noticeDeadlineMs: number | null;
  readonly autoRenew: boolean | null;
  readonly cancelAtPeriodEnd: boolean;
  readonly endedAtMs: number | null;
}

/** From `day` on the MRR is this, until the next entry. Null: an active subscription's currency has no rate. */
export interface MrrDay {
  readonly day: string;
  readonly mrrMinor: number | null;
}

/** Days may lie ahead of the newest snapshot, where an end or a start is known in advance: cut at the day you look from. */
export interface AccountRevenue {
  readonly subscriptions: SubscriptionState[];
  readonly mrrDays: MrrDay[];
  readonly movements: ExplainedMovement[];
  readonly firstPaidOn: string | null;
  /** The day of the churn that no payment has followed; null while anything pays. */
  readonly churnedOn: string | null;
  /** Since when it has been known, without a break until today, that the account leaves; null: it stays. */
  readonly noticeKnownAtMs: number | null;
  /** Every snapshot as a state of its contract, in the order of compareSnapshots. */
  readonly contractStates: ContractState[];
  /** When it was known that the account leaves. */
  readonly leavings: Leaving[];
  /** The first day of a trial or a free subscription. */
  readonly leadsSince: string | null;
  /** How long it has paid under which term. */
  readonly termSpells: TermSpell[];
}

function msOrNull(text: string | undefined): number | null {
  return text === undefined ? null : Date.parse(text);
}

function stateOf(latest: SubscriptionSnapshot, settings: CurrencySettings): SubscriptionState {
  const { data } = latest;
  const endedAtMs = msOrNull(data.ended_at);
  const pays = isPaying(data.status) && (endedAtMs ?? Infinity) > latest.occurredAtMs;
  return {
    subscriptionId: latest.subscriptionId,
    status: data.status,
    plan: planOf(data),
    seats: seatsOf(data),
    mrrMinor: pays ? mrrMinorOf(data, settings) : 0,
    currency: data.currency,
    startedAtMs: msOrNull(data.started_at),
    renewsAtMs: msOrNull(data.renews_at),
    noticeDeadlineMs: msOrNull(data.notice_deadline),
    autoRenew: data.auto_renew ?? null,
    cancelAtPeriodEnd: data.cancel_at_period_end ?? false,
    endedAtMs,
  };
}

function mrrDaysOf(days: readonly ActivityDay[]): MrrDay[] {
  let last: number | null = 0;
  const result: MrrDay[] = [];
  for (const { day, mrrMinor } of days) {
    if (mrrMinor !== last) result.push({ day, mrrMinor });
    last = mrrMinor;
  }
  return result;
}

/** A churned account stays churned until it pays again; an active subscription for nothing does not undo it. */
function churnDayOf(days: readonly ActivityDay[], movements: readonly Movement[]): string | null {
  const last = movements.at(-1);
  const paysNothing = days.at(-1)?.mrrMinor === 0;
  return last?.kind === "churn" && paysNothing ? last.day : null;
}

/**
 * MRR comes from active and past_due subscriptions, each rounded once to the reporting currency's minor unit; a day holds
 * what is true at its end, so a day's changes are one net movement. Rates are fixed: exchange rates move nothing.
 */
export function revenueOfAccount(
  snapshots: Iterable<SubscriptionSnapshot>,
  settings: RevenueSettings,
): AccountRevenue {
  const histories = historiesOf(snapshots).map(([, history]) => history);
  const leavings = leavingsOf(histories);
  const leadMs = leadSinceMs(histories);
  const lines = histories.map((history) => lineOf(history, settings, settings.revenue.churnDate));
  const days = activityDaysOf(
    lines,
    settings.msToDay,
    settings.revenue.reactivationVoidsChurnWithinDays,
  );
  const movements = movementsOf(days, settings);
  const contractStates = contractStatesOf(histories, settings);
  return {
    subscriptions: histories
      .flatMap((history) => history.slice(-1))
      .map((latest) => stateOf(latest, settings)),
    mrrDays: mrrDaysOf(days),
    movements,
    firstPaidOn: days.find((day) => day.mrrMinor !== 0)?.day ?? null,
    churnedOn: churnDayOf(days, movements),
    noticeKnownAtMs: leavings.findLast(({ backAtMs }) => backAtMs === null)?.knownAtMs ?? null,
    contractStates,
    leavings,
    leadsSince: leadMs === null ? null : settings.msToDay(leadMs),
    termSpells: termSpellsOf(days, contractStates, settings.msToDay),
  };
}
