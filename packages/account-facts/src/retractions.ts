// Events that were taken back. In: identity marks (the bucket is the retracted event's subject). Out: retracted_events.
// A retraction may come before its event: it waits in the table. A retraction itself cannot be retracted.
import type { FactsStore } from "./facts-store.ts";
import { IDENTITY_TYPES, MEMBER } from "./identity-changes-store.ts";
import { READABLE_JSON } from "./readable-json.ts";

/** Identities of the retracted events of a batch's subjects, as SQL. */
export const RETRACTED = `
  SELECT subject, time, source, id FROM mimamori.retracted_events
  WHERE subject IN (SELECT bucket FROM mimamori.recompute_marks WHERE batch = {batch:String})`;

const MARKED_SUBJECTS = `SELECT subject FROM mimamori.recompute_marks WHERE batch = {batch:String}`;

/** Writes the retractions that a batch's marks tell of. May be repeated: the one known first counts. */
export async function recordRetractions(store: FactsStore, batch: string): Promise<void> {
  await store.tables.command(
    `INSERT INTO mimamori.retracted_events (subject, time, source, id, known_at)
     SELECT
       retracted.subject AS subject,
       assumeNotNull(parseDateTime64BestEffortOrNull(retracted.time, 3, 'UTC')) AS time,
       retracted.source AS source,
       retracted.id AS id,
       greatest(occurred_at, known_at) AS known_at
     FROM (
       SELECT
         occurred_at, known_at,
         JSONExtract(json, 'retracted', 'Tuple(subject String, time String, source String, id String)') AS retracted
       FROM (
         SELECT occurred_at, known_at, ${READABLE_JSON} AS json FROM mimamori.raw_account_events FINAL
         WHERE type = 'account.event_retracted.v1' AND subject IN (${MARKED_SUBJECTS})
       )
     )
     WHERE retracted.subject IN (SELECT bucket FROM mimamori.recompute_marks WHERE batch = {batch:String})`,
    { batch },
  );
}

/** Members of the links and merges that a batch's marks tell of, and of those that it retracts. */
export async function changedMembers(store: FactsStore, batch: string): Promise<string[]> {
  const rows = await store.tables.query<{ member: string }>(
    `SELECT DISTINCT member FROM (
       SELECT member FROM mimamori.identity_changes_by_member
       WHERE member IN (SELECT bucket FROM mimamori.recompute_marks WHERE batch = {batch:String})
         AND subject IN (${MARKED_SUBJECTS})
       UNION ALL
       SELECT ${MEMBER} AS member FROM mimamori.raw_account_events
       WHERE type IN ${IDENTITY_TYPES} AND (subject, time, source, id) IN (${RETRACTED})
     )`,
    { batch },
  );
  return rows.map((row) => row.member);
}
