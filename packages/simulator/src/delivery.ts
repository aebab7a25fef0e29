// From what happened to what is sent: events go out when they become known, a little out of order, some twice, and now
// and then a broken one between them. In: events, in any order of their times. Out: each day's records, in sending order.
// It holds only what is to be sent later than the day that is simulated: that does not grow with the length of history.
import type { AccountStreams } from "./account.ts";
import { spoil } from "./bad-events.ts";
import type { BadCode } from "./bad-events.ts";
import { DAY_MS, HOUR_MS, isoTime } from "./days.ts";
import type { SimulatedEvent } from "./emission.ts";

export const SHARE_DUPLICATES = 0.01;
export const SHARE_BAD = 0.002;
/** Records may be sent up to this much earlier or later than their turn. */
const DISORDER_MS = HOUR_MS;
const DUPLICATES_WITHIN_MS = 3 * DAY_MS;

/** One record to be sent. */
export type Delivery = { readonly sendAtMs: number } & (
  | { readonly kind: "event" | "duplicate"; readonly event: SimulatedEvent; readonly value: string }
  | {
      readonly kind: "bad";
      readonly topic: string;
      readonly key: string;
      readonly value: string;
      readonly code: BadCode;
    }
);

export function topicOfDelivery(delivery: Delivery): string {
  return delivery.kind === "bad" ? delivery.topic : delivery.event.topic;
}

export function keyOfDelivery(delivery: Delivery): string {
  return delivery.kind === "bad" ? delivery.key : delivery.event.subject;
}

export class DeliveryQueue {
  readonly #days = new Map<number, Delivery[]>();
  readonly #untilMs: number;
  #held = 0;
  /** The earliest day that has not gone out. */
  #openDayMs: number;

  /** `sinceMs` is the first day that is taken. What becomes known at `untilMs` or later is never sent. */
  constructor(sinceMs: number, untilMs: number) {
    this.#openDayMs = sinceMs;
    this.#untilMs = untilMs;
  }

  /** Records that wait for their day. */
  get held(): number {
    return this.#held;
  }

  /** Takes an event, and draws whether it is sent again and whether a bad one goes with it. */
  add(event: SimulatedEvent, random: AccountStreams["delivery"]): void {
    const { knownAtMs, value } = event;
    this.#put({ kind: "event", event, value, sendAtMs: knownAtMs + disorder(random) }, knownAtMs);
    const dice = random.unit();
    if (dice < SHARE_DUPLICATES) {
      const againMs = Math.floor(knownAtMs + DUPLICATES_WITHIN_MS * random.unit() ** 3);
      const copy = random.chance(0.25) ? knownLater(event, againMs) : value;
      this.#put(
        { kind: "duplicate", event, value: copy, sendAtMs: againMs + disorder(random) },
        againMs,
      );
    } else if (dice < SHARE_DUPLICATES + SHARE_BAD) {
      this.#put({ kind: "bad", ...spoil(event, random), sendAtMs: knownAtMs }, knownAtMs);
    }
  }

  /** The records of a day, in the order of sending; the day is over for the queue. */
  take(dayMs: number): Delivery[] {
    const records = this.#days.get(dayMs) ?? [];
    this.#days.delete(dayMs);
    this.#openDayMs = dayMs + DAY_MS;
    this.#held -= records.length;
    return records.sort((a, b) => a.sendAtMs - b.sendAtMs);
  }

  #put(delivery: Delivery, turnMs: number): void {
    if (turnMs >= this.#untilMs) return;
    // What happened on an earlier UTC day (a morning in Tokyo) goes out with the day in hand.
    const dayMs = Math.max(turnMs - (turnMs % DAY_MS), this.#openDayMs);
    const records = this.#days.get(dayMs);
    if (records === undefined) this.#days.set(dayMs, [delivery]);
    else records.push(delivery);
    this.#held += 1;
  }
}

function disorder(random: AccountStreams["delivery"]): number {
  return DISORDER_MS * (2 * random.unit() - 1);
}

/** The same event from a sender that states anew when it knew: the earlier statement must win. */
function knownLater(event: SimulatedEvent, atMs: number): string {
  const attribute = (ms: number): string => `"knownat":"${isoTime(ms)}"`;
  return event.value.replace(attribute(event.knownAtMs), attribute(atMs));
}
