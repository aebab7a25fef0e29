// What was sent, counted so that a table can be compared with it: nothing lost, nothing extra. In: every delivery, once it
// is sent. Out: counts, and per topic an order-independent digest of the distinct identities (hashing.ts has the SQL).
import { EVENT_TOPICS } from "@mimamori/event-contracts";
import type { EventTopic } from "@mimamori/event-contracts";
import { BAD_CODES } from "./bad-events.ts";
import type { BadCode } from "./bad-events.ts";
import type { Delivery } from "./delivery.ts";
import { addToDigest, fingerprint, identityFingerprint } from "./hashing.ts";

export interface Tally {
  count: number;
  /** Of events: the sum of their identities' fingerprints; of bad ones: of their bytes'. Modulo 2^52. */
  digest: number;
}

export interface Ledger {
  /** All records: distinct events, duplicates and bad ones. */
  eventsSent: number;
  uniqueEvents: number;
  duplicatesSent: number;
  badSent: number;
  readonly topics: Record<EventTopic, Tally>;
  readonly bad: Record<BadCode, Tally>;
}

function tallies<K extends string>(keys: readonly K[]): Record<K, Tally> {
  const entries = keys.map((key): [K, Tally] => [key, { count: 0, digest: 0 }]);
  return Object.fromEntries(entries) as Record<K, Tally>;
}

export function emptyLedger(): Ledger {
  return {
    eventsSent: 0,
    uniqueEvents: 0,
    duplicatesSent: 0,
    badSent: 0,
    topics: tallies(EVENT_TOPICS),
    bad: tallies(BAD_CODES.map(({ code }) => code)),
  };
}

export function record(ledger: Ledger, delivery: Delivery): void {
  ledger.eventsSent += 1;
  switch (delivery.kind) {
    case "event":
      ledger.uniqueEvents += 1;
      add(ledger.topics[delivery.event.topic], identityFingerprint(delivery.event));
      return;
    case "duplicate":
      ledger.duplicatesSent += 1;
      return;
    case "bad":
      ledger.badSent += 1;
      add(ledger.bad[delivery.code], fingerprint(delivery.value));
  }
}

function add(tally: Tally, value: number): void {
  tally.count += 1;
  tally.digest = addToDigest(tally.digest, value);
}
