/**
 * Which accounts a run looks at.
 *
 * In: the facts as of the run, and where the run before it stopped. Out: account ids, sorted. Looking at one too many is
 * harmless, missing one is not: so a bucket counts as changed when its version is new, and also when something in it became
 * known after the run before, which had therefore not used it.
 */
import type { FactFamily, FactsAsOf } from "@mimamori/account-facts";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";
import type { MomentFacts } from "./features/moment-facts.ts";
import type { PreviousRun, RunScope } from "./score-runs.ts";

/** An override alone makes no account: its id may be mistyped. */
const FAMILIES: readonly FactFamily[] = [
  "usage_days",
  "engagement_days",
  "tickets",
  "invoices",
  "revenue",
  "profiles",
  "goals",
  "contacts",
];

/** What is scored each minute when it changes. */
const DUE_FAMILIES: readonly FactFamily[] = [
  "engagement_days",
  "tickets",
  "invoices",
  "revenue",
  "overrides",
  "goals",
];

const accountRow = z.object({ account: z.string() });

/** Whether anything is known of any account: before that a run would only say that there is nobody. */
export async function hasAccounts(tables: ClickhouseTables): Promise<boolean> {
  for (const family of FAMILIES) {
    const rows = await tables.query(`SELECT 1 FROM mimamori.${family} LIMIT 1`);
    if (rows.length > 0) return true;
  }
  return false;
}

/** Every account that anything is known of. An account that was merged into another has nothing of its own any more. */
export async function allAccounts(tables: ClickhouseTables, facts: FactsAsOf): Promise<string[]> {
  const selects = FAMILIES.map((family) => `SELECT account FROM ${facts.source(family)}`);
  return readAccounts(tables, selects, {});
}

const knownRow = z.object({
  account: z.string(),
  known: z.array(z.tuple([z.number(), z.number()])),
});

/** An account, and the moments at which anything was known of it: from (inclusive) and to (exclusive), as indexes. */
export interface KnownAccount {
  readonly account: string;
  readonly known: readonly (readonly [number, number])[];
}

/** The same at several moments. */
export async function accountsAtMoments(
  tables: ClickhouseTables,
  facts: MomentFacts,
): Promise<KnownAccount[]> {
  const selects = FAMILIES.map(
    (family) =>
      `SELECT account, min(first_moment) AS first_moment, end_moment FROM ${facts.states(family)} AS states
       GROUP BY account, end_moment`,
  );
  return tables.query(
    `SELECT account, groupUniqArray((first_moment, end_moment)) AS known
     FROM (${selects.join("\nUNION ALL\n")}) GROUP BY account ORDER BY account`,
    {},
    knownRow,
  );
}

/** Accounts that may have another score than at the run before. */
export async function changedAccounts(
  tables: ClickhouseTables,
  scope: Exclude<RunScope, "all">,
  previous: PreviousRun,
  asOf: Date,
): Promise<string[]> {
  const families = scope === "usage" ? (["usage_days"] as const) : DUE_FAMILIES;
  const changed = families.map(
    (family) =>
      `SELECT account FROM mimamori.${family}
       WHERE version > {factsVersion:UInt64} OR max_known_at > {previousAsOf:DateTime64(3)}`,
  );
  const selects = scope === "due" ? [...changed, ...DUE_MOMENTS] : changed;
  return readAccounts(tables, selects, {
    factsVersion: previous.factsVersion,
    previousAsOf: previous.asOf,
    asOf,
  });
}

/** Moments that change a score although nothing happens. */
const DUE_MOMENTS = [
  `SELECT account FROM mimamori.invoices
   WHERE due_at > {previousAsOf:DateTime64(3)} AND due_at <= {asOf:DateTime64(3)}`,
  `SELECT account FROM mimamori.revenue
   WHERE arrayExists(
     one -> one.notice_deadline > {previousAsOf:DateTime64(3)} AND one.notice_deadline <= {asOf:DateTime64(3)},
     subscriptions)`,
  `SELECT account FROM mimamori.overrides
   WHERE expires_at > {previousAsOf:DateTime64(3)} AND expires_at <= {asOf:DateTime64(3)}`,
];

async function readAccounts(
  tables: ClickhouseTables,
  selects: readonly string[],
  parameters: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const sql = `SELECT DISTINCT account FROM (${selects.join("\nUNION ALL\n")}) ORDER BY account`;
  const rows = await tables.query(sql, parameters, accountRow);
  return rows.map(({ account }) => account);
}
