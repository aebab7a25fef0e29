// Stripe's events become our snapshots, of whatever API version they are and in whatever order they come.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Mapped, SourceEvent } from "../source-event.ts";
import { eventsOf, firstOf, mapOne } from "../webhook-fixture.ts";
import { stripe } from "./map-event.ts";

const CREATED = Date.UTC(2026, 0, 31) / 1_000;
const DAY = 86_400;

function map(type: string, object: object, changes: object = {}): Mapped {
  const event = { id: "evt_1", object: "event", type, created: CREATED, data: { object } };
  return mapOne(stripe, { ...event, ...changes }, "stripe");
}

const price = {
  id: "price_1",
  product: "prod_1",
  currency: "usd",
  unit_amount: 2_000,
  recurring: { interval: "month", interval_count: 1, usage_type: "licensed" },
};

function subscription(changes: object = {}, item: object = {}): object {
  return {
    id: "sub_1",
    object: "subscription",
    customer: "cus_1",
    status: "active",
    currency: "usd",
    start_date: CREATED - 30 * DAY,
    cancel_at_period_end: false,
    cancel_at: null,
    ended_at: null,
    discounts: [],
    items: { data: [{ id: "si_1", quantity: 3, price, ...item }] },
    ...changes,
  };
}

const period = { current_period_start: CREATED, current_period_end: CREATED + 28 * DAY };

function dataOf(object: object, type = "customer.subscription.updated"): unknown {
  return firstOf(map(type, object)).data;
}

describe("a subscription", () => {
  test("is a snapshot of the customer's", () => {
    expect(firstOf(map("customer.subscription.updated", subscription({}, period)))).toEqual({
      specversion: "1.0",
      id: "evt_1",
      source: "stripe",
      type: "billing.subscription_changed.v1",
      subject: "cus_1",
      time: "2026-01-31T00:00:00.000Z",
      sequence: 1,
      data: {
        subscription_id: "sub_1",
        status: "active",
        items: [{ product: "prod_1", amount_minor: 6_000, seats: 3 }],
        currency: "USD",
        interval: { unit: "month", count: 1 },
        started_at: "2026-01-01T00:00:00.000Z",
        period_start: "2026-01-31T00:00:00.000Z",
        period_end: "2026-02-28T00:00:00.000Z",
        renews_at: "2026-02-28T00:00:00.000Z",
        auto_renew: true,
        cancel_at_period_end: false,
      },
    });
  });

  test("says the same whether its period stands on it or, as since 2025-03-31, on its items", () => {
    expect(dataOf(subscription(period))).toEqual(dataOf(subscription({}, period)));
  });

  test.each([
    [{ status: "trialing" }, { status: "trialing" }],
    [{ status: "past_due" }, { status: "past_due" }],
    [{ status: "unpaid" }, { status: "paused" }],
    [{ pause_collection: { behavior: "void" } }, { status: "paused" }],
    [
      { status: "canceled", ended_at: CREATED },
      { status: "ended", ended_at: "2026-01-31T00:00:00.000Z", auto_renew: false },
    ],
    [
      { cancel_at_period_end: true, cancel_at: CREATED + 28 * DAY },
      { status: "active", cancel_at_period_end: true, ended_at: "2026-02-28T00:00:00.000Z" },
    ],
  ])("%o", (changes, expected) => {
    expect(dataOf(subscription(changes))).toMatchObject(expected);
  });

  test("of which the first payment has not succeeded has not begun", () => {
    for (const status of ["incomplete", "incomplete_expired"]) {
      expect(map("customer.subscription.created", subscription({ status })).outcome).toBe(
        "ignored",
      );
    }
  });

  test("without a price is free; metered use has no price of its own and is not", () => {
    const free = { price: { ...price, unit_amount: 0 } };
    expect(dataOf(subscription({}, free))).toMatchObject({ status: "free" });
    const recurring = { ...price.recurring, usage_type: "metered" };
    expect(dataOf(subscription({}, { price: { ...price, recurring } }))).toMatchObject({
      status: "active",
      items: [{ product: "prod_1", amount_minor: 0, metered: true }],
    });
  });

  test("of several intervals is told for the longest", () => {
    const recurring = { interval: "year", interval_count: 1 };
    const yearly = { quantity: 1, price: { ...price, unit_amount: 50_000, recurring } };
    const items = { data: [{ quantity: 1, price }, yearly] };
    expect(dataOf(subscription({ items }))).toMatchObject({
      interval: { unit: "month", count: 12 },
      items: [{ amount_minor: 24_000 }, { amount_minor: 50_000 }],
    });
  });

  test("with tiers that the event does not have is refused: an unknown price is not 0", () => {
    const tiered = { price: { ...price, unit_amount: null, billing_scheme: "tiered" } };
    expect(map("customer.subscription.updated", subscription({}, tiered))).toMatchObject({
      outcome: "refused",
      reason: expect.stringContaining("price_1"),
    });
  });

  test.each([
    ["jpy", 500, 1_500],
    ["usd", 500, 1_500],
    ["kwd", 5_000, 15_000],
    ["isk", 50_000, 1_500],
  ])("in %s keeps its amount in our minor units", (currency, unit_amount, expected) => {
    const item = { price: { ...price, currency, unit_amount } };
    expect(dataOf(subscription({ currency }, item))).toMatchObject({
      items: [{ amount_minor: expected }],
    });
  });

  describe("with a discount", () => {
    const quarter = { percent_off: 25, duration: "forever" };
    const tenDollars = { amount_off: 1_000, currency: "usd", duration: "repeating" };

    test.each([
      ["of old versions", { discount: { id: "di_1", coupon: quarter } }, { share: 0.25 }],
      ["of new versions", { discounts: [{ source: { coupon: quarter } }] }, { share: 0.25 }],
      ["by an amount", { discount: { id: "di_1", coupon: tenDollars } }, { amount_minor: 1_000 }],
      [
        "of two coupons, one after the other",
        {
          discounts: [
            { id: "a", coupon: quarter },
            { id: "b", coupon: tenDollars },
          ],
        },
        { amount_minor: 2_500 },
      ],
    ])("%s", (_which, changes, discount) => {
      expect(dataOf(subscription(changes))).toMatchObject({ discount });
    });

    test("that is over, or meant for one invoice, changes nothing that recurs", () => {
      const once = { discount: { id: "a", coupon: { percent_off: 50, duration: "once" } } };
      const over = { discount: { id: "a", end: CREATED - 1, coupon: quarter } };
      for (const changes of [once, over]) {
        expect(dataOf(subscription(changes))).not.toHaveProperty("discount");
      }
    });

    test("of which the event has only the id keeps the id", () => {
      expect(dataOf(subscription({ discounts: ["di_9"] }))).toMatchObject({
        discounts_unread: ["di_9"],
      });
    });
  });
});

