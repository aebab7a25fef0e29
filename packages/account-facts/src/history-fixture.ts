// For tests: random histories of three accounts and two users over a few days, with all that can go wrong in them.
import fc from "fast-check";
import type { ValidEvent } from "@mimamori/event-contracts";
import { validEvent } from "./event-fixture.ts";
import type { Arrival } from "./facts-fixture.ts";

const ACCOUNTS = ["A", "B", "C"] as const;
const USERS = ["1", "2"] as const;
const START_MS = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;

const account = fc.constantFrom(...ACCOUNTS);
const user = fc.constantFrom(...USERS);
const subject = fc.oneof(account, fc.constantFrom(...USERS.map((id) => `user:${id}`)));
const time = fc
  .integer({ min: 0, max: 4 * 24 })
  .map((hours) => new Date(START_MS + hours * HOUR_MS).toISOString());

function typed(
  type: string,
  of: fc.Arbitrary<string>,
  data: fc.Arbitrary<object>,
): fc.Arbitrary<ValidEvent> {
  return fc.tuple(of, time, data).map(([who, when, what]) => validEvent(type, who, when, what));
}

const usage = fc.oneof(
  typed(
    "usage.feature_used.v1",
    subject,
    fc.record({
      feature: fc.constantFrom("export", "share"),
      user,
      quantity: fc.constantFrom(0.1, 0.2, 0.7, 3),
    }),
  ),
  typed("usage.session_started.v1", subject, fc.record({ user })),
  typed("usage.milestone_reached.v1", account, fc.constant({ milestone: "first report" })),
);

const billing = fc.oneof(
  typed(
    "billing.subscription_changed.v1",
    account,
    fc.record({
      subscription_id: fc.constantFrom("s1", "s2"),
      status: fc.constantFrom("active", "ended", "trialing"),
      items: fc.integer({ min: 1, max: 5 }).map((n) => [{ product: "p", amount_minor: n * 100 }]),
      currency: fc.constantFrom("JPY", "USD", "EUR"),
      interval: fc.constant({ unit: "month", count: 1 }),
    }),
  ),
  typed(
    "billing.invoice_changed.v1",
    account,
    fc.record({
      invoice_id: fc.constantFrom("i1", "i2"),
      status: fc.constantFrom("open", "paid"),
      amount_due_minor: fc.constantFrom(100, 200),
      currency: fc.constant("JPY"),
      issued_at: time,
    }),
  ),
);

const engagement = fc.oneof(
  typed(
    "engagement.ticket_changed.v1",
    subject,
    fc.record({
      ticket_id: fc.constantFrom("t1", "t2"),
      status: fc.constantFrom("open", "solved"),
      opened_at: time,
    }),
  ),
  typed(
    "engagement.survey_answered.v1",
    subject,
    fc.record({ kind: fc.constant("nps"), score: fc.integer({ min: 0, max: 10 }) }),
  ),
  typed(
    "engagement.goal_changed.v1",
    subject,
    fc.record({
      goal_id: fc.constantFrom("g1", "g2"),
      title: fc.constant("50 active users"),
      status: fc.constantFrom("open", "reached", "missed"),
      due_on: fc.constant("2026-03-31"),
    }),
  ),
  typed("engagement.message_opened.v1", subject, fc.constant({ message_id: "m" })),
);

const identity = fc.oneof(
  typed("account.user_linked.v1", account, fc.record({ user })),
  typed("account.user_unlinked.v1", account, fc.record({ user })),
  typed("account.account_merged.v1", account, fc.record({ merged_account: account })),
  typed("account.account_unmerged.v1", account, fc.record({ merged_account: account })),
  typed(
    "account.override_set.v1",
    account,
    fc.record({
      override_id: fc.constantFrom("o1", "o2"),
      target: fc.constant("health_score"),
      value: fc.integer({ min: 0, max: 100 }),
      reason: fc.constant("service hold"),
      author: fc.constant("csm-1"),
      expires_at: time,
    }),
  ),
  typed(
    "account.tier_change_decided.v1",
    account,
    fc.record({
      change_id: fc.constantFrom("c1", "c2"),
      verdict: fc.constantFrom("approved", "declined"),
      reason: fc.constant("so"),
      author: fc.constantFrom("csm-1", "csm-2"),
    }),
  ),
  typed(
    "account.override_cleared.v1",
    account,
    fc.record({ override_id: fc.constantFrom("o1", "o2"), author: fc.constant("csm-2") }),
  ),
  typed(
    "account.contact_changed.v1",
    subject,
    fc.record(
      { contact_id: fc.constantFrom("c1", "c2"), champion: fc.boolean(), left_at: time },
      { requiredKeys: ["contact_id"] },
    ),
  ),
  typed(
    "account.profile_changed.v1",
    account,
    fc.record(
      {
        name: fc.constantFrom("Ada", "Bo"),
        country: fc.constantFrom("JP", "US"),
        csm: fc.constantFrom("Mio", "Ken"),
        partial: fc.boolean(),
      },
      { requiredKeys: ["partial"] },
    ),
  ),
);

function retraction(of: ValidEvent, when: string): ValidEvent {
  const { subject: whose, timeMs, source, id } = of;
  const retracted = { subject: whose, time: new Date(timeMs).toISOString(), source, id };
  return validEvent("account.event_retracted.v1", "C", when, { retracted });
}

/** Distinct events, some of them retractions of others. */
export const history: fc.Arbitrary<ValidEvent[]> = fc
  .array(fc.oneof(usage, usage, billing, engagement, identity, identity), {
    minLength: 12,
    maxLength: 30,
  })
  .chain((events) =>
    fc
      .array(fc.tuple(fc.constantFrom(...events), time), { maxLength: 3 })
      .map((taken) => [...events, ...taken.map(([of, when]) => retraction(of, when))]),
  )
  .map((events) => [...new Map(events.map((event) => [identityOf(event), event])).values()]);

function identityOf({ subject: whose, timeMs, source, id }: ValidEvent): string {
  return JSON.stringify([whose, timeMs, source, id]);
}

/** The same event up to three times, known hours after it happened, all in random order and in random batches. */
export function arrivalsOf(events: readonly ValidEvent[]): fc.Arbitrary<Arrival[][]> {
  const copies = events.map((event) =>
    fc
      .array(fc.integer({ min: 0, max: 3 * 24 }), { minLength: 1, maxLength: 3 })
      .map((lags) => lags.map((hours) => arrival(event, hours))),
  );
  const shuffled = fc
    .tuple(...copies)
    .map((all) => all.flat())
    .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
  return fc.tuple(shuffled, fc.integer({ min: 1, max: 4 })).map(([all, batches]) => {
    const size = Math.ceil(all.length / batches);
    return Array.from({ length: batches }, (_, at) => all.slice(at * size, (at + 1) * size));
  });
}

function arrival(event: ValidEvent, hours: number): Arrival {
  return { event, knownAt: new Date(event.timeMs + hours * HOUR_MS).toISOString() };
}

/** Of several arrivals of an event the one known first, in the order of time: how a clean run gets them. */
export function cleanArrivals(arrivals: readonly Arrival[]): Arrival[] {
  const first = new Map<string, Arrival>();
  for (const one of arrivals) {
    const key = identityOf(one.event);
    const known = first.get(key);
    if (known === undefined || one.knownAt < known.knownAt) first.set(key, one);
  }
  return [...first.values()].sort((left, right) => left.event.timeMs - right.event.timeMs);
}
