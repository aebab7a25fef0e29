// In: WRITE_KEYS and the Authorization header. Out: who is sending, or nobody.
// The installation holds only digests; what was presented is compared in constant time and never kept.
import { createHash, timingSafeEqual } from "node:crypto";

/** Who has proven to send. One object for each key or webhook, for as long as the process lives: the rate limit hangs on it. */
export interface Sender {
  /** The name of what sends; it stands in dead letters. */
  readonly source: string;
  /** Imports and the simulator may say when an event became known; nobody else may rewrite the past. */
  readonly mayStateKnownAt: boolean;
}

/** Several keys may have one source, to change keys. */
export interface WriteKey extends Sender {
  readonly sha256: Buffer;
}

export type WriteKeysRead =
  | { readonly ok: true; readonly keys: readonly WriteKey[] }
  | { readonly ok: false; readonly problem: string };

const ENTRY = /^(?<source>[\w.-]{1,64}):(?<digest>[0-9a-f]{64})(?<knownat>:knownat)?$/i;

/** Reads `<source>:<sha256 hex>[:knownat]` with commas between. Problems name an entry's place, never its content. */
export function readWriteKeys(text: string): WriteKeysRead {
  const keys: WriteKey[] = [];
  const wrong: number[] = [];
  text.split(",").forEach((entry, index) => {
    const groups = ENTRY.exec(entry.trim())?.groups;
    if (groups?.["source"] === undefined || groups["digest"] === undefined) {
      wrong.push(index + 1);
      return;
    }
    keys.push({
      source: groups["source"],
      sha256: Buffer.from(groups["digest"], "hex"),
      mayStateKnownAt: groups["knownat"] !== undefined,
    });
  });
  if (wrong.length === 0) return { ok: true, keys };
  const places = `${wrong.length === 1 ? "entry" : "entries"} ${wrong.join(", ")}`;
  const problem = `expected <source>:<sha256 of the key in hex>[:knownat] as ${places}`;
  return { ok: false, problem };
}

/** Who holds the key of an Authorization header: `Bearer <key>`, or Basic with the key as user and no password. */
export function authenticate(
  keys: readonly WriteKey[],
  authorization: string | undefined,
): WriteKey | undefined {
  const presented = presentedKey(authorization);
  return presented === undefined ? undefined : holderOf(keys, presented);
}

/** Who holds a key, however it was presented. */
function holderOf(keys: readonly WriteKey[], presented: string): WriteKey | undefined {
  const sha256 = createHash("sha256").update(presented).digest();
  let holder: WriteKey | undefined;
  // Every key is compared, so that the time taken tells nothing about which came close.
  for (const key of keys) {
    if (timingSafeEqual(key.sha256, sha256)) holder = key;
  }
  return holder;
}

function presentedKey(authorization: string | undefined): string | undefined {
  const [, scheme, credentials] = /^(\w+) +(\S+)$/.exec(authorization ?? "") ?? [];
  if (scheme === undefined || credentials === undefined) return undefined;
  if (scheme.toLowerCase() === "bearer") return credentials;
  if (scheme.toLowerCase() !== "basic") return undefined;
  const [user, password] = Buffer.from(credentials, "base64").toString().split(":", 2);
  return user !== undefined && password === "" ? user : undefined;
}

/** The sender by a key that came in the header or, where the wire format has it there, in the body. */
export function senderBy(
  keys: readonly WriteKey[],
  authorization: string | undefined,
  inBody: string | undefined,
): WriteKey | undefined {
  return (
    authenticate(keys, authorization) ?? (inBody === undefined ? undefined : holderOf(keys, inBody))
  );
}
