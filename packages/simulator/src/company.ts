// The company's history, day by day across all accounts. In: seed, number of accounts, span. Out: per day the records to
// send and the account-months that began, as a lazy sequence: the same for the same options, byte for byte.
import { createAccount } from "./account.ts";
import type { Account, History } from "./account.ts";
import type { AccountMonth } from "./churn.ts";
import {
  comeBack,
  endTrial,
  isMonthStart,
  liveMonth,
  openExisting,
  openNew,
} from "./contract-life.ts";
import { converse, setGoal } from "./conversations.ts";
import { DAY_MS, HOUR_MS, isoDay, monthsBefore } from "./days.ts";
import { DeliveryQueue } from "./delivery.ts";
import type { Delivery } from "./delivery.ts";
import { buildEvent, eventOf } from "./emission.ts";
import type { Emit } from "./emission.ts";
import { stepEngagement } from "./engagement.ts";
import { declareIdentities, mistakeAndRetraction } from "./identities.ts";
import { CHANNELS } from "./market.ts";
import { contactChanged, profileChanged } from "./profiles.ts";
import { Random } from "./random.ts";
import { hasAccess } from "./subscription.ts";
import { openTickets } from "./support.ts";
import { onboard, useProduct } from "./usage.ts";
import { type Use, WeeklyUsage } from "./weekly-usage.ts";

export interface SimulationOptions {
  readonly seed: number;
  readonly accounts: number;
  readonly months: number;
  /** The end of the history: the start of a UTC day. */
  readonly untilMs: number;
  /** The number of the first account, 0 unless given: so companies of several seeds fit into one installation. */
  readonly firstAccount?: number;
  /** Every single use unless given; "weekly" makes a tenth of the events, and changes nothing about the truth. */
  readonly usage?: "single" | "weekly";
}

export interface SimulatedDay {
  readonly dayMs: number;
  readonly deliveries: readonly Delivery[];
  /** The truth, for the file that the pipeline never reads. */
  readonly accountMonths: readonly AccountMonth[];
  /** Records that wait for a later day. */
  readonly held: number;
}

/** The first moment of the history. */
export function historyStartMs(options: SimulationOptions): number {
  return monthsBefore(options.untilMs, options.months);
}

/** Every day of the history, in order. */
export function* simulate(options: SimulationOptions): Generator<SimulatedDay> {
  const { seed, untilMs, firstAccount = 0 } = options;
  const history: History = { seed, sinceMs: historyStartMs(options), untilMs };
  const accounts = Array.from({ length: options.accounts }, (_, index) =>
    createAccount(history, firstAccount + index),
  );
  const queue = new DeliveryQueue(history.sinceMs, untilMs);
  const emit: Emit = (account, draft) => {
    const event = eventOf(account, draft);
    queue.add(event, account.random.delivery);
    return event;
  };
  const weekly = options.usage === "weekly" ? new WeeklyUsage() : undefined;
  const company = Random.named(`${seed}/company`);
  for (let dayMs = history.sinceMs; dayMs < untilMs; dayMs += DAY_MS) {
    const accountMonths: AccountMonth[] = [];
    for (const account of accounts) {
      if (dayMs < account.firstDayMs) continue;
      if (dayMs === account.firstDayMs) begin(account, history, emit);
      weekly?.flush(account, dayMs, emit);
      const month = liveDay(account, dayMs, emit, weekly?.use ?? emit);
      if (month !== undefined) accountMonths.push(month);
    }
    recordSpend(options, dayMs, company, queue);
    yield { dayMs, deliveries: queue.take(dayMs), accountMonths, held: queue.held };
  }
}

function begin(account: Account, history: History, emit: Emit): void {
  const startMs = account.existedBefore ? history.sinceMs + 10 * 60_000 : account.signedUpMs;
  emit(account, profileChanged(account, startMs));
  if (account.csm !== undefined)
    emit(account, contactChanged(account, startMs + HOUR_MS, undefined));
  if (account.existedBefore) {
    openExisting(account, history, emit);
  } else {
    openNew(account, emit);
    onboard(account, emit);
    setGoal(account, startMs + DAY_MS, emit);
  }
  declareIdentities(account, emit);
}

function liveDay(account: Account, dayMs: number, emit: Emit, use: Use): AccountMonth | undefined {
  if (account.trialEndsMs === dayMs) endTrial(account, dayMs, emit);
  if (account.comesBackMs === dayMs) comeBack(account, dayMs, emit);
  const { subscription } = account;
  if (subscription === undefined || !hasAccess(subscription, dayMs)) return undefined;
  const daysHere = Math.round((dayMs - account.firstDayMs) / DAY_MS);
  if (daysHere % 7 === 6) stepEngagement(account, dayMs, emit);
  const month = isMonthStart(subscription, dayMs) ? liveMonth(account, dayMs, emit) : undefined;
  useProduct(account, subscription, dayMs, use);
  openTickets(account, subscription, dayMs, emit);
  converse(account, subscription, dayMs, emit);
  mistakeAndRetraction(account, dayMs, emit);
  // A customer says something new about itself every other year.
  if (account.random.people.chance(1 / 700))
    emit(account, profileChanged(account, dayMs + 7 * HOUR_MS));
  return month;
}

/** On the first of a month, what was spent on each channel in the month before. */
function recordSpend(
  options: SimulationOptions,
  dayMs: number,
  random: Random,
  queue: DeliveryQueue,
): void {
  if (new Date(dayMs).getUTCDate() !== 1 || dayMs === historyStartMs(options)) return;
  const month = isoDay(dayMs - DAY_MS).slice(0, 7);
  for (const channel of CHANNELS) {
    const amount_minor = Math.round(
      channel.centsPerMonth * (options.accounts / 400) * random.between(0.8, 1.2),
    );
    const event = buildEvent(
      {
        type: "billing.acquisition_spend_recorded.v1",
        timeMs: dayMs + 6 * HOUR_MS,
        data: { channel: channel.name, month: `${month}-01`, amount_minor, currency: "USD" },
      },
      {
        subject: `channel:${channel.name}`,
        id: `spend-${channel.name}-${month}`,
        delayMs: HOUR_MS,
      },
    );
    queue.add(event, random);
  }
}
