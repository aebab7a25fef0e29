// Facts of the customer's people: one row per account and contact, from its latest snapshot. In: raw_account_events. Out: contacts.
import { insertSelected, momentColumn } from "./fact-tables.ts";
import type { FactTable, FactTarget } from "./fact-tables.ts";
import { instantIn, latestSnapshots } from "./latest-snapshot.ts";

const raw = {
  table: "mimamori.raw_account_events",
  types: ["account.contact_changed.v1"],
  bucket: "JSONExtractString(json, 'contact_id')",
  byDay: false,
} as const;

/** Senders differ in whether somebody who has left is still called a champion. */
const WAS_CHAMPION =
  "countIf(counts AND JSONExtractBool(document, 'champion')) > 0 AS was_champion, ";

const select = (target: FactTarget): string => `
SELECT
  ${momentColumn(target)}account,
  bucket AS contact_id,
  present,
  JSONExtractString(latest, 'name') AS name,
  JSONExtractString(latest, 'role') AS role,
  JSONExtractBool(latest, 'champion') AS champion,
  was_champion,
  ${instantIn("left_at")} AS left_at,
  first_at AS known_since,
  latest_at AS changed_at,
  settled_at AS max_known_at,
  {version:UInt64} AS version
FROM (${latestSnapshots(raw, target, WAS_CHAMPION)})`;

export const contacts: FactTable = {
  family: "contacts",
  raw,
  bucketColumn: "contact_id",
  columns: [
    "account",
    "contact_id",
    "present",
    "name",
    "role",
    "champion",
    "was_champion",
    "left_at",
    "known_since",
    "changed_at",
    "max_known_at",
    "version",
  ],
  isPresent: "present = 1",
  select,
  write: (store, target) => insertSelected(store, contacts, target, select(target)),
};
