// Who is who, brought up to date. In: identity marks. Out: retracted_events, account_members, account_subjects, and marks for
// every bucket that may have changed hands.
// After a crash: identity marks end last, so everything is done again, from raw rows alone. Nothing is compared with what was
// stored before (a pass that died between the mapping and the marks would find no difference, and the buckets would stay wrong).
// Two at once: a mapping is written before the marks that follow from it; whoever takes those marks reads it, or a newer one.
import { resolveIdentity } from "@mimamori/account-identity";
import type { IdentityInterval } from "@mimamori/account-identity";
import type { FactsStore } from "./facts-store.ts";
import {
  loadChanges,
  changesInForce,
  subjectsBehind,
  traceStored,
} from "./identity-changes-store.ts";
import type { ChangesByMember } from "./identity-changes-store.ts";
import { markRows } from "./mark-rows.ts";
import { changedMembers, recordRetractions, RETRACTED } from "./retractions.ts";

/** Subjects whose mapping is worked out and written at once. */
const SUBJECTS_PER_CHUNK = 20_000;

/** A row of account_subjects; instants as ISO text. */
export interface SubjectRow {
  readonly subject: string;
  readonly intervals: readonly { from_at: string; to_at: string; account: string }[];
  readonly accounts: readonly string[];
  readonly max_known_at: string;
}

/**
 * Works off the identity marks of a batch (see takeMarks). `version`: nanoseconds, taken after the marks. Returns the number of
 * subjects whose mapping was written.
 */
export async function refreshIdentity(
  store: FactsStore,
  batch: string,
  version: string,
): Promise<number> {
  await recordRetractions(store, batch);
  await markRows(store, `(subject, time, source, id) IN (${RETRACTED})`, { batch });
  const subjects = [...(await subjectsBehind(store, await changedMembers(store, batch)))];
  for (let at = 0; at < subjects.length; at += SUBJECTS_PER_CHUNK) {
    await writeMapping(store, subjects.slice(at, at + SUBJECTS_PER_CHUNK), version);
  }
  if (subjects.length > 0) await markSubjects(store, batch, subjects);
  return subjects.length;
}

/** The mapping of subjects as of a time. Subjects that no link or merge was ever about are left out. */
export function subjectRows(
  subjects: readonly string[],
  changes: ChangesByMember,
  asOfMs: number,
): SubjectRow[] {
  const resolved = resolveIdentity(subjects, changesInForce(changes, asOfMs));
  return subjects
    .map((subject) => ({ subject, trace: traceStored(subject, changes) }))
    .filter(({ trace }) => trace.changes.length > 0)
    .map(({ subject, trace }) => ({
      subject,
      intervals: (resolved.get(subject) ?? []).map(intervalRow),
      accounts: trace.accounts,
      max_known_at: new Date(trace.settledMs).toISOString(),
    }));
}

async function writeMapping(
  store: FactsStore,
  subjects: readonly string[],
  version: string,
): Promise<void> {
  const rows = subjectRows(subjects, await loadChanges(store, subjects), Infinity);
  const members = rows.flatMap(({ subject, accounts }) =>
    accounts.map((account) => ({ account, subject })),
  );
  await store.tables.insertRows("mimamori.account_members", ["account", "subject"], members);
  await store.tables.insertRows(
    "mimamori.account_subjects",
    ["subject", "intervals", "accounts", "max_known_at", "version"],
    rows.map((row) => ({ ...row, version })),
  );
}

/** Marks every bucket that has raw rows of the subjects, and their profiles, which say who was merged into whom. */
async function markSubjects(
  store: FactsStore,
  batch: string,
  subjects: readonly string[],
): Promise<void> {
  await store.tables.insertRows(
    "mimamori.recompute_buckets",
    ["batch", "family", "account", "bucket"],
    subjects.map((subject) => ({ batch, family: "identity", account: subject, bucket: "" })),
  );
  const staged = `SELECT account FROM mimamori.recompute_buckets WHERE batch = {batch:String} AND family = 'identity'`;
  await markRows(store, `subject IN (${staged})`, { batch });
  await store.tables.command(
    `INSERT INTO mimamori.fact_marks (family, subject, bucket) SELECT 'profiles', account, '' FROM (${staged})`,
    { batch },
  );
}

function intervalRow(interval: IdentityInterval): SubjectRow["intervals"][number] {
  return {
    from_at: new Date(interval.fromMs).toISOString(),
    to_at: new Date(interval.toMs).toISOString(),
    account: interval.account,
  };
}
