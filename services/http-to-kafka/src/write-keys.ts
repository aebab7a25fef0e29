// In: the topic write-keys, and what a sender presents. Out: who is sending, or nobody.
// The collector holds only digests; what was presented is never kept. A key that was revoked is nobody's within about a second.
import { createHash } from "node:crypto";
import { topicOfFamily, WRITE_KEYS_TOPIC, writeKeyRecord } from "@mimamori/event-contracts";
import type { WriteKeyRecord } from "@mimamori/event-contracts";
import { followTopicTable } from "@mimamori/kafka-stream";
import type { KafkaConnection } from "@mimamori/kafka-stream";
import type { Log } from "@mimamori/service-lifecycle";
import type { Sender } from "./sender.ts";

export interface WriteKeys {
  /** Who holds the key of an Authorization header: `Bearer <key>`, or Basic with the key as user and no password. */
  holderByHeader(authorization: string | undefined): Sender | undefined;
  /** Who holds a key that came in the header or, where the wire format has it there, in the body. */
  holderBy(authorization: string | undefined, inBody: string | undefined): Sender | undefined;
}

export interface FollowedWriteKeys extends WriteKeys {
  stop(): Promise<void>;
}

/**
 * @param defaultPerSecond the rate of keys that have none of their own.
 * @throws KafkaStreamError when the topic cannot be read.
 */
export async function followWriteKeys(
  connection: KafkaConnection & { readonly log: Log },
  defaultPerSecond: number,
): Promise<FollowedWriteKeys> {
  const { log } = connection;
  let holders: ReadonlyMap<string, Sender> = new Map();
  const table = await followTopicTable({
    ...connection,
    topic: WRITE_KEYS_TOPIC,
    onChange: (entries) => {
      holders = readHolders(entries, defaultPerSecond, log);
    },
  });
  const keys = createWriteKeys(() => holders);
  return { ...keys, stop: () => table.stop() };
}

/** The senders of all keys that are in force, by the key's digest. */
export function readHolders(
  entries: ReadonlyMap<string, Buffer>,
  defaultPerSecond: number,
  log: Pick<Log, "error">,
): Map<string, Sender> {
  const holders = new Map<string, Sender>();
  for (const [id, value] of entries) {
    const record = readRecord(value);
    if (record === undefined) log.error({ id }, "a record of write-keys cannot be read: no key");
    else if (record.revoked_at === null)
      holders.set(record.sha256, senderOf(id, record, defaultPerSecond));
  }
  return holders;
}

function readRecord(value: Buffer): WriteKeyRecord | undefined {
  try {
    return writeKeyRecord.parse(JSON.parse(value.toString()));
  } catch {
    return undefined;
  }
}

function senderOf(id: string, record: WriteKeyRecord, defaultPerSecond: number): Sender {
  return {
    source: record.source,
    topics: new Set(record.families.map(topicOfFamily)),
    mayStateKnownAt: record.may_state_known_at,
    limit: { id, perSecond: record.events_per_second ?? defaultPerSecond },
  };
}

export function createWriteKeys(holders: () => ReadonlyMap<string, Sender>): WriteKeys {
  // Looked up by digest: whoever measures the time learns something of SHA-256 values that he cannot steer, and of no key.
  const holderOf = (presented: string | undefined): Sender | undefined =>
    presented === undefined ? undefined : holders().get(sha256(presented));
  return {
    holderByHeader: (authorization) => holderOf(presentedKey(authorization)),
    holderBy: (authorization, inBody) => holderOf(presentedKey(authorization)) ?? holderOf(inBody),
  };
}

function sha256(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

function presentedKey(authorization: string | undefined): string | undefined {
  const [, scheme, credentials] = /^(\w+) +(\S+)$/.exec(authorization ?? "") ?? [];
  if (scheme === undefined || credentials === undefined) return undefined;
  if (scheme.toLowerCase() === "bearer") return credentials;
  if (scheme.toLowerCase() !== "basic") return undefined;
  const [user, password] = Buffer.from(credentials, "base64").toString().split(":", 2);
  return user !== undefined && password === "" ? user : undefined;
}
