// Facts of goals: one row per account and goal, from its latest snapshot. In: raw_engagement_events. Out: goals.
import { insertSelected, momentColumn } from "./fact-tables.ts";
import type { FactTable, FactTarget } from "./fact-tables.ts";
import { instantIn, latestSnapshots } from "./latest-snapshot.ts";

const raw = {
  table: "mimamori.raw_engagement_events",
  types: ["engagement.goal_changed.v1"],
  bucket: "JSONExtractString(json, 'goal_id')",
  byDay: false,
} as const;

/** A sender that only tells that a goal is reached tells so when it is. */
const select = (target: FactTarget): string => `
SELECT
  ${momentColumn(target)}account,
  bucket AS goal_id,
  present,
  JSONExtractString(latest, 'title') AS title,
  JSONExtractString(latest, 'status') AS status,
  toDateOrNull(JSONExtractString(latest, 'due_on')) AS due_on,
  if(status = 'reached', ifNull(${instantIn("reached_at")}, latest_at), NULL) AS reached_at,
  first_at AS set_at,
  latest_at AS changed_at,
  settled_at AS max_known_at,
  {version:UInt64} AS version
FROM (${latestSnapshots(raw, target)})`;

export const goals: FactTable = {
  family: "goals",
  raw,
  bucketColumn: "goal_id",
  columns: [
    "account",
    "goal_id",
    "present",
    "title",
    "status",
    "due_on",
    "reached_at",
    "set_at",
    "changed_at",
    "max_known_at",
    "version",
  ],
  isPresent: "present = 1",
  select,
  write: (store, target) => insertSelected(store, goals, target, select(target)),
};
