// Whatever a tool sends, there is an outcome for it: events that hold their contracts, or a reason.
import fc from "fast-check";
import { describe, test } from "vitest";
import { eventsOf, mapAll } from "./webhook-fixture.ts";
import { WEBHOOKS } from "./webhooks.ts";

const AT = 1_769_817_600;
const ISO = "2026-01-31T09:30:00.123456Z";

/** A message of each kind that is mapped, complete enough that a change of one field reaches deep. */
const MESSAGES: Record<keyof typeof WEBHOOKS, readonly object[]> = {
  beamer: [
    [
      {
        date: ISO,
        score: 9,
        userId: "ann",
        feedback: "ok",
        userCustomAttributes: { account_id: "acme" },
      },
    ],
  ],
  chargebee: [
    {
      id: "ev_1",
      event_type: "customer_changed",
      occurred_at: AT,
      content: {
        subscription: {
          id: "sub",
          customer_id: "acme",
          status: "active",
          currency_code: "USD",
          billing_period: 1,
          billing_period_unit: "month",
          current_term_end: AT,
          resource_version: 5,
          subscription_items: [
            { item_price_id: "pro", item_type: "plan", quantity: 1, amount: 100 },
          ],
        },
        invoice: {
          id: "1",
          customer_id: "acme",
          status: "paid",
          currency_code: "USD",
          total: 100,
          date: AT,
        },
        customer: { id: "acme", company: "Acme", meta_data: { account_id: "a" } },
      },
    },
  ],
  formrun: [
    { id: "1", score: "9", 回答日時: "2026/01/31 18:30", メールアドレス: "ann@example.jp" },
  ],
  intercom: [
    {
      id: "n",
      topic: "conversation.admin.closed",
      created_at: AT,
      data: {
        item: {
          type: "conversation",
          id: "1",
          state: "closed",
          created_at: AT,
          contacts: { contacts: [{ id: "c", external_id: "ann" }] },
          statistics: { last_close_at: AT, count_reopens: 1, count_conversation_parts: 2 },
          conversation_rating: { rating: 4, created_at: AT, remark: "ok" },
        },
      },
    },
    {
      id: "n",
      topic: "company.created",
      created_at: AT,
      data: { item: { type: "company", company_id: "a", name: "A" } },
    },
  ],
  paddle: [
    {
      event_id: "e",
      event_type: "subscription.updated",
      occurred_at: ISO,
      data: {
        id: "sub",
        customer_id: "ctm",
        status: "active",
        currency_code: "USD",
        items: [
          {
            quantity: 1,
            price: {
              product_id: "pro",
              unit_price: { amount: "100" },
              billing_cycle: { interval: "month", frequency: 1 },
            },
          },
        ],
      },
    },
    {
      event_id: "e",
      event_type: "transaction.paid",
      occurred_at: ISO,
      data: {
        id: "txn",
        customer_id: "ctm",
        status: "paid",
        currency_code: "USD",
        created_at: ISO,
        details: { totals: { grand_total: "100", balance: "0" } },
        payments: [{ status: "captured", captured_at: ISO }],
      },
    },
  ],
  stripe: [
    {
      id: "evt",
      type: "customer.updated",
      created: AT,
      data: {
        object: { object: "customer", id: "cus", name: "A", metadata: { account_id: "a" } },
        previous_attributes: { metadata: { account_id: "b" } },
      },
    },
  ],
  zendesk: [
    {
      id: "e",
      type: "zen:event-type:ticket.status_changed",
      time: ISO,
      detail: { id: "1", status: "OPEN", priority: "HIGH", created_at: ISO, organization_id: "5" },
      event: { previous: "NEW", meta: { sequence: { position: 1 } } },
    },
    {
      id: "e",
      type: "zen:event-type:organization.external_id_changed",
      time: ISO,
      detail: { id: "5", name: "A", external_id: "a" },
      event: { previous: "b", current: "a" },
    },
  ],
};

/** The ways to all values within, as lists of keys. */
function waysIn(value: unknown, way: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [way];
  return [way, ...Object.entries(value).flatMap(([key, each]) => waysIn(each, [...way, key]))];
}

function replaced(value: unknown, way: readonly string[], by: unknown): unknown {
  const [key, ...rest] = way;
  if (key === undefined) return by;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value)
    ? [...(value as unknown[])]
    : { ...(value as object) };
  Reflect.set(copy, key, replaced(Reflect.get(copy, key), rest, by));
  return copy;
}

const oddValue = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    "",
    "\u0000",
    "\ud800",
    "x".repeat(300),
    -1,
    0.5,
    1e300,
    "0",
    "9999-12-31T00:00:00Z",
  ),
);

describe.each(Object.entries(WEBHOOKS))("%s", (name, webhook) => {
  test("any value in any place of a message makes events that hold their contracts, or a reason", () => {
    const places = MESSAGES[name as keyof typeof WEBHOOKS].flatMap((message) =>
      waysIn(message).map((way) => ({ message, way })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), oddValue, ({ message, way }, value) => {
        for (const mapped of mapAll(webhook, replaced(message, way, value), name)) {
          if (mapped.outcome === "events") eventsOf(mapped);
        }
      }),
      { numRuns: 500 },
    );
  });
});
