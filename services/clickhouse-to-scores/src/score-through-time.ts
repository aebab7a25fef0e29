/**
 * Health scores of all accounts at many past moments, under one or several configurations at once. Nothing is written: what people
 * would have seen is worked out and handed on.
 *
 * In: facts as they were known at each moment, configurations. Out: for each moment, in the order of time, chunks of scored accounts.
 * The facts of a moment are read once for all configurations, the next chunk's while the last one is scored. What each moment and
 * account gets is what a run as of then gives. After a crash: what was staged is nobody's, and dropped a day later.
 */
import { factsThroughTime } from "@mimamori/account-facts";
import type { FactsStore, FactsThroughTime } from "@mimamori/account-facts";
import type { CompanyConfig } from "@mimamori/company-config";
import { dayText } from "./account-features.ts";
import type { AccountFeatures } from "./account-features.ts";
import { allAccounts } from "./choose-accounts.ts";
import { planOf } from "./feature-plan.ts";
import type { MeasureContext } from "./measure-context.ts";
import { readAhead } from "./read-ahead.ts";
import type { RunContext } from "./run-context.ts";
import { ACCOUNTS_PER_CHUNK, prepareMeasuring, readChunk } from "./score-accounts.ts";
import { scoreOne } from "./score-health.ts";
import type { Scored } from "./score-health.ts";
import { newRunId } from "./score-runs.ts";

export interface ThroughTimeRequest {
  readonly store: FactsStore;
  /** They share the company's settings; the first one's are taken. */
  readonly configs: readonly [CompanyConfig, ...CompanyConfig[]];
  /** Ascending, distinct. */
  readonly moments: readonly Date[];
  readonly dayOf: (ms: number) => string;
  readonly signal: AbortSignal;
}

/** Some accounts at a moment. */
export interface ScoredChunk {
  /** Index into the moments. */
  readonly moment: number;
  /** For each account its score under each configuration, in their order. */
  readonly accounts: readonly (readonly Scored[])[];
}

/** Scores them. All chunks of a moment come before those of the next. Throws FactsError, ClickhouseError. */
export async function* scoresThroughTime(
  request: ThroughTimeRequest,
): AsyncGenerator<ScoredChunk, void, undefined> {
  const { store, configs, moments, signal } = request;
  const [last] = moments.slice(-1);
  if (last === undefined) return;
  const runId = newRunId("replay", last);
  const facts = await factsThroughTime(store, { runId, moments });
  try {
    const chunks = readAhead(chunksThroughTime(request, facts, runId), readFeaturesOf);
    for await (const { moment, measuring, features } of chunks) {
      signal.throwIfAborted();
      const accounts = features.map((one) =>
        configs.map((config) => scoreOne(config, measuring, one)),
      );
      yield { moment, accounts };
    }
  } finally {
    await facts.drop();
  }
}

/** A chunk that is about to be read. */
interface ChunkToRead {
  readonly moment: number;
  readonly measuring: MeasureContext;
  readonly read: () => Promise<AccountFeatures[]>;
}

async function readFeaturesOf({ moment, measuring, read }: ChunkToRead) {
  return { moment, measuring, features: await read() };
}

async function* chunksThroughTime(
  { store, configs, moments, dayOf, signal }: ThroughTimeRequest,
  facts: FactsThroughTime,
  runId: string,
): AsyncGenerator<ChunkToRead, void, undefined> {
  // What all of them ask for is read once.
  const [config] = configs;
  const plan = planOf({ ...config, scorecards: configs.flatMap(({ scorecards }) => scorecards) });
  for (const [moment, asOf] of moments.entries()) {
    const context: RunContext = {
      ...{ tables: store.tables, config, dayOf, signal },
      run: {
        ...{ runId, kind: "replay", scope: "all", asOf, factsVersion: "0" },
        ...{ configVersion: config.version, startedAt: asOf },
      },
      facts: { ...facts.at(asOf), drop: () => Promise.resolve() },
    };
    const accounts = await context.facts.read(() => allAccounts(store.tables, context.facts));
    const { faultDays, ...measuring } = await prepareMeasuring(context, plan, "all");
    const faults = faultDays.map(dayText);
    for (let from = 0; from < accounts.length; from += ACCOUNTS_PER_CHUNK) {
      const chunk = accounts.slice(from, from + ACCOUNTS_PER_CHUNK);
      yield { moment, measuring, read: () => readChunk(context, plan, faults, chunk, true) };
    }
  }
}
