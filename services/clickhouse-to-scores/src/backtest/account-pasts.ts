/**
 * What became of each account: when it gave notice, and at which of some moments it was a customer who had not.
 *
 * In: contracts as of the backtest's moment. Out: a few numbers per account. Memory: those, and one chunk of contracts.
 */
import type { FactsAsOf } from "@mimamori/account-facts";
import { snapshotAt } from "@mimamori/churn-risk";
import type { CompanyDays, ContractHistory } from "@mimamori/churn-risk";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";
import { chunksOf } from "../features/account-chunk.ts";
import { readContractHistories } from "../churn/contract-histories.ts";

export interface AccountPast {
  /** Company days on which it became known that the account leaves, ascending. */
  readonly noticeDays: readonly number[];
  /** For each moment, whether a model would have been asked about the account: it paid, and had not given notice. */
  readonly isAtRisk: readonly boolean[];
}

const ACCOUNTS_PER_CHUNK = 2_000;

export interface PastsRequest {
  readonly tables: ClickhouseTables;
  readonly facts: FactsAsOf;
  readonly days: CompanyDays;
  readonly asOf: Date;
  /** The moments that are asked about, milliseconds UTC. */
  readonly moments: readonly number[];
  readonly signal: AbortSignal;
}

/** Reads the past of every account that has ever paid. */
export async function readPasts(request: PastsRequest): Promise<Map<string, AccountPast>> {
  const { tables, facts, asOf, signal } = request;
  const accounts = await facts.read(() => payingAccounts(tables, facts));
  const pasts = new Map<string, AccountPast>();
  for (const { where } of chunksOf(accounts, ACCOUNTS_PER_CHUNK, true)) {
    signal.throwIfAborted();
    const histories = await facts.read(() => readContractHistories(tables, facts, where, asOf));
    for (const [account, history] of histories) pasts.set(account, pastOf(request, history));
  }
  return pasts;
}

function pastOf({ days, moments }: PastsRequest, history: ContractHistory): AccountPast {
  return {
    noticeDays: history.leavings
      .map(({ knownAtMs }) => days.dayOf(knownAtMs))
      .sort((left, right) => left - right),
    isAtRisk: moments.map((asOfMs) => snapshotAt(history, { days, asOfMs }).status === "scored"),
  };
}

/** The first notice on or after a day; undefined when there is none. */
export function noticeAfter(past: AccountPast | undefined, day: number): number | undefined {
  return past?.noticeDays.find((noticeDay) => noticeDay >= day);
}

async function payingAccounts(tables: ClickhouseTables, facts: FactsAsOf): Promise<string[]> {
  const rows = await tables.query(
    `SELECT account FROM ${facts.source("revenue", { where: "first_paid_on IS NOT NULL" })} AS revenue
     ORDER BY account`,
    {},
    z.object({ account: z.string() }),
  );
  return rows.map(({ account }) => account);
}
