import {
  arrive,
  emptyTables,
  factsOf,
  openStore,
  settle,
  validEvent as ev,
} from "./facts-under-test.ts";
const store = await openStore({
  clickhouseUrl: process.env.CH!,
  clickhouseUser: process.env.CHU!,
  clickhousePassword: process.env.CHP!,
});
await emptyTables(store);
const k = (event: any, knownAt = event.knownAtMs ?? new Date(event.timeMs).toISOString()) => ({
  event,
  knownAt,
});
const sub = (account: string, time: string, amount: number, more = {}) =>
  ev("billing.subscription_changed.v1", account, time, {
    subscription_id: "s-" + account,
    status: "active",
    items: [{ product: "p", amount_minor: amount, seats: 3 }],
    currency: "JPY",
    interval: { unit: "month", count: 1 },
    ...more,
  });
await arrive(store, [
  k(
    ev("usage.feature_used.v1", "A", "2026-01-01T10:00:00Z", {
      feature: "f",
      user: "u1",
      quantity: 0.1,
    }),
  ),
  k(
    ev("usage.feature_used.v1", "A", "2026-01-01T11:00:00Z", {
      feature: "f",
      user: "u2",
      quantity: 0.2,
    }),
  ),
  k(
    ev("usage.feature_used.v1", "user:u3", "2026-01-01T16:00:00Z", {
      feature: "g",
      quantity: 2,
      active_users: 5,
    }),
  ),
  k(ev("usage.session_started.v1", "B", "2026-01-01T16:00:00Z", { user: "z" })),
  k(ev("usage.milestone_reached.v1", "B", "2026-01-01T16:00:00Z", { milestone: "m" })),
  k(
    ev("engagement.survey_answered.v1", "A", "2026-01-01T16:00:00Z", {
      kind: "nps",
      score: 9,
      comment: "\ud800",
    }),
  ),
  k(ev("engagement.message_opened.v1", "A", "2026-01-01T16:00:00Z", { message_id: "m1" })),
  k(ev("engagement.interaction_held.v1", "A", "2026-01-01T16:00:00Z", { kind: "call" })),
  k(ev("engagement.pulse_recorded.v1", "A", "2026-01-01T16:00:00Z", { score: 4, author: "me" })),
  k(
    ev("engagement.ticket_changed.v1", "A", "2026-01-01T16:00:00Z", {
      ticket_id: "t1",
      status: "open",
      opened_at: "2026-01-01T16:00:00+09:00",
    }),
  ),
  k(
    ev("billing.invoice_changed.v1", "B", "2026-01-01T16:00:00Z", {
      invoice_id: "i1",
      status: "open",
      amount_due_minor: 500,
      currency: "USD",
      issued_at: "2026-01-01T16:00:00Z",
    }),
  ),
  k(sub("A", "2026-01-01T00:00:00Z", 1000)),
  k(sub("A", "2026-02-01T00:00:00Z", 2000)),
  k(sub("B", "2026-02-01T00:00:00Z", 700)),
  k(
    ev("account.profile_changed.v1", "A", "2026-01-01T00:00:00Z", {
      name: "Alpha",
      country: "JP",
      crm_ids: { z: "1", a: "2" },
    }),
  ),
  k(ev("account.user_linked.v1", "A", "2026-01-05T00:00:00Z", { user: "u3" })),
]);
let t = performance.now();
await settle(store);
console.log("settle ms", performance.now() - t);
console.dir(await factsOf(store, { tombstones: true }), { depth: 8 });
await arrive(store, [
  k(ev("account.account_merged.v1", "B", "2026-03-01T00:00:00Z", { merged_account: "A" })),
]);
t = performance.now();
await settle(store);
console.log("settle ms", performance.now() - t);
console.dir(await factsOf(store, { tombstones: true }), { depth: 8 });
t = performance.now();
await settle(store);
console.log("idle ms", performance.now() - t);
await store.tables.close();
