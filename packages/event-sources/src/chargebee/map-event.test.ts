// Chargebee's events become our snapshots, of either product catalog, and in the order of their resources' versions.
import { describe, expect, test } from "vitest";
import type { Mapped } from "../source-event.ts";
import { eventsOf, firstOf, mapOne, requestOf } from "../webhook-fixture.ts";
import { chargebee } from "./map-event.ts";

const OCCURRED = Date.UTC(2026, 0, 31) / 1_000;
const DAY = 86_400;

function map(event_type: string, content: object): Mapped {
  const event = { id: "ev_1", object: "event", api_version: "v2", occurred_at: OCCURRED };
  return mapOne(chargebee, { ...event, event_type, content }, "chargebee");
}

const subscription = {
  id: "sub-1",
  customer_id: "acme",
  status: "active",
  currency_code: "USD",
  billing_period: 1,
  billing_period_unit: "month",
  current_term_start: OCCURRED,
  current_term_end: OCCURRED + 28 * DAY,
  next_billing_at: OCCURRED + 28 * DAY,
  started_at: OCCURRED - 31 * DAY,
  resource_version: 1_769_817_600_591,
  subscription_items: [
    {
      item_price_id: "pro-USD-Monthly",
      item_type: "plan",
      quantity: 3,
      unit_price: 2_000,
      amount: 6_000,
    },
    { item_price_id: "setup-USD", item_type: "charge", quantity: 1, amount: 9_900 },
  ],
};

function stateOf(changes: object): unknown {
  return firstOf(map("subscription_changed", { subscription: { ...subscription, ...changes } }))
    .data;
}

describe("a subscription", () => {
  test("is a snapshot; what is charged once does not recur", () => {
    expect(
      firstOf(map("subscription_created", { subscription, customer: { id: "acme" } })),
    ).toEqual({
      specversion: "1.0",
      id: "ev_1",
      source: "chargebee",
      type: "billing.subscription_changed.v1",
      subject: "acme",
      time: "2026-01-31T00:00:00.000Z",
      sequence: 1_769_817_600_591,
      data: {
        subscription_id: "sub-1",
        status: "active",
        items: [{ product: "pro-USD-Monthly", amount_minor: 6_000, seats: 3 }],
        currency: "USD",
        interval: { unit: "month", count: 1 },
        started_at: "2025-12-31T00:00:00.000Z",
        period_start: "2026-01-31T00:00:00.000Z",
        period_end: "2026-02-28T00:00:00.000Z",
        renews_at: "2026-02-28T00:00:00.000Z",
        auto_renew: true,
        cancel_at_period_end: false,
      },
    });
  });

  test("of product catalog 1.0 has a plan and addons", () => {
    const changes = {
      subscription_items: undefined,
      plan_id: "pro",
      plan_quantity: 2,
      plan_unit_price: 2_000,
      addons: [{ id: "support", quantity: 1, unit_price: 500, amount: 500 }],
    };
    expect(stateOf(changes)).toMatchObject({
      items: [
        { product: "pro", amount_minor: 4_000, seats: 2 },
        { product: "support", amount_minor: 500, seats: 1 },
      ],
    });
  });

  test.each([
    [{ status: "in_trial" }, { status: "trialing" }],
    [{ due_invoices_count: 1 }, { status: "past_due" }],
    [{ status: "paused" }, { status: "paused" }],
    [
      { status: "future", start_date: OCCURRED + DAY, started_at: undefined },
      { started_at: "2026-02-01T00:00:00.000Z" },
    ],
    [
      { status: "non_renewing" },
      {
        status: "active",
        cancel_at_period_end: true,
        auto_renew: false,
        ended_at: "2026-02-28T00:00:00.000Z",
      },
    ],
    [
      { status: "cancelled", cancelled_at: OCCURRED },
      { status: "ended", ended_at: "2026-01-31T00:00:00.000Z" },
    ],
    [
      { subscription_items: [{ item_price_id: "free", item_type: "plan", amount: 0 }] },
      { status: "free" },
    ],
    [{ coupons: [{ coupon_id: "SPRING" }] }, { discounts_unread: ["SPRING"] }],
  ])("%o", (changes, expected) => {
    expect(stateOf(changes)).toMatchObject(expected);
  });
});

const invoice = {
  id: "17",
  customer_id: "acme",
  subscription_id: "sub-1",
  status: "payment_due",
  currency_code: "JPY",
  total: 6_000,
  amount_paid: 1_000,
  date: OCCURRED,
  due_date: OCCURRED + DAY,
  dunning_attempts: [{ attempt: 1 }, { attempt: 2 }],
  resource_version: 7,
};

test("an invoice is a snapshot beside the subscription of the same event", () => {
  const events = eventsOf(map("payment_failed", { subscription, invoice, customer: {} }));
  expect(events.map(({ id }) => id)).toEqual(["ev_1", "ev_1/invoice"]);
  expect(events[1]).toMatchObject({
    sequence: 7,
    subject: "acme",
    data: {
      invoice_id: "17",
      subscription_id: "sub-1",
      status: "open",
      amount_due_minor: 6_000,
      amount_paid_minor: 1_000,
      currency: "JPY",
      due_at: "2026-02-01T00:00:00.000Z",
      attempts: 2,
    },
  });
});

test.each([
  ["paid", "paid"],
  ["posted", "open"],
  ["not_paid", "uncollectible"],
  ["voided", "void"],
  ["pending", "draft"],
])("an invoice that is %s there is %s here", (theirs, ours) => {
  const { data } = firstOf(map("invoice_updated", { invoice: { ...invoice, status: theirs } }));
  expect(data).toMatchObject({ status: ours });
});

test("a changed customer is a partial profile, and one with the account that its meta data or custom field names", () => {
  const customer = {
    id: "cb-1",
    company: "Acme",
    billing_address: { country: "JP" },
    locale: "ja",
  };
  for (const named of [{ meta_data: { account_id: "acme" } }, { cf_account_id: "acme" }]) {
    const events = eventsOf(map("customer_changed", { customer: { ...customer, ...named } }));
    expect(events).toMatchObject([
      { subject: "cb-1", data: { name: "Acme", country: "JP", language: "ja", partial: true } },
      { type: "account.account_merged.v1", subject: "acme", data: { merged_account: "cb-1" } },
    ]);
  }
});

test("what carries neither is ignored; what cannot be read is refused with the place", () => {
  expect(map("card_added", { card: {} }).outcome).toBe("ignored");
  expect(map("customer_deleted", { customer: { id: "acme" } }).outcome).toBe("ignored");
  expect(
    map("subscription_changed", { subscription: { ...subscription, status: "?" } }),
  ).toMatchObject({
    outcome: "refused",
    reason: expect.stringContaining("subscription: "),
  });
  expect(mapOne(chargebee, {}).outcome).toBe("refused");
});

test("who has the webhook's user and password is believed", () => {
  const basic = (text: string) => ({
    authorization: `Basic ${Buffer.from(text).toString("base64")}`,
  });
  const distrust = (headers: Record<string, string>) =>
    chargebee.findDistrust(requestOf("{}", headers), ["cb:old", "cb:new:er"]);
  expect(distrust(basic("cb:old"))).toBeUndefined();
  expect(distrust(basic("cb:new:er"))).toBeUndefined();
  expect(distrust(basic("cb:guess"))).toEqual(expect.any(String));
  expect(distrust({})).toEqual(expect.any(String));
});
