/**
 * Who may send to the collector: the topic write-keys, read and written. Every running collector follows it.
 * A key itself is shown once and kept nowhere; what is kept is its digest. After a crash: a record is in the topic or it is not.
 */
import { createHash, randomBytes } from "node:crypto";
import {
  EVENT_FAMILIES,
  WRITE_KEYS_TOPIC,
  writeKeyId,
  writeKeyRecord,
} from "@mimamori/event-contracts";
import type { WriteKeyRecord } from "@mimamori/event-contracts";
import { connectProducer, followTopicTable } from "@mimamori/kafka-stream";
import { CommandError } from "./errors.ts";
import { silentLog } from "./silent-log.ts";

/** What a key may do, as it is made. */
export interface KeyGrant {
  readonly source: string;
  readonly families: WriteKeyRecord["families"];
  readonly mayStateKnownAt: boolean;
  /** null: the collector's own setting. */
  readonly eventsPerSecond: number | null;
}

export interface KnownKey extends WriteKeyRecord {
  readonly id: string;
}

/** So that a key that has leaked into a log or a repository is found by its looks. */
const KEY_PREFIX = "mimamori_";

export function generateKey(): string {
  return KEY_PREFIX + randomBytes(24).toString("base64url");
}

function recordOf(key: string, grant: KeyGrant): WriteKeyRecord {
  return {
    source: grant.source,
    sha256: createHash("sha256").update(key).digest("hex"),
    families: EVENT_FAMILIES.filter((family) => grant.families.includes(family)),
    may_state_known_at: grant.mayStateKnownAt,
    events_per_second: grant.eventsPerSecond,
    created_at: new Date().toISOString(),
    revoked_at: null,
  };
}

/** Puts keys in, or changes what is kept of them. `brokers`: host:port, with commas between. */
export async function putKeys(brokers: string, records: readonly WriteKeyRecord[]): Promise<void> {
  const producer = await connectProducer({ ...connection(brokers) });
  try {
    const entries = records.map((record) => ({
      key: writeKeyId(record),
      value: JSON.stringify(record),
    }));
    await producer.send(WRITE_KEYS_TOPIC, entries);
  } finally {
    await producer.disconnect();
  }
}

/** All keys there ever were, the oldest first. */
export async function readKeys(brokers: string): Promise<KnownKey[]> {
  const table = await followTopicTable({ ...connection(brokers), topic: WRITE_KEYS_TOPIC });
  try {
    const keys = [...table.entries].map(([id, value]) => ({
      id,
      ...writeKeyRecord.parse(JSON.parse(value.toString())),
    }));
    return keys.toSorted((a, b) => a.created_at.localeCompare(b.created_at));
  } finally {
    await table.stop();
  }
}

/** Makes a key. Its text is in the answer and nowhere else. */
export async function createKey(
  brokers: string,
  grant: KeyGrant,
): Promise<{ key: string; id: string }> {
  const key = generateKey();
  const record = recordOf(key, grant);
  await putKeys(brokers, [record]);
  return { key, id: writeKeyId(record) };
}

/**
 * Ends a key for good; again changes nothing.
 * @throws CommandError failed, when there is no such key
 */
export async function revokeKey(brokers: string, id: string): Promise<KnownKey> {
  const known = (await readKeys(brokers)).find((key) => key.id === id);
  if (known === undefined)
    throw new CommandError("failed", `there is no key ${id}: \`./mimamori keys list\` has all.`);
  if (known.revoked_at !== null) return known;
  const { id: _id, ...record } = { ...known, revoked_at: new Date().toISOString() };
  await putKeys(brokers, [record]);
  return { id, ...record };
}

/** Puts in the keys that are not there yet; one that was revoked stays so. */
export async function ensureKeys(
  brokers: string,
  keys: readonly { readonly key: string; readonly grant: KeyGrant }[],
): Promise<void> {
  const known = new Set((await readKeys(brokers)).map(({ id }) => id));
  const missing = keys.map(({ key, grant }) => recordOf(key, grant));
  const records = missing.filter((record) => !known.has(writeKeyId(record)));
  if (records.length > 0) await putKeys(brokers, records);
}

function connection(brokers: string) {
  return { brokers: brokers.split(","), clientId: "mimamori-keys", log: silentLog };
}