const invoice = {
  id: "in_1",
  object: "invoice",
  customer: "cus_1",
  currency: "usd",
  status: "open",
  amount_due: 6_000,
  amount_paid: 0,
  attempt_count: 1,
  created: CREATED - 60,
  collection_method: "charge_automatically",
  due_date: null,
  status_transitions: { finalized_at: CREATED, paid_at: null },
};

describe("an invoice", () => {
  test("is a snapshot; what is charged automatically is due at once", () => {
    expect(firstOf(map("invoice.finalized", { ...invoice, subscription: "sub_1" })).data).toEqual({
      invoice_id: "in_1",
      subscription_id: "sub_1",
      status: "open",
      amount_due_minor: 6_000,
      amount_paid_minor: 0,
      currency: "USD",
      issued_at: "2026-01-31T00:00:00.000Z",
      due_at: "2026-01-31T00:00:00.000Z",
      attempts: 1,
      payment_method: "card",
    });
  });

  test("names its subscription wherever the API version has it", () => {
    const parent = { subscription_details: { subscription: "sub_1" } };
    for (const place of [
      { parent },
      { subscription: "sub_1" },
      { subscription: { id: "sub_1" } },
    ]) {
      const { data } = firstOf(map("invoice.updated", { ...invoice, ...place }));
      expect(data).toMatchObject({ subscription_id: "sub_1" });
    }
  });

  test("that is sent is paid by transfer until its due date; a deleted draft is void", () => {
    const sent = { collection_method: "send_invoice", due_date: CREATED + 30 * DAY };
    expect(firstOf(map("invoice.finalized", { ...invoice, ...sent })).data).toMatchObject({
      payment_method: "bank_transfer",
      due_at: "2026-03-02T00:00:00.000Z",
    });
    const deleted = map("invoice.deleted", { ...invoice, status: "draft" });
    expect(firstOf(deleted).data).toMatchObject({ status: "void" });
    expect(map("invoice.upcoming", { ...invoice, id: null }).outcome).toBe("ignored");
  });
});

test("a credit note takes from what was due, a refund from what was paid", () => {
  const note = {
    id: "cn_1",
    object: "credit_note",
    customer: "cus_1",
    currency: "usd",
    total: 900,
  };
  const { data: credit } = firstOf(
    map("credit_note.created", { ...note, status: "issued", invoice: "in_1" }),
  );
  expect(credit).toMatchObject({
    invoice_id: "cn_1",
    status: "paid",
    amount_due_minor: -900,
    amount_paid_minor: 0,
    credited_invoice: "in_1",
  });
  expect(firstOf(map("credit_note.voided", { ...note, status: "void" })).data).toMatchObject({
    status: "void",
  });
  const charge = { id: "ch_1", object: "charge", customer: "cus_1", currency: "usd" };
  const refund = map("charge.refunded", { ...charge, amount: 6_000, amount_refunded: 900 });
  expect(firstOf(refund).data).toMatchObject({
    invoice_id: "refund/ch_1",
    amount_due_minor: 0,
    amount_paid_minor: -900,
  });
  const paid = map("charge.succeeded", { ...charge, amount: 6_000, amount_refunded: 0 });
  expect(paid.outcome).toBe("ignored");
});

