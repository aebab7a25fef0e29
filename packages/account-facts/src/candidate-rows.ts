// The raw rows that a recompute reads, with the account that each counts for. SQL text only.
//
// A candidate is a pair of a raw row and an account that may have owned it at some state of knowledge. `counts` says whether it
// does so now (as of T): the row belongs to the account, and was not retracted. The others are read for `settled_at` only: the
// moment after which nothing about the pair has changed any more (the row's, its identity's and its retraction's, the latest).
// So the max_known_at of a bucket follows from raw rows alone: it does not depend on what was computed before, and a bucket that
// lost all its rows to a merge still says since when.
import { READABLE_JSON } from "./readable-json.ts";
import { rowKey } from "./fact-tables.ts";
import type { FactTarget, RawSource } from "./fact-tables.ts";

/** The subjects whose raw rows are read: see listMembers. */
export const MEMBERS = `
  SELECT subject FROM mimamori.recompute_members WHERE batch = {batch:String} AND family = {family:String}`;

/** The mapping of the members: as it is, or as the run staged it for its time. */
export function identities(target: FactTarget): string {
  return target.asOf === undefined
    ? `SELECT subject, intervals, accounts, max_known_at
       FROM mimamori.account_subjects FINAL WHERE subject IN (${MEMBERS})`
    : `SELECT subject, intervals, accounts, max_known_at
       FROM mimamori.account_subjects_as_of FINAL
       WHERE run_id = {run_id:String} AND subject IN (${MEMBERS})`;
}

/** Retractions of the members' events that were known in time. */
const RETRACTIONS = `
  SELECT subject, time, source, id, known_at
  FROM mimamori.retracted_events FINAL
  WHERE subject IN (${MEMBERS}) AND known_at <= {as_of:DateTime64(3)}`;

/**
 * Days of raw rows that can lie in the buckets' company days. occurred_at has an index of its own, so a sender's wrong clock
 * does no harm: only granules with rows of these days are read.
 */
const NEAR_DAYS = `
  toDate(occurred_at) IN (
    SELECT DISTINCT arrayJoin([toDateOrZero(bucket) - 1, toDateOrZero(bucket), toDateOrZero(bucket) + 1])
    FROM mimamori.recompute_buckets WHERE batch = {batch:String} AND family = {family:String})`;

const LISTED_BUCKETS = `
  SELECT bucket FROM mimamori.recompute_buckets WHERE batch = {batch:String} AND family = {family:String}`;

const RAW_COLUMNS = [
  "subject",
  "time",
  "source",
  "id",
  "type",
  "occurred_at",
  "known_at",
  "sequence",
];

const listedAs = (key: string): string => `
  SELECT ${key} FROM mimamori.recompute_buckets WHERE batch = {batch:String} AND family = {family:String}`;

/** The candidates of the listed buckets. */
const ofListedBuckets = (candidates: string): string => `(${candidates})
  WHERE (account, bucket) IN (${listedAs("account, bucket")})`;

/**
 * A candidate for each moment of its bucket at which it was known, with its mapping and its retraction as they were known then.
 * `columns` are those of `candidates` beside account and bucket.
 */
const ofListedMoments = (candidates: string, columns: readonly string[]): string => `(
  SELECT
    listed.at AS at, listed.account AS account, listed.bucket AS bucket,
    ${columns.map((column) => `candidate.${column} AS ${column}`).join(", ")},
    if(earlier.subject != '', earlier.intervals, candidate.intervals) AS intervals,
    candidate.identity_known_at AS identity_known_at, candidate.retraction_known_at AS retraction_known_at,
    candidate.retracted AND candidate.retraction_known_at <= listed.at AS retracted
  FROM (${candidates}) AS candidate
  INNER JOIN (${listedAs("at, account, bucket")}) AS listed ON candidate.account = listed.account AND candidate.bucket = listed.bucket
  LEFT ANY JOIN (
    SELECT subject, at, intervals FROM mimamori.account_subjects_at_moments WHERE batch = {batch:String}
  ) AS earlier ON candidate.subject = earlier.subject AND listed.at = earlier.at
  WHERE candidate.known_at <= listed.at AND candidate.occurred_at <= listed.at
)`;

/**
 * SELECT of the candidates of a target's buckets: account, bucket, counts, settled_at, reassigned_at (when to whom it belongs, or
 * whether it counts, last changed; 1970: never), and the raw columns subject, time, source,
 * id, type, occurred_at, known_at, sequence; `derived` are further columns (SQL expressions by name) over the raw row
 * and `json`, its data in a form that ClickHouse can read.
 */
export function candidateRows(
  raw: RawSource,
  target: FactTarget,
  derived: Readonly<Record<string, string>>,
): string {
  const names = Object.keys(derived);
  const types = raw.types.map((type) => `'${type}'`).join(", ");
  const candidates = `
    SELECT
      ${RAW_COLUMNS.map((column) => `raw.${column} AS ${column}`).join(", ")},
      ${["bucket", ...names].map((name) => `raw.${name} AS ${name}`).join(", ")},
      identity.intervals AS intervals, identity.max_known_at AS identity_known_at,
      retraction.known_at AS retraction_known_at, retraction.id != '' AS retracted,
      arrayJoin(multiIf(identity.subject != '', identity.accounts,
                        startsWith(raw.subject, 'user:'), [], [raw.subject])) AS account
    FROM (
      SELECT
        ${RAW_COLUMNS.join(", ")},
        ${READABLE_JSON} AS json, ${[`${raw.bucket} AS bucket`, ...names.map((name) => `${derived[name] ?? ""} AS ${name}`)].join(", ")}
      FROM ${raw.table} FINAL
      WHERE type IN (${types}) AND subject IN (${MEMBERS})
        AND known_at <= {as_of:DateTime64(3)} AND occurred_at <= {as_of:DateTime64(3)}
        AND ${raw.byDay ? NEAR_DAYS : `bucket IN (${LISTED_BUCKETS})`}
    ) AS raw
    LEFT ANY JOIN (${identities(target)}) AS identity ON raw.subject = identity.subject
    LEFT ANY JOIN (${RETRACTIONS}) AS retraction
      ON raw.subject = retraction.subject AND raw.time = retraction.time
         AND raw.source = retraction.source AND raw.id = retraction.id`;
  const columns = [...RAW_COLUMNS, ...names];
  return `
  SELECT
    ${rowKey(target)}, ${columns.join(", ")},
    if(arrayExists(i -> i.1 <= occurred_at AND occurred_at < i.2, intervals),
       arrayFirst(i -> i.1 <= occurred_at AND occurred_at < i.2, intervals).3,
       if(startsWith(subject, 'user:'), '', subject)) AS owner,
    owner = account AND NOT retracted AS counts,
    greatest(identity_known_at, retraction_known_at) AS reassigned_at,
    greatest(known_at, occurred_at, identity_known_at, retraction_known_at) AS settled_at
  FROM ${target.atMoments !== undefined ? ofListedMoments(candidates, columns) : ofListedBuckets(candidates)}`;
}

/** The order of snapshots of one entity: the highest counts. What comes after the id only makes it total. */
export const SNAPSHOT_RANK = "(occurred_at, sequence, known_at, id, source, subject, time)";

/** The listed buckets themselves, so that each gets a row whether or not anything is left in it. */
export const LISTED = listedAs("account, bucket");

/** The same with their moments, where the target has them. */
export function listed(target: FactTarget): string {
  return listedAs(rowKey(target));
}
