// Facts of support: one row per account and ticket, from its latest snapshot. In: raw_engagement_events. Out: tickets.
import { insertSelected, momentColumn } from "./fact-tables.ts";
import type { FactTable, FactTarget } from "./fact-tables.ts";
import { instantIn, latestSnapshots } from "./latest-snapshot.ts";

const raw = {
  table: "mimamori.raw_engagement_events",
  types: ["engagement.ticket_changed.v1"],
  bucket: "JSONExtractString(json, 'ticket_id')",
  byDay: false,
} as const;

const select = (target: FactTarget): string => `
SELECT
  ${momentColumn(target)}account,
  bucket AS ticket_id,
  present,
  JSONExtractString(latest, 'status') AS status,
  JSONExtractString(latest, 'channel') AS channel,
  JSONExtractString(latest, 'category') AS category,
  JSONExtractString(latest, 'priority') AS priority,
  ifNull(${instantIn("opened_at")}, toDateTime64(0, 3, 'UTC')) AS opened_at,
  ${instantIn("first_reply_at")} AS first_reply_at,
  ${instantIn("solved_at")} AS solved_at,
  least(JSONExtractUInt(latest, 'reopened'), 4294967295) AS reopened,
  settled_at AS max_known_at,
  {version:UInt64} AS version
FROM (${latestSnapshots(raw, target)})`;

export const tickets: FactTable = {
  family: "tickets",
  raw,
  bucketColumn: "ticket_id",
  columns: [
    "account",
    "ticket_id",
    "present",
    "status",
    "channel",
    "category",
    "priority",
    "opened_at",
    "first_reply_at",
    "solved_at",
    "reopened",
    "max_known_at",
    "version",
  ],
  isPresent: "present = 1",
  select,
  write: (store, target) => insertSelected(store, tickets, target, select(target)),
};
