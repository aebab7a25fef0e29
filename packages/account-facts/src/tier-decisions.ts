// Facts of what people have said on proposed changes of tiers: one row per account and change, the latest word.
// In: raw_account_events. Out: tier_decisions.
import { insertSelected, momentColumn } from "./fact-tables.ts";
import type { FactTable, FactTarget } from "./fact-tables.ts";
import { latestSnapshots } from "./latest-snapshot.ts";

const raw = {
  table: "mimamori.raw_account_events",
  types: ["account.tier_change_decided.v1"],
  bucket: "JSONExtractString(json, 'change_id')",
  byDay: false,
} as const;

const text = (name: string): string => `JSONExtractString(latest, '${name}')`;

const select = (target: FactTarget): string => `
SELECT
  ${momentColumn(target)}account,
  bucket AS change_id,
  present,
  ${text("verdict")} AS verdict,
  ${text("reason")} AS reason,
  ${text("author")} AS author,
  toDateOrNull(${text("effective_on")}) AS effective_on,
  latest_at AS decided_at,
  settled_at AS max_known_at,
  {version:UInt64} AS version
FROM (${latestSnapshots(raw, target)})`;

export const tierDecisions: FactTable = {
  family: "tier_decisions",
  raw,
  bucketColumn: "change_id",
  columns: [
    "account",
    "change_id",
    "present",
    "verdict",
    "reason",
    "author",
    "effective_on",
    "decided_at",
    "max_known_at",
    "version",
  ],
  isPresent: "present = 1",
  select,
  write: (store, target) => insertSelected(store, tierDecisions, target, select(target)),
};