describe("a customer", () => {
  const customer = { id: "cus_1", object: "customer", name: "Initech", address: { country: "US" } };

  test("is a partial profile, and one with the account that its metadata names", () => {
    const events = eventsOf(
      map("customer.updated", { ...customer, metadata: { account_id: "acme" } }),
    );
    expect(events).toMatchObject([
      {
        id: "evt_1",
        type: "account.profile_changed.v1",
        subject: "cus_1",
        data: { name: "Initech", country: "US", crm_ids: { stripe: "cus_1" }, partial: true },
      },
      {
        id: "evt_1/merge",
        type: "account.account_merged.v1",
        subject: "acme",
        data: { merged_account: "cus_1" },
      },
    ]);
  });

  test("that is moved to another account leaves the former", () => {
    const moved = {
      object: { ...customer, metadata: { account_id: "new" } },
      previous_attributes: { metadata: { account_id: "old" } },
    };
    const events = eventsOf(map("customer.updated", {}, { data: moved }));
    expect(events.slice(1).map(({ type, subject }) => [type, subject])).toEqual([
      ["account.account_unmerged.v1", "old"],
      ["account.account_merged.v1", "new"],
    ]);
  });

  test("whose id is the account's needs no connection", () => {
    const own = { ...customer, metadata: { account_id: "cus_1" } };
    expect(eventsOf(map("customer.created", own))).toHaveLength(1);
    expect(map("customer.deleted", customer).outcome).toBe("ignored");
  });
});

test("the stages of one second are in order, however they arrive", () => {
  const stages: SourceEvent[] = [
    firstOf(map("customer.subscription.created", subscription({ status: "trialing" }))),
    firstOf(map("customer.subscription.updated", subscription())),
    firstOf(map("customer.subscription.deleted", subscription({ status: "canceled" }))),
  ];
  expect(stages.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
  const invoices = [
    firstOf(map("invoice.created", { ...invoice, status: "draft", attempt_count: 0 })),
    firstOf(map("invoice.finalized", { ...invoice, attempt_count: 0 })),
    firstOf(map("invoice.payment_failed", invoice)),
    firstOf(map("invoice.paid", { ...invoice, status: "paid", attempt_count: 2 })),
  ].map(({ sequence }) => sequence ?? NaN);
  expect(invoices).toEqual(invoices.toSorted((left, right) => left - right));
  expect(new Set(invoices).size).toBe(4);
});

test("what is no event of theirs, thin events and unknown objects are refused with a reason", () => {
  expect(mapOne(stripe, {})).toMatchObject({ outcome: "refused" });
  expect(mapOne(stripe, { object: "v2.core.event", id: "evt_1" })).toMatchObject({
    code: "unknown_type",
    reason: expect.stringContaining("snapshot"),
  });
  expect(map("moon.landed", { object: "moon" })).toMatchObject({ code: "unknown_type" });
});

const FIXTURES = join(import.meta.dirname, "../../../../../shared/specs/stripe-fixtures3.json");

describe.skipIf(!existsSync(FIXTURES))(
  "Stripe's published fixtures (../shared/specs is not here)",
  () => {
    const fixtures = existsSync(FIXTURES)
      ? (JSON.parse(readFileSync(FIXTURES, "utf8")) as { resources: Record<string, object> })
          .resources
      : {};

    test("every object is mapped or knowingly ignored", () => {
      const outcomes = Object.entries(fixtures).map(
        ([name, object]) => [name, map(`${name}.updated`, object)] as const,
      );
      expect(outcomes.length).toBeGreaterThan(150);
      const mapped = outcomes.filter(([, { outcome }]) => outcome === "events");
      expect(mapped.map(([name]) => name)).toEqual([
        "credit_note",
        "customer",
        "invoice",
        "subscription",
      ]);
      for (const [, result] of mapped) eventsOf(result);
      const refused = outcomes.filter(([, { outcome }]) => outcome === "refused");
      expect(refused.map(([name]) => name)).toEqual([]);
    });

    test("a charge is mapped once something of it was paid back", () => {
      const charge = { ...fixtures["charge"], customer: "cus_1", amount_refunded: 100 };
      expect(firstOf(map("charge.refunded", charge)).data).toMatchObject({
        amount_paid_minor: -100,
      });
    });

    test("whatever a field holds instead, the outcome is an event that holds its contract, or a reason", () => {
      const objects = ["subscription", "invoice", "credit_note", "customer", "charge"].map(
        (name) => fixtures[name] ?? {},
      );
      const keys = [...new Set(objects.flatMap((object) => Object.keys(object)))];
      fc.assert(
        fc.property(
          fc.constantFrom(...objects),
          fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
          (object, changes) => {
            const { object: kind } = object as { object?: unknown };
            const result = map("x.updated", { ...object, ...changes, object: kind });
            if (result.outcome === "events") eventsOf(result);
          },
        ),
      );
    });
  },
);
