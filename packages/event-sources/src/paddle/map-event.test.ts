// Paddle's notifications become our snapshots; only who holds the destination's key is believed.
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Mapped } from "../source-event.ts";
import { TOLERANCE_SECONDS } from "../timed-signature.ts";
import { eventsOf, firstOf, mapAll, mapOne, RECEIVED_MS, requestOf } from "../webhook-fixture.ts";
import { paddle } from "./map-event.ts";

function map(
  event_type: string,
  data: object,
  occurred_at = "2026-01-31T00:00:00.123456Z",
): Mapped {
  return mapOne(
    paddle,
    { event_id: "evt_1", event_type, occurred_at, notification_id: "ntf_1", data },
    "paddle",
  );
}

const price = {
  id: "pri_1",
  product_id: "pro_1",
  unit_price: { amount: "3000", currency_code: "USD" },
  billing_cycle: { interval: "month", frequency: 1 },
};

const subscription = {
  id: "sub_1",
  status: "active",
  customer_id: "ctm_1",
  currency_code: "USD",
  started_at: "2026-01-01T00:00:00Z",
  next_billed_at: "2026-03-01T00:00:00Z",
  current_billing_period: { starts_at: "2026-02-01T00:00:00Z", ends_at: "2026-03-01T00:00:00Z" },
  billing_cycle: { interval: "month", frequency: 1 },
  scheduled_change: null,
  discount: null,
  items: [
    { status: "active", quantity: 10, recurring: true, price },
    { status: "active", quantity: 1, recurring: false, price: { ...price, billing_cycle: null } },
  ],
};

function stateOf(changes: object): unknown {
  return firstOf(map("subscription.updated", { ...subscription, ...changes })).data;
}

describe("a subscription", () => {
  test("is a snapshot; microseconds put events of one millisecond in order", () => {
    expect(firstOf(map("subscription.updated", subscription))).toEqual({
      specversion: "1.0",
      id: "evt_1",
      source: "paddle",
      type: "billing.subscription_changed.v1",
      subject: "ctm_1",
      time: "2026-01-31T00:00:00.123Z",
      sequence: 456,
      data: {
        subscription_id: "sub_1",
        status: "active",
        items: [{ product: "pro_1", amount_minor: 30_000, seats: 10 }],
        currency: "USD",
        interval: { unit: "month", count: 1 },
        started_at: "2026-01-01T00:00:00.000Z",
        period_start: "2026-02-01T00:00:00.000Z",
        period_end: "2026-03-01T00:00:00.000Z",
        renews_at: "2026-03-01T00:00:00.000Z",
        auto_renew: true,
        cancel_at_period_end: false,
      },
    });
  });

  test.each([
    [{ status: "trialing" }, { status: "trialing" }],
    [{ status: "past_due" }, { status: "past_due" }],
    [{ status: "paused" }, { status: "paused" }],
    [
      { scheduled_change: { action: "cancel", effective_at: "2026-03-01T00:00:00Z" } },
      {
        status: "active",
        auto_renew: false,
        cancel_at_period_end: true,
        ended_at: "2026-03-01T00:00:00.000Z",
      },
    ],
    [
      { status: "canceled", canceled_at: "2026-01-30T00:00:00Z" },
      { status: "ended", auto_renew: false, ended_at: "2026-01-30T00:00:00.000Z" },
    ],
    [{ discount: { id: "dsc_1" } }, { discounts_unread: ["dsc_1"] }],
    [
      { items: [{ quantity: 1, price: { ...price, unit_price: { amount: "0" } } }] },
      { status: "free" },
    ],
  ])("%o", (changes, expected) => {
    expect(stateOf(changes)).toMatchObject(expected);
  });
});

const transaction = {
  id: "txn_1",
  status: "completed",
  customer_id: "ctm_1",
  subscription_id: "sub_1",
  currency_code: "USD",
  collection_mode: "automatic",
  billing_details: null,
  created_at: "2026-01-30T00:00:00Z",
  billed_at: "2026-01-31T00:00:00Z",
  details: { totals: { total: "65215", grand_total: "65215", balance: "0" } },
  payments: [
    { status: "captured", captured_at: "2026-01-31T00:00:05.5Z", method_details: { type: "card" } },
    { status: "error", captured_at: null, method_details: { type: "card" } },
  ],
};

describe("a transaction", () => {
  test("is an invoice", () => {
    expect(firstOf(map("transaction.completed", transaction)).data).toEqual({
      invoice_id: "txn_1",
      subscription_id: "sub_1",
      status: "paid",
      amount_due_minor: 65_215,
      amount_paid_minor: 65_215,
      currency: "USD",
      issued_at: "2026-01-31T00:00:00.000Z",
      due_at: "2026-01-31T00:00:00.000Z",
      paid_at: "2026-01-31T00:00:05.500Z",
      attempts: 2,
      payment_method: "card",
    });
  });

  test("that is collected by hand is due by its terms, by transfer", () => {
    const manual = {
      status: "billed",
      collection_mode: "manual",
      billing_details: { payment_terms: { interval: "day", frequency: 14 } },
      details: { totals: { grand_total: "65215", balance: "65215" } },
      payments: [],
    };
    expect(firstOf(map("transaction.billed", { ...transaction, ...manual })).data).toMatchObject({
      status: "open",
      amount_paid_minor: 0,
      due_at: "2026-02-14T00:00:00.000Z",
      payment_method: "bank_transfer",
    });
  });

  test("of a checkout without a customer is no account's", () => {
    expect(map("transaction.created", { ...transaction, customer_id: null }).outcome).toBe(
      "ignored",
    );
  });
});

test("a customer is one with the account that its custom data names", () => {
  const customer = { id: "ctm_1", name: "Acme", locale: "en", custom_data: { account_id: "acme" } };
  expect(eventsOf(map("customer.updated", customer))).toMatchObject([
    { subject: "ctm_1", data: { name: "Acme", crm_ids: { paddle: "ctm_1" }, partial: true } },
    { type: "account.account_merged.v1", subject: "acme", data: { merged_account: "ctm_1" } },
  ]);
});

test("the rest is ignored; what cannot be read is refused with the place", () => {
  expect(map("adjustment.created", {}).outcome).toBe("ignored");
  expect(map("subscription.updated", { id: "sub_1" })).toMatchObject({
    outcome: "refused",
    reason: expect.stringContaining("subscription: "),
  });
  expect(mapAll(paddle, {})).toMatchObject([{ outcome: "refused" }]);
});

describe("the signature", () => {
  const body = JSON.stringify({ event_id: "evt_1" });
  const sign = (key: string, secondsAgo = 0): string => {
    const ts = RECEIVED_MS / 1_000 - secondsAgo;
    return `ts=${ts};h1=${createHmac("sha256", key).update(`${ts}:${body}`).digest("hex")}`;
  };
  const distrust = (header: string, secrets = ["key-a"]) =>
    paddle.findDistrust(requestOf(body, { "paddle-signature": header }), secrets);

  test("of the key is believed, also when it is one of several while the key is changed", () => {
    expect(distrust(sign("key-a"))).toBeUndefined();
    expect(distrust(sign("key-old"), ["key-new", "key-old"])).toBeUndefined();
    expect(distrust(`${sign("key-a")};h1=${"0".repeat(64)}`)).toBeUndefined();
  });

  test("of another key, or an old one, is not", () => {
    expect(distrust(sign("key-b"))).toEqual(expect.any(String));
    expect(distrust(sign("key-a", TOLERANCE_SECONDS + 1))).toEqual(expect.any(String));
  });
});
