// An account as the simulator knows it: who it is, and what state its truth is in.
// In: seed, index, history. Out: a new account, drawn only from its own streams of randomness: the number of other
// accounts changes nothing about it.
import { accountName } from "./account-names.ts";
import { addMonths, DAY_MS, startOfDay } from "./days.ts";
import { CHANNELS, COUNTRIES, FEATURES, INDUSTRIES, SEGMENTS } from "./market.ts";
import type { Country, Segment } from "./market-terms.ts";
import { Random } from "./random.ts";
import type { Subscription } from "./subscription.ts";

/** The span of time that is simulated: [sinceMs, untilMs), whole UTC days. */
export interface History {
  readonly seed: number;
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** One stream for each concern, so that a change of one leaves the others' numbers alone. */
export interface AccountStreams {
  readonly truth: Random;
  readonly usage: Random;
  readonly people: Random;
  readonly billing: Random;
  readonly delivery: Random;
}

export interface Account {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly segment: Segment;
  readonly country: Country;
  readonly industry: string;
  readonly channel: string;
  readonly csm: string | undefined;
  readonly signedUpMs: number;
  /** It was a customer before the history begins. */
  readonly existedBefore: boolean;
  /** The first UTC day on which it is simulated. */
  readonly firstDayMs: number;
  readonly random: AccountStreams;
  /** Where its engagement returns to, and where it is now: 0 is an average customer, 1 is a very good one. */
  engagementMean: number;
  engagement: number;
  /** Each seat's chance to be used on a working day of an average account. */
  readonly userActivity: number[];
  /** Indexes into FEATURES, in the order in which the account takes them up. */
  readonly featureOrder: readonly number[];
  readonly paysByCard: boolean;
  /** Some pay late by habit. */
  readonly latePayer: boolean;
  /** An unpaid invoice is overdue within this span. */
  overdue: { fromMs: number; toMs: number };
  championNumber: number;
  subscription: Subscription | undefined;
  trialEndsMs: number | undefined;
  comesBackMs: number | undefined;
  /** Events so far, by which their ids are numbered. */
  events: number;
}

const SHARE_EXISTING = 0.58;

export function accountId(index: number): string {
  return `acc-${String(index).padStart(5, "0")}`;
}

export function createAccount(history: History, index: number): Account {
  const random = streamsOf(history.seed, index);
  const { truth } = random;
  const segment = truth.pickByShare(SEGMENTS);
  const country = truth.pickByShare(COUNTRIES);
  const existedBefore = truth.chance(SHARE_EXISTING);
  const signedUpMs = existedBefore
    ? startOfDay(addMonths(history.sinceMs, 0) - truth.between(20, 1100) * DAY_MS)
    : truth.between(history.sinceMs, history.untilMs - DAY_MS);
  const engagementMean = 0.1 + 0.6 * truth.normal();
  return {
    index,
    id: accountId(index),
    name: accountName(index),
    segment,
    country,
    industry: truth.pick(INDUSTRIES),
    channel: truth.pickByShare(CHANNELS).name,
    csm: csmOf(segment, country, index),
    signedUpMs,
    existedBefore,
    firstDayMs: existedBefore ? history.sinceMs : startOfDay(signedUpMs),
    random,
    engagementMean,
    engagement: engagementMean + 0.5 * truth.normal(),
    userActivity: [],
    featureOrder: featureOrder(truth),
    paysByCard: truth.chance(segment.cardShare),
    latePayer: truth.chance(0.12),
    overdue: { fromMs: 0, toMs: 0 },
    championNumber: 1,
    subscription: undefined,
    trialEndsMs: undefined,
    comesBackMs: undefined,
    events: 0,
  };
}

function streamsOf(seed: number, index: number): AccountStreams {
  const stream = (purpose: string): Random => Random.named(`${seed}/account ${index}/${purpose}`);
  return {
    truth: stream("truth"),
    usage: stream("usage"),
    people: stream("people"),
    billing: stream("billing"),
    delivery: stream("delivery"),
  };
}

function csmOf(segment: Segment, country: Country, index: number): string | undefined {
  if (segment.conversationsPerMonth === 0) return undefined;
  return `csm-${country.code.toLowerCase()}-${1 + (index % 2)}`;
}

/** Popular features come early, but not for everybody in the same order. */
function featureOrder(random: Random): number[] {
  const rank = FEATURES.map((_, index) => ({ index, at: index + 2 * random.normal() }));
  return rank.sort((a, b) => a.at - b.at).map(({ index }) => index);
}
