// Links and merges as raw_account_events has them. In: members or accounts. Out: their changes, and when each was known and
// retracted. Nothing is kept between calls.
import type { IdentityChange } from "@mimamori/account-identity";
import { traceSubject } from "@mimamori/account-identity";
import type { IdentityTrace } from "@mimamori/account-identity";
import type { FactsStore } from "./facts-store.ts";

/** A change as stored: whether it was taken back, and since when all of that was known. */
export interface StoredChange extends IdentityChange {
  /** Undefined: it was not retracted. */
  readonly retractedAtMs: number | undefined;
}

export type ChangesByMember = Map<string, StoredChange[]>;

/** The event types that change identities, as SQL. */
export const IDENTITY_TYPES = `('account.user_linked.v1', 'account.user_unlinked.v1', 'account.account_merged.v1', 'account.account_unmerged.v1')`;

/** The member that an identity event is about, in SQL over a raw row. */
export const MEMBER = `if(type IN ('account.user_linked.v1', 'account.user_unlinked.v1'),
  concat('user:', JSONExtractString(data, 'user')), JSONExtractString(data, 'merged_account'))`;

/** The server takes at most 128 KiB per parameter, and a name has up to 1,024 bytes. */
const NAMES_PER_QUERY_BYTES = 60_000;

interface ChangeRow {
  readonly kind: IdentityChange["kind"];
  readonly member: string;
  readonly account: string;
  readonly time_ms: string;
  readonly sequence: string;
  readonly known_at_ms: string;
  readonly id: string;
  readonly retracted_at_ms: string;
}

/** All changes that the identity of `subjects` can follow from: theirs, and those of the accounts that they lead to. */
export async function loadChanges(
  store: FactsStore,
  subjects: Iterable<string>,
): Promise<ChangesByMember> {
  const changes: ChangesByMember = new Map();
  for (let frontier = [...new Set(subjects)]; frontier.length > 0;) {
    for (const member of frontier) changes.set(member, []);
    for (const change of await changesOf(store, frontier)) changes.get(change.member)?.push(change);
    const leadsTo = frontier.flatMap((member) => changes.get(member) ?? []);
    const accounts = new Set(leadsTo.map((change) => change.account));
    frontier = [...accounts].filter((account) => !changes.has(account));
  }
  return changes;
}

/** Whatever can reach one of `members` by links and merges, undone ones too; themselves among them. */
export async function subjectsBehind(
  store: FactsStore,
  members: Iterable<string>,
): Promise<Set<string>> {
  const reached = new Set(members);
  for (let frontier = [...reached]; frontier.length > 0;) {
    const found = await inChunks(frontier, (names) =>
      store.tables.query<{ member: string }>(
        `SELECT DISTINCT ${MEMBER} AS member FROM mimamori.raw_account_events FINAL
         WHERE subject IN {names:Array(String)} AND type IN ${IDENTITY_TYPES}`,
        { names },
      ),
    );
    frontier = [...new Set(found.map((row) => row.member))].filter((name) => !reached.has(name));
    for (const name of frontier) reached.add(name);
  }
  return reached;
}

/** What one subject's identity depends on, with the moment after which nothing of it has changed (0: nothing ever did). */
export function traceStored(
  subject: string,
  changes: ChangesByMember,
): IdentityTrace & { readonly settledMs: number } {
  const trace = traceSubject(subject, changes);
  let settledMs = 0;
  for (const change of trace.changes as readonly StoredChange[]) {
    const { timeMs, knownAtMs, retractedAtMs = 0 } = change;
    settledMs = Math.max(settledMs, timeMs, knownAtMs, retractedAtMs);
  }
  return { ...trace, settledMs };
}

/** The changes that counted at a time: happened and known by then, and not yet retracted. */
export function changesInForce(changes: ChangesByMember, asOfMs: number): StoredChange[] {
  return [...changes.values()].flat().filter((change) => {
    const known = change.timeMs <= asOfMs && change.knownAtMs <= asOfMs;
    return known && (change.retractedAtMs === undefined || change.retractedAtMs > asOfMs);
  });
}

async function changesOf(store: FactsStore, members: readonly string[]): Promise<StoredChange[]> {
  const rows = await inChunks(members, (names) =>
    store.tables.query<ChangeRow>(CHANGES_OF_MEMBERS, { names }),
  );
  return rows.map((row) => ({
    kind: row.kind,
    member: row.member,
    account: row.account,
    timeMs: Number(row.time_ms),
    sequence: Number(row.sequence),
    knownAtMs: Number(row.known_at_ms),
    id: row.id,
    retractedAtMs: row.retracted_at_ms === "" ? undefined : Number(row.retracted_at_ms),
  }));
}

// The index says where to look; the raw row says what counts, should two copies of one event differ.
const PLACES = `
  SELECT subject, time, source, id FROM mimamori.identity_changes_by_member WHERE member IN {names:Array(String)}`;

const CHANGES_OF_MEMBERS = `
SELECT
  transform(type, ['account.user_linked.v1', 'account.user_unlinked.v1', 'account.account_merged.v1'],
            ['linked', 'unlinked', 'merged'], 'unmerged') AS kind,
  member,
  change.subject AS account,
  toUnixTimestamp64Milli(occurred_at) AS time_ms,
  sequence,
  toUnixTimestamp64Milli(change.known_at) AS known_at_ms,
  change.id AS id,
  if(retraction.id = '', '', toString(toUnixTimestamp64Milli(retraction.known_at))) AS retracted_at_ms
FROM (
  SELECT *, ${MEMBER} AS member FROM mimamori.raw_account_events FINAL
  WHERE (subject, time, source, id) IN (${PLACES}) AND type IN ${IDENTITY_TYPES} AND member IN {names:Array(String)}
) AS change
LEFT ANY JOIN (
  SELECT subject, time, source, id, known_at FROM mimamori.retracted_events FINAL
  WHERE (subject, time, source, id) IN (${PLACES})
) AS retraction
  ON change.subject = retraction.subject AND change.time = retraction.time
     AND change.source = retraction.source AND change.id = retraction.id`;

async function inChunks<Row>(
  names: readonly string[],
  query: (names: readonly string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let chunk: string[] = [];
  let bytes = 0;
  for (const name of names) {
    const size = Buffer.byteLength(name) * 2 + 4;
    if (bytes + size > NAMES_PER_QUERY_BYTES && chunk.length > 0) {
      for (const row of await query(chunk)) rows.push(row);
      chunk = [];
      bytes = 0;
    }
    chunk.push(name);
    bytes += size;
  }
  if (chunk.length > 0) for (const row of await query(chunk)) rows.push(row);
  return rows;
}
