/**
 * Health scores of all accounts at many past moments, under one or several configurations at once. Nothing is written: what people
 * would have seen is worked out and handed on.
 *
 * In: facts as they were known at each moment, configurations. Out: scores, those of an account in the order of time.
 * The facts of a chunk of accounts are read for several moments at once and for all configurations, the next ones' while the last ones
 * are scored. What each moment and account gets is what a run as of then gives. After a crash: what was staged is nobody's, and dropped a
 * day later.
 */
import { factsThroughTime } from "@mimamori/account-facts";
import type { FactsStore, FactsThroughTime } from "@mimamori/account-facts";
import type { CompanyConfig } from "@mimamori/company-config";
import { dayNumber, dayText } from "../features/account-features.ts";
import { findFaultDays } from "../capture/read-fault-days.ts";
import { accountsAtMoments } from "../choose-accounts.ts";
import type { KnownAccount } from "../choose-accounts.ts";
import { factsOfChunk } from "../features/chunk-facts.ts";
import { planOf } from "../features/feature-plan.ts";
import type { RunPlan } from "../features/feature-plan.ts";
import { atMoments } from "../features/moment-facts.ts";
import { calendarOf, countriesOf, measuringAt } from "../measures/prepare-measuring.ts";
import type { Measuring } from "../measures/prepare-measuring.ts";
import { readAhead } from "../features/read-ahead.ts";
import { readFeatures } from "../features/read-features.ts";
import type { FeaturesOf } from "../features/read-features.ts";
import { scoreUnder } from "../health/score-health.ts";
import type { Scored } from "../health/score-health.ts";
import { newRunId } from "../score-runs.ts";
import { readSourceStates } from "../measures/source-state.ts";

export interface ThroughTimeRequest {
  readonly store: FactsStore;
  /** They share the company's settings; the first one's are taken. */
  readonly configs: readonly [CompanyConfig, ...CompanyConfig[]];
  /** Ascending, distinct. */
  readonly moments: readonly Date[];
  readonly dayOf: (ms: number) => string;
  /**
   * Told of each account at each moment (index) its score under each configuration, in their order. What it does not take is let go at
   * once: the inputs of half a million scores do not fit into memory.
   */
  readonly see: (scored: readonly Scored[], moment: number) => void;
  /** So many accounts, each counted once per moment, are in memory at a time; the next ones are read beside them. */
  readonly readAtOnce?: number;
  readonly signal: AbortSignal;
}

const ACCOUNTS_PER_CHUNK = 5_000;
const READ_AT_ONCE = 20_000;

/** Scores them; of an account, a moment comes before the next. Throws FactsError, ClickhouseError, and what `see` throws. */
export async function scoreThroughTime(request: ThroughTimeRequest): Promise<void> {
  const { store, configs, moments, see, signal } = request;
  const [last] = moments.slice(-1);
  if (last === undefined) return;
  const runId = newRunId("replay", last);
  const facts = await factsThroughTime(store, { runId, moments });
  try {
    for await (const chunk of readAhead(chunksThroughTime(request, facts), readChunk)) {
      const { from, measuring, accounts, featuresOf } = chunk;
      for (const [index, { context }] of measuring.entries()) {
        signal.throwIfAborted();
        for (const one of accounts) {
          if (!isKnown(one, from + index)) continue;
          see(scoreUnder(configs, context, featuresOf(index, one.account)), from + index);
        }
      }
    }
  } finally {
    await facts.drop();
  }
}

/** A chunk that is about to be read, at one moment after the other. */
interface ChunkToRead {
  /** Index of the first moment. */
  readonly from: number;
  readonly measuring: readonly Measuring[];
  readonly accounts: readonly KnownAccount[];
  readonly read: () => Promise<FeaturesOf>;
}

async function readChunk({ read, ...chunk }: ChunkToRead) {
  return { ...chunk, featuresOf: await read() };
}

function isKnown({ known }: KnownAccount, moment: number): boolean {
  return known.some(([from, to]) => from <= moment && moment < to);
}

async function* chunksThroughTime(
  request: ThroughTimeRequest,
  facts: FactsThroughTime,
): AsyncGenerator<ChunkToRead, void, undefined> {
  const { store, configs, moments, dayOf, readAtOnce = READ_AT_ONCE } = request;
  const { tables } = store;
  // What all of them ask for is read once.
  const [config] = configs;
  const plan = planOf({ ...config, scorecards: configs.flatMap(({ scorecards }) => scorecards) });
  const everything = atMoments(facts, moments);
  const accounts = await facts.read(() => accountsAtMoments(tables, everything));
  const measuringOf = await prepareMoments(request, facts, plan);
  const chunkSize = Math.max(1, Math.min(ACCOUNTS_PER_CHUNK, readAtOnce, accounts.length));
  const momentsAtOnce = Math.floor(readAtOnce / chunkSize);
  for (let from = 0; from < moments.length; from += momentsAtOnce) {
    const some = moments.slice(from, from + momentsAtOnce);
    const measuring: Measuring[] = [];
    for (const index of some.keys()) measuring.push(await measuringOf(from + index));
    const asked = some.map((asOf, index) => ({
      ...{ asOf, today: dayOf(asOf.getTime()) },
      faultDays: measuring[index]?.faultDays.map(dayText) ?? [],
    }));
    for (let first = 0; first < accounts.length; first += chunkSize) {
      const chunk = accounts.slice(first, first + chunkSize);
      const ids = chunk.map(({ account }) => account);
      const source = factsOfChunk(atMoments(facts, some), asked, ids, true);
      const read = () => facts.read(() => readFeatures(tables, source, plan, asked, dayOf));
      yield { from, measuring, accounts: chunk, read };
    }
  }
}

/** What is asked once for all moments; of each, what remains to be asked. */
async function prepareMoments(
  { store, configs, moments, dayOf }: ThroughTimeRequest,
  facts: FactsThroughTime,
  plan: RunPlan,
): Promise<(moment: number) => Promise<Measuring>> {
  const { tables } = store;
  const { productFeatures } = configs[0].company;
  const everything = atMoments(facts, moments);
  const todays = moments.map((asOf) => dayOf(asOf.getTime()));
  const countries = await facts.read(() => countriesOf(tables, everything));
  const states = await facts.read(() =>
    readSourceStates(tables, everything, todays.map(dayNumber), plan),
  );
  const calendars = new Map<string, ReturnType<typeof calendarOf>>();
  return async (moment) => {
    const [asOf, today, state] = [moments[moment], todays[moment], states[moment]];
    if (asOf === undefined || today === undefined || state === undefined)
      throw new RangeError(`there is no moment ${moment}`);
    const year = today.slice(0, 4);
    const calendar = calendars.get(year) ?? calendarOf(tables, countries, today);
    calendars.set(year, calendar);
    const countWorkingDays = await calendar;
    const at = facts.at(asOf);
    const faultDays = await at.read(() => findFaultDays(tables, at, today, countWorkingDays));
    return measuringAt(asOf, today, { state, countWorkingDays, faultDays, productFeatures });
  };
}
