/**
 * A company's history as a table of account-snapshots with outcomes: what models are trained on and judged by.
 *
 * In: facts as of a time. Out: ChurnDataset, with what was known at each snapshot's own moment. Memory: the table, which is held to
 * MOST_ROWS by taking only a share of the accounts, the same ones for ever.
 */
import type { FactsAsOf, FactsStore } from "@mimamori/account-facts";
import { leadDaysOf, snapshotsOf, withOutcomesSeenBy } from "@mimamori/churn-risk";
import type { ChurnDataset, CompanyDays } from "@mimamori/churn-risk";
import { daysInTimeZone } from "@mimamori/revenue-movements";
import { z } from "zod";
import { chunksOf } from "../features/account-chunk.ts";
import { readChurnFeatures } from "./churn-features.ts";
import type { AccountSnapshot } from "./feature-table.ts";
import { readContractHistories } from "./contract-histories.ts";
import { columnsOf } from "./feature-plan.ts";
import type { ChurnFeaturePlan } from "./feature-plan.ts";
import { readHistoryEnd } from "./history-end.ts";

export interface DatasetRequest {
  readonly store: FactsStore;
  /** As of `asOf`, of all accounts. */
  readonly facts: FactsAsOf;
  /** Letters, digits, "-" and "_": names what is staged. */
  readonly runId: string;
  readonly asOf: Date;
  readonly plan: ChurnFeaturePlan;
  /** Days from a snapshot to the decision that it leads up to; "spread": each account its own, as a daily run meets them. */
  readonly lead: number | "spread";
  readonly signal: AbortSignal;
}

export interface SampledDataset {
  readonly dataset: ChurnDataset;
  /** Share of the accounts that is in it; 1: all. */
  readonly sampledShare: number;
  /** The first day from `fromDay` to `toDay` on which it became known that the account leaves; NaN when there is none. */
  readonly noticeDayOf: (account: string, fromDay: number, toDay: number) => number;
}

/** With more account-months than this a share of the accounts is enough: it gives the same model within its error. */
const MOST_ROWS = 300_000;
const ACCOUNTS_PER_CHUNK = 2_000;
const SHARES = 1_000_000;

/** Builds the table. Of the time after contracts were last heard of it has no outcomes. */
export async function buildChurnDataset(asked: DatasetRequest): Promise<SampledDataset> {
  const end = await readHistoryEnd(asked.store.tables, asked.asOf);
  const days = daysInTimeZone(asked.store.timeZone);
  const request = { ...asked, asOf: end?.asOf ?? asked.asOf, days };
  const { store, facts, runId, plan, signal } = request;
  const sampledShare = await shareOfAccounts(request);
  const accounts = await payingAccounts(request, sampledShare);
  const parts: DatasetPart[] = [];
  const notices = new Map<string, readonly number[]>();
  const batch = `${runId}.churn`;
  for (const { accounts: some, where: range } of chunksOf(accounts, ACCOUNTS_PER_CHUNK, true)) {
    signal.throwIfAborted();
    const where = `${range} AND ${inShare(String(sampledShare))}`;
    const rows = await snapshotsOfChunk(request, some, where, notices);
    const reading = { store, facts, plan, batch, where, mayHaveChanged: true };
    parts.push({ rows, values: await readChurnFeatures(reading, rows) });
  }
  const segments = await segmentsOf(request);
  const seenThroughMs = (end?.contractsSeenAt ?? request.asOf).getTime();
  const dataset = withOutcomesSeenBy(
    assemble(request, accounts, segments, parts),
    days.dayOf(seenThroughMs),
  );
  const noticeDayOf: SampledDataset["noticeDayOf"] = (account, fromDay, toDay) =>
    notices.get(account)?.find((day) => day >= fromDay && day <= toDay) ?? Number.NaN;
  return { dataset, sampledShare, noticeDayOf };
}

interface DatasetPart {
  readonly rows: readonly AccountSnapshot[];
  readonly values: Float64Array;
}

/** SQL over `account`: it is among the share of the accounts that is taken. */
function inShare(share: string): string {
  return `sipHash64(account) % ${SHARES} < ${share} * ${SHARES}`;
}

