/**
 * The steps of a run over its accounts, a chunk at a time: features, health, revenue; then churn risk, lifetime values and tiers.
 *
 * In: facts as of the run. Out: rows under the run's id. Memory: one chunk, and a few numbers per account.
 */
import { z } from "zod";
import { dayNumber, dayText } from "./features/account-features.ts";
import type { AccountFeatures } from "./features/account-features.ts";
import { fleetMove, holdBack } from "./capture/hold-back.ts";
import { allAccounts } from "./choose-accounts.ts";
import { factsOfChunk } from "./features/chunk-facts.ts";
import { churnStep } from "./churn/churn-step.ts";
import { planOf } from "./features/feature-plan.ts";
import type { RunPlan } from "./features/feature-plan.ts";
import type { MeasureContext } from "./measures/measure-context.ts";
import { atOneMoment } from "./features/moment-facts.ts";
import { recordHealthChanges, recordTierChanges } from "./outbox.ts";
import { prepareMeasuring } from "./measures/prepare-measuring.ts";
import { readFeatures } from "./features/read-features.ts";
import { recordMoves } from "./health/record-moves.ts";
import type { RunContext } from "./run-context.ts";
import { scoreHealth } from "./health/score-health.ts";
import type { CaptureState } from "./score-runs.ts";
import { captureSentence } from "./health/sentences.ts";
import { checkSqlMeasures } from "./measures/sql-values.ts";
import { addRevenue, monthsBetween, writeRevenueMonths } from "./revenue/revenue-months.ts";
import type { RevenueBySegment } from "./revenue/revenue-months.ts";
import { writeTiers } from "./tiers/assign-tiers.ts";
import type { PayingAccount } from "./tiers/assign-tiers.ts";
import { writeLoyalCustomers } from "./tiers/loyal-customers.ts";
import { readTierFacts } from "./tiers/tier-facts.ts";
import { valueLifetimes } from "./lifetime/value-lifetimes.ts";

/** What a run found. */
export interface Found {
  readonly accounts: number;
  readonly accountsScored: number;
  /** Accounts by health band. */
  readonly bands: Readonly<Record<string, number>>;
  /** The churn model that took part, published or not; empty without one. */
  readonly modelVersion: string;
  readonly capture: CaptureState;
}

const ACCOUNTS_PER_CHUNK = 5_000;
/** Faults of so many days ago still spoil what is shown now; older ones are left out without a word. */
const RECENT_FAULT_DAYS = 14;

/** Scores the accounts; a run over all of them also values lifetimes and assigns tiers. */
export async function scoreAccounts(
  context: RunContext,
  chosen: readonly string[] | "all",
  { skipHealth = false } = {},
): Promise<Found> {
  const { tables, facts, signal } = context;
  const accounts = chosen === "all" ? await facts.read(() => allAccounts(tables, facts)) : chosen;
  const tally: Tally = {
    ...{ accountsScored: 0, fallen: 0, faultDays: [] },
    ...{ bands: {}, paying: [], revenue: new Map() },
  };
  const isWhole = chosen === "all";
  if (!skipHealth) await scoreChunks(context, accounts, chosen, isWhole, tally);
  signal.throwIfAborted();
  const modelVersion = await churnStep(context, accounts, chosen === "all");
  if (isWhole) await valueAndTier(context, tally, skipHealth);
  const { accountsScored, bands } = tally;
  const capture = await captureState(context, tally);
  return { accounts: accounts.length, accountsScored, bands, modelVersion, capture };
}

async function scoreChunks(
  context: RunContext,
  accounts: readonly string[],
  chosen: readonly string[] | "all",
  isWhole: boolean,
  tally: Tally,
): Promise<void> {
  const plan = planOf(context.config);
  await checkSqlMeasures(context.tables, context.config);
  const measuring = await prepareMeasuring(context, plan, chosen);
  tally.faultDays = measuring.faultDays.map(dayText);
  const months = isWhole ? await monthsOfRevenue(context) : [];
  for (let from = 0; from < accounts.length; from += ACCOUNTS_PER_CHUNK) {
    context.signal.throwIfAborted();
    const chunk = accounts.slice(from, from + ACCOUNTS_PER_CHUNK);
    const features = await readChunk(context, plan, tally.faultDays, chunk, isWhole);
    await scoreChunk(context, measuring.context, features, tally);
    if (isWhole) addRevenue(tally.revenue, months, features);
  }
  if (isWhole && context.run.kind === "live") await recordMoves(context, accounts);
}

