/**
 * What was acknowledged: the list that the tables must agree with. In: deliveries, once Kafka or the collector has taken them.
 * Out: distinct events by their identity, and distinct bad records by their bytes.
 */
import { identityKey } from "@mimamori/event-contracts";
import type { EventTopic } from "@mimamori/event-contracts";
import { type Delivery, identityFingerprint } from "@mimamori/simulator";

export interface AcknowledgedEvent {
  readonly topic: EventTopic;
  readonly subject: string;
  readonly timeMs: number;
  readonly source: string;
  readonly id: string;
  /** The CloudEvent as it was sent. */
  readonly value: string;
}

export interface ChaosLedger {
  note(deliveries: readonly Delivery[]): void;
  noteEvents(events: readonly AcknowledgedEvent[]): void;
  /** By identityFingerprint. */
  readonly events: ReadonlyMap<number, AcknowledgedEvent>;
  /** Original bytes -> code. */
  readonly bad: ReadonlyMap<string, string>;
  /** Records that were acknowledged, duplicates too. */
  records(): number;
}

export function openLedger(): ChaosLedger {
  const events = new Map<number, AcknowledgedEvent>();
  const bad = new Map<string, string>();
  let records = 0;

  function noteEvents(more: readonly AcknowledgedEvent[]): void {
    records += more.length;
    for (const event of more) {
      const fingerprint = identityFingerprint(event);
      const known = events.get(fingerprint);
      if (known === undefined) events.set(fingerprint, event);
      else if (identityKey(known) !== identityKey(event))
        throw new Error("two events, one fingerprint");
    }
  }

  return {
    events,
    bad,
    records: () => records,
    noteEvents,
    note(deliveries) {
      for (const delivery of deliveries) {
        if (delivery.kind === "bad") {
          records += 1;
          bad.set(delivery.value, delivery.code);
        } else {
          noteEvents([{ ...delivery.event, value: delivery.value }]);
        }
      }
    },
  };
}