/** How many of the accounts fit, by their months of payment. */
async function shareOfAccounts({ store, facts, asOf }: DatasetRequest): Promise<number> {
  const [row] = await facts.read(() =>
    store.tables.query(
      `SELECT toFloat64(sum(greatest(0, dateDiff('month', assumeNotNull(first_paid_on), least(ifNull(churned_on, toDate({asOf:DateTime64(3)})), toDate({asOf:DateTime64(3)})))))) AS months
       FROM ${facts.source("revenue", { where: "first_paid_on IS NOT NULL" })} AS revenue`,
      { asOf },
      z.object({ months: z.number() }),
    ),
  );
  return Math.min(1, MOST_ROWS / Math.max(1, row?.months ?? 0));
}

async function payingAccounts({ store, facts }: DatasetRequest, share: number): Promise<string[]> {
  const rows = await facts.read(() =>
    store.tables.query(
      `SELECT account FROM ${facts.source("revenue", { where: "first_paid_on IS NOT NULL" })} AS revenue
       WHERE ${inShare("{share:Float64}")} ORDER BY account`,
      { share },
      z.object({ account: z.string() }),
    ),
  );
  return rows.map(({ account }) => account);
}

/** The snapshots of some accounts; the days of their notices are added to `notices`. */
async function snapshotsOfChunk(
  { store, facts, asOf, lead, days }: DatasetRequest & { readonly days: CompanyDays },
  accounts: readonly string[],
  where: string,
  notices: Map<string, readonly number[]>,
): Promise<AccountSnapshot[]> {
  const histories = await facts.read(() => readContractHistories(store.tables, facts, where, asOf));
  return accounts.flatMap((account) => {
    const history = histories.get(account);
    if (history === undefined) return [];
    if (history.leavings.length > 0) {
      notices.set(
        account,
        history.leavings.map(({ knownAtMs }) => days.dayOf(knownAtMs)),
      );
    }
    const settings = { days, asOfMs: asOf.getTime(), leadDays: leadDaysOf(account, lead) };
    return snapshotsOf(history, settings).map((snapshot) => ({ account, snapshot }));
  });
}

async function segmentsOf({ store, facts }: DatasetRequest): Promise<Map<string, string>> {
  const rows = await facts.read(() =>
    store.tables.query(
      `SELECT account, toString(segment) AS segment FROM ${facts.source("profiles", { where: "segment != ''" })} AS profiles`,
      {},
      z.object({ account: z.string(), segment: z.string() }),
    ),
  );
  return new Map(rows.map(({ account, segment }) => [account, segment]));
}

/** Puts the parts, which are in the order of the accounts, into one table. */
function assemble(
  { plan }: DatasetRequest,
  accounts: readonly string[],
  segmentOf: ReadonlyMap<string, string>,
  parts: readonly DatasetPart[],
): ChurnDataset {
  const all = parts.flatMap(({ rows }) => rows);
  const columns = columnsOf(plan);
  const values = new Float64Array(all.length * columns.length);
  let at = 0;
  for (const part of parts) {
    values.set(part.values, at);
    at += part.values.length;
  }
  const accountIndex = new Map(accounts.map((account, index) => [account, index]));
  const segments = [...new Set(all.map(({ account }) => segmentOf.get(account) ?? ""))].sort();
  const segmentIndex = new Map(segments.map((segment, index) => [segment, index]));
  return {
    columns,
    accounts,
    rows: all.length,
    accountOfRow: Uint32Array.from(all, ({ account }) => accountIndex.get(account) ?? 0),
    day: Int32Array.from(all, ({ snapshot }) => snapshot.day),
    anchorDay: Int32Array.from(all, ({ snapshot }) => snapshot.anchorDay),
    windowEndDay: Int32Array.from(all, ({ snapshot }) => snapshot.windowEndDay),
    outcome: Int8Array.from(all, ({ snapshot }) => snapshot.outcome),
    offset: Float64Array.from(all, ({ snapshot }) => snapshot.offset),
    values,
    segment: Uint16Array.from(
      all,
      ({ account }) => segmentIndex.get(segmentOf.get(account) ?? "") ?? 0,
    ),
    segments,
  };
}