/** What is added up over the chunks. */
interface Tally {
  accountsScored: number;
  /** Scores that have fallen since the run before. */
  fallen: number;
  /** YYYY-MM-DD */
  faultDays: readonly string[];
  readonly bands: Record<string, number>;
  readonly paying: PayingAccount[];
  readonly revenue: RevenueBySegment;
}

async function readChunk(
  { tables, facts, run, dayOf }: RunContext,
  plan: RunPlan,
  faultDays: readonly string[],
  accounts: readonly string[],
  all: boolean,
): Promise<AccountFeatures[]> {
  const moments = [{ asOf: run.asOf, today: dayOf(run.asOf.getTime()), faultDays }];
  const chunk = factsOfChunk(atOneMoment(facts), moments, accounts, all);
  const featuresOf = await facts.read(() => readFeatures(tables, chunk, plan, moments, dayOf));
  return accounts.map((account) => featuresOf(0, account));
}

async function scoreChunk(
  { tables, config, run }: RunContext,
  measuring: MeasureContext,
  features: readonly AccountFeatures[],
  tally: Tally,
): Promise<void> {
  const health = await scoreHealth(tables, run.runId, config, measuring, features);
  for (const { band, score } of health) {
    tally.bands[band] = (tally.bands[band] ?? 0) + 1;
    if (score !== null) tally.accountsScored += 1;
  }
  for (const { account, segment, revenue } of features) {
    if (revenue?.closed === true) continue;
    tally.paying.push({ account, segment, mrrMinor: revenue === undefined ? 0 : revenue.mrrMinor });
  }
  if (run.kind === "live") tally.fallen += await recordHealthChanges(tables, run, health);
}

/** What the run says of the sources; a move of the whole fleet holds its changes back. */
async function captureState(
  { tables, config, run }: RunContext,
  { fallen, faultDays }: Tally,
): Promise<CaptureState> {
  const move = run.kind === "live" ? await fleetMove(tables, run, fallen) : undefined;
  if (move !== undefined) await holdBack(tables, run.runId);
  const since = dayText(dayNumber(run.asOf.toISOString().slice(0, 10)) - RECENT_FAULT_DAYS);
  const recent = faultDays.filter((day) => day >= since);
  const problem = captureSentence(config.company, recent, move);
  return { faultDays, problem, heldBack: move !== undefined };
}

/** Without health nothing was added up over the chunks: months and tiers would be empty, and are left out. */
async function valueAndTier(context: RunContext, tally: Tally, skipHealth: boolean): Promise<void> {
  const { tables, config, facts, run } = context;
  if (!skipHealth) await writeRevenueMonths(tables, run, config.company, tally.revenue);
  const today = context.dayOf(run.asOf.getTime());
  const values = await valueLifetimes(
    { ...context, company: config.company, today },
    tally.revenue,
  );
  if (skipHealth) return;
  const known = await facts.read(() => readTierFacts(tables, facts, run.asOf, today));
  const tiers = await writeTiers(context, tally.paying, values, known);
  await writeLoyalCustomers(
    context,
    tally.paying.map(({ account }) => account),
    known,
  );
  if (run.kind === "live") await recordTierChanges(tables, run, tiers);
}

/** From the month of the first movement to that of the run, YYYY-MM. */
async function monthsOfRevenue({ tables, facts, run, dayOf }: RunContext): Promise<string[]> {
  const current = dayOf(run.asOf.getTime()).slice(0, 7);
  const [row] = await facts.read(() =>
    tables.query(
      `SELECT toString(min(movements[1].day)) AS first_day FROM ${facts.source("revenue")} AS revenue
       WHERE notEmpty(movements)`,
      {},
      z.object({ first_day: z.string() }),
    ),
  );
  const first = row?.first_day.slice(0, 7) ?? current;
  return monthsBetween(first < "1970-02" ? current : first, current);
}
