// Facts of revenue: one row per account, from all its subscription snapshots. In: raw_billing_events. Out: revenue.
// The snapshots are read by account and handed to packages/revenue-movements; the row is what it makes of them. An account at a
// time is in memory beside the rows of its chunk.
import { dayInTimeZone, revenueOfAccount } from "@mimamori/revenue-movements";
import type { SubscriptionSnapshot } from "@mimamori/revenue-movements";
import type { SubscriptionChanged } from "@mimamori/event-contracts";
import { candidateRows, listed } from "./candidate-rows.ts";
import { columnsOf, momentColumn, tableOf, targetParameters } from "./fact-tables.ts";
import type { FactTable, FactTarget } from "./fact-tables.ts";
import type { FactsStore } from "./facts-store.ts";
import { columnsOfRevenue } from "./revenue-columns.ts";
import { revenueDefinition } from "./revenue-definition.ts";

const raw = {
  table: "mimamori.raw_billing_events",
  types: ["billing.subscription_changed.v1"],
  bucket: "''",
  byDay: false,
} as const;

/** An account's candidates: those that count as tuples of (occurred_at, known_at, sequence, id, data), milliseconds. */
interface AccountSnapshots {
  /** The moment that the target asks about, milliseconds; undefined where it has none. */
  readonly at_ms?: string;
  readonly account: string;
  readonly snapshots: readonly (readonly [string, string, string, string, string])[];
  readonly settled_at: string;
}

// The snapshots come sorted, so that the same raw rows always make the same row.
const select = (target: FactTarget): string => `
SELECT ${target.atMoments === undefined ? "" : "toUnixTimestamp64Milli(at) AS at_ms, "}account,
  arraySort(groupArrayIf(snapshot, counts)) AS snapshots, max(settled_at) AS settled_at
FROM (
  SELECT
    ${momentColumn(target)}account,
    (toUnixTimestamp64Milli(occurred_at), toUnixTimestamp64Milli(known_at), sequence, id, data) AS snapshot,
    counts, settled_at
  FROM (${candidateRows(raw, target, { data: "data" })})
  UNION ALL
  SELECT ${momentColumn(target)}account, (toInt64(0), toInt64(0), toUInt64(0), '', ''), 0, toDateTime64(0, 3, 'UTC')
  FROM (${listed(target)})
) AS candidate
GROUP BY ${momentColumn(target)}account
ORDER BY account${target.atMoments === undefined ? "" : ", at"}
LIMIT {rows:UInt32} OFFSET {skip:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1`;

/** Accounts whose snapshots are in memory at once. */
const ACCOUNTS_PER_CHUNK = 2_000;

async function write(store: FactsStore, target: FactTarget): Promise<void> {
  const settings = { ...store.currencies, msToDay: dayInTimeZone(store.timeZone) };
  const parameters = targetParameters(store, "revenue", target);
  const definition = revenueDefinition(store);
  const columns = columnsOf(revenue, target) as readonly (keyof RevenueRow)[];
  for (let skip = 0; ; skip += ACCOUNTS_PER_CHUNK) {
    const accounts = await store.tables.query<AccountSnapshots>(select(target), {
      ...parameters,
      rows: ACCOUNTS_PER_CHUNK,
      skip,
    });
    const rows = accounts.map((candidates): RevenueRow => {
      const snapshots = candidates.snapshots.map(snapshotOf);
      return {
        run_id: target.atMoments?.runIdOf(Number(candidates.at_ms)) ?? target.asOf?.runId ?? "",
        account: candidates.account,
        ...columnsOfRevenue(revenueOfAccount(snapshots, settings)),
        definition,
        events: snapshots.length,
        max_known_at: candidates.settled_at,
        version: target.version,
      };
    });
    await store.tables.insertRows(tableOf("revenue", target), columns, rows);
    if (accounts.length < ACCOUNTS_PER_CHUNK) return;
  }
}

function snapshotOf(tuple: AccountSnapshots["snapshots"][number]): SubscriptionSnapshot {
  const [occurredAt, knownAt, sequence, id, text] = tuple;
  const data = JSON.parse(text) as SubscriptionChanged;
  return {
    subscriptionId: data.subscription_id,
    data,
    occurredAtMs: Number(occurredAt),
    sequence: Number(sequence),
    knownAtMs: Number(knownAt),
    id,
  };
}

interface RevenueRow extends ReturnType<typeof columnsOfRevenue> {
  readonly run_id: string;
  readonly account: string;
  readonly definition: string;
  readonly events: number;
  readonly max_known_at: string;
  readonly version: string;
}

export const revenue: FactTable = {
  family: "revenue",
  raw,
  bucketColumn: undefined,
  columns: [
    "account",
    "subscriptions",
    "mrr_days",
    "movements",
    "first_paid_on",
    "churned_on",
    "notice_known_at",
    "movement_causes",
    "contract_states",
    "leavings",
    "leads_since",
    "term_spells",
    "definition",
    "events",
    "max_known_at",
    "version",
  ],
  isPresent: "events > 0",
  write,
};
