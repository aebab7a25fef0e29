// Facts of who the customer is: one row per account. In: raw_account_events, account_subjects. Out: profiles.
// An account's own snapshots come before those of accounts merged into it, however new: a merge does not rename the survivor.
// What partial snapshots leave open is taken from older ones, and then from those of the merged accounts.
import { identities, listed } from "./candidate-rows.ts";
import { withCsmSpells } from "./csm-spells.ts";
import { insertSelected } from "./fact-tables.ts";
import type { FactTable, FactTarget } from "./fact-tables.ts";
import { instantIn } from "./latest-snapshot.ts";
import { layeredSnapshots } from "./layered-snapshots.ts";

const raw = {
  table: "mimamori.raw_account_events",
  types: ["account.profile_changed.v1"],
  bucket: "''",
  byDay: false,
} as const;

/** The account's own intervals, as of the moment where the target has moments. */
const own = (target: FactTarget): string =>
  target.atMoments === undefined
    ? `LEFT ANY JOIN (${identities(target)}) AS own ON own.subject = profile.account`
    : `LEFT ANY JOIN (
  SELECT asked.at AS at, mapping.subject AS subject, if(earlier.subject != '', earlier.intervals, mapping.intervals) AS intervals,
    mapping.max_known_at AS max_known_at
  FROM (${identities(target)}) AS mapping
  INNER JOIN (${listed(target)}) AS asked ON mapping.subject = asked.account
  LEFT ANY JOIN (
    SELECT subject, at, intervals FROM mimamori.account_subjects_at_moments WHERE batch = {batch:String}
  ) AS earlier ON earlier.subject = mapping.subject AND earlier.at = asked.at
) AS own ON own.subject = profile.account AND own.at = profile.at`;

const select = (target: FactTarget): string => `
SELECT
  ${target.atMoments === undefined ? "" : "profile.at AS at, "}profile.account AS account,
  present,
  JSONExtractString(latest, 'name') AS name,
  JSONExtractString(latest, 'domain') AS domain,
  JSONExtractString(latest, 'segment') AS segment,
  JSONExtractString(latest, 'country') AS country,
  JSONExtractString(latest, 'language') AS language,
  JSONExtractString(latest, 'industry') AS industry,
  JSONExtractString(latest, 'csm') AS csm,
  csm_spells,
  JSONExtractString(latest, 'acquisition_channel') AS acquisition_channel,
  JSONExtractString(latest, 'parent_account') AS parent_account,
  JSONExtractBool(latest, 'strategic') AS strategic,
  ${instantIn("signed_up_at")} AS signed_up_at,
  mapSort(JSONExtract(latest, 'crm_ids', 'Map(String, String)')) AS crm_ids,
  if(empty(own.intervals), '', own.intervals[1].3) AS merged_into,
  greatest(settled_at, own.max_known_at) AS max_known_at,
  {version:UInt64} AS version
FROM (${withCsmSpells(layeredSnapshots(raw, target, "subject = account"))}) AS profile
${own(target)}`;

export const profiles: FactTable = {
  family: "profiles",
  raw,
  bucketColumn: undefined,
  columns: [
    "account",
    "present",
    "name",
    "domain",
    "segment",
    "country",
    "language",
    "industry",
    "csm",
    "csm_spells",
    "acquisition_channel",
    "parent_account",
    "strategic",
    "signed_up_at",
    "crm_ids",
    "merged_into",
    "max_known_at",
    "version",
  ],
  isPresent: "present = 1",
  select,
  write: (store, target) => insertSelected(store, profiles, target, select(target)),
};
