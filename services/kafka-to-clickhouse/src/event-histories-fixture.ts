// For the test of interleavings: random events of two accounts and two users over some days, in which everything hangs together:
// links, merges, retractions, snapshots of the same ticket, and records that cannot be taken.
import type { EventType } from "@mimamori/event-contracts";
import fc from "fast-check";

/** An event as it is sent: the CloudEvent as JSON, and the key of its record. */
export interface SentEvent {
  readonly topic: string;
  readonly subject: string;
  readonly value: string;
}

/** Ids that the tables refuse, by a constraint that the test adds: what zod accepts and the store does not. */
export const CURSED = "cursed";

const START_MS = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const account = fc.constantFrom("A", "B");
const user = fc.constantFrom("1", "2");
const subject = fc.oneof(
  { weight: 3, arbitrary: account },
  { weight: 1, arbitrary: fc.constantFrom("user:1", "user:2") },
);
const hours = fc.integer({ min: 0, max: 72 });
const iso = (ms: number): string => new Date(ms).toISOString();
const time = hours.map((hour) => iso(START_MS + hour * HOUR_MS));

/** `knownHours`: told by the sender of an import; of most events the broker's clock tells. */
function sent(type: EventType, of: fc.Arbitrary<string>, data: fc.Arbitrary<object>) {
  const id = fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 0, max: 3 }).map((number) => `${type}-${number}`) },
    { weight: 1, arbitrary: fc.constant(`${CURSED}-${type}`) },
  );
  const knownHours = fc.option(hours, { freq: 3 });
  return fc
    .tuple(id, of, time, data, knownHours)
    .map(([eventId, who, when, what, known]): SentEvent => {
      const event = {
        specversion: "1.0",
        source: "test",
        id: eventId,
        type,
        subject: who,
        time: when,
      };
      const knownAt = known === null ? {} : { knownat: iso(Date.parse(when) + known * HOUR_MS) };
      const value = JSON.stringify({ ...event, ...knownAt, data: what });
      return { topic: `${type.split(".")[0] ?? ""}.events`, subject: who, value };
    });
}

const retracted = fc.record({
  subject,
  time,
  source: fc.constant("test"),
  id: fc.constantFrom("usage.feature_used.v1-0", "engagement.ticket_changed.v1-1"),
});

const usage = sent(
  "usage.feature_used.v1",
  subject,
  fc.record({
    feature: fc.constantFrom("export", "share"),
    user,
    quantity: fc.constantFrom(0.1, 0.2, 3),
  }),
);
const ticket = sent(
  "engagement.ticket_changed.v1",
  subject,
  fc.record({
    ticket_id: fc.constantFrom("t1", "t2"),
    status: fc.constantFrom("open", "solved"),
    opened_at: fc.constant(iso(START_MS)),
  }),
);
const subscription = sent(
  "billing.subscription_changed.v1",
  account,
  fc.record({
    subscription_id: fc.constantFrom("s1", "s2"),
    status: fc.constantFrom("active", "ended"),
    items: fc.integer({ min: 1, max: 5 }).map((n) => [{ product: "p", amount_minor: n * 100 }]),
    currency: fc.constantFrom("JPY", "USD"),
    interval: fc.constant({ unit: "month", count: 1 }),
  }),
);
const profile = sent(
  "account.profile_changed.v1",
  account,
  fc.record({ name: fc.constantFrom("Ada", "Bo") }),
);
const facts = fc.oneof({ weight: 3, arbitrary: usage }, ticket, subscription, profile);

/** Whatever these are about is computed anew, which heals what was forgotten before: some histories are without them. */
const identity = fc.oneof(
  { weight: 2, arbitrary: sent("account.user_linked.v1", account, fc.record({ user })) },
  sent("account.user_unlinked.v1", account, fc.record({ user })),
  sent("account.account_merged.v1", account, fc.record({ merged_account: account })),
  sent("account.event_retracted.v1", account, fc.record({ retracted })),
);

const broken: fc.Arbitrary<SentEvent> = fc
  .tuple(facts, fc.nat({ max: 40 }))
  .map(([event, cut]) => ({
    ...event,
    value: event.value.slice(0, event.value.length - 1 - cut),
  }));

/** What may be produced: mostly good events. */
export function sentEvents(withIdentity: boolean): fc.Arbitrary<SentEvent> {
  return fc.oneof(
    { weight: 8, arbitrary: facts },
    { weight: 1, arbitrary: broken },
    ...(withIdentity ? [{ weight: 4, arbitrary: identity }] : []),
  );
}
