// Hashes that JavaScript and ClickHouse compute alike, so that a ledger can be compared with a table by one query.
// In: text. Out: numbers. Pure.
import { crc32 } from "node:zlib";
import { identityKey } from "@mimamori/event-contracts";
import type { EventIdentity } from "@mimamori/event-contracts";

const DIGEST_MODULUS = 2 ** 52;
const encoder = new TextEncoder();
const bytes = new Uint8Array(65_536);

/** MurmurHash3 x86 32 (Austin Appleby, public domain) of the text's UTF-8; ClickHouse's murmurHash3_32 is it with seed 0. */
export function murmur3(text: string, seed = 0): number {
  const { written: length } = encoder.encodeInto(text, bytes);
  const blocks = length & ~3;
  let hash = seed;
  for (let at = 0; at < blocks; at += 4) {
    hash ^= scramble(
      byteAt(at) | (byteAt(at + 1) << 8) | (byteAt(at + 2) << 16) | (byteAt(at + 3) << 24),
    );
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let at = length - 1; at >= blocks; at -= 1) tail = (tail << 8) | byteAt(at);
  if (length > blocks) hash ^= scramble(tail);
  return finish(hash ^ length);
}

function byteAt(index: number): number {
  return bytes[index] ?? 0;
}

function scramble(block: number): number {
  const mixed = Math.imul(block, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}

function finish(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** 52 bits of a text: its CRC-32 below 20 bits of its MurmurHash3. */
export function fingerprint(text: string): number {
  return (murmur3(text) & 0xfffff) * 2 ** 32 + crc32(text);
}

/** The fingerprint of an event's identity. */
export function identityFingerprint(identity: EventIdentity): number {
  return fingerprint(identityKey(identity));
}

/** Adds a fingerprint to an order-independent digest: the sum modulo 2^52. */
export function addToDigest(digest: number, value: number): number {
  const sum = digest + value;
  return sum >= DIGEST_MODULUS ? sum - DIGEST_MODULUS : sum;
}

/**
 * ClickHouse's expression for the same digest over rows with the columns subject, time, source and id (of distinct
 * events: FINAL). UInt64's own overflow does no harm, since 2^52 divides 2^64.
 */
export const IDENTITY_DIGEST_SQL = digestSql(
  "concat(subject, '\\0', toString(toUnixTimestamp64Milli(time)), '\\0', source, '\\0', id)",
);

/** The digest of any text expression, as SQL. */
export function digestSql(text: string): string {
  const murmur = `toUInt64(bitAnd(murmurHash3_32(${text}), 1048575))`;
  return `sum(bitShiftLeft(${murmur}, 32) + CRC32(${text})) % 4503599627370496`;
}
