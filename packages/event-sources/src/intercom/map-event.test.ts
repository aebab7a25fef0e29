// Intercom's notifications become tickets, ratings and companies.
import { createHmac } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Mapped } from "../source-event.ts";
import { eventsOf, firstOf, mapOne, requestOf } from "../webhook-fixture.ts";
import { intercom } from "./map-event.ts";

const AT = Date.UTC(2026, 0, 31) / 1_000;

function map(topic: string, item: object): Mapped {
  const notification = { type: "notification_event", id: "notif_1", topic, created_at: AT };
  return mapOne(
    intercom,
    { ...notification, data: { type: "notification_event_data", item } },
    "intercom",
  );
}

const contacts = {
  type: "contact.list",
  contacts: [{ type: "contact", id: "5ba6", external_id: "ann" }],
};
const conversation = {
  type: "conversation",
  id: "1295",
  state: "closed",
  priority: "priority",
  created_at: AT - 7_200,
  source: { type: "email", delivered_as: "customer_initiated" },
  contacts,
  statistics: {
    first_admin_reply_at: AT - 3_600,
    last_close_at: AT - 60,
    count_reopens: 1,
    count_conversation_parts: 12,
  },
};

describe("a conversation", () => {
  test("is a ticket's snapshot", () => {
    expect(firstOf(map("conversation.admin.closed", conversation))).toEqual({
      specversion: "1.0",
      id: "notif_1",
      source: "intercom",
      type: "engagement.ticket_changed.v1",
      subject: "user:ann",
      time: "2026-01-31T00:00:00.000Z",
      sequence: 12,
      data: {
        ticket_id: "1295",
        status: "solved",
        channel: "email",
        priority: "high",
        opened_at: "2026-01-30T22:00:00.000Z",
        first_reply_at: "2026-01-30T23:00:00.000Z",
        solved_at: "2026-01-30T23:59:00.000Z",
        reopened: 1,
      },
    });
  });

  test("with a company is that account's", () => {
    const company = { type: "company", id: "531e", company_id: "acme" };
    expect(firstOf(map("conversation.user.created", { ...conversation, company })).subject).toBe(
      "acme",
    );
  });

  test("that is open again is not solved; one that we began asks nothing", () => {
    const open = firstOf(map("conversation.user.replied", { ...conversation, state: "open" }));
    expect(open.data).not.toHaveProperty("solved_at");
    const ours = { ...conversation, source: { delivered_as: "operator_initiated" } };
    expect(map("conversation.admin.closed", ours).outcome).toBe("ignored");
  });

  test("that is rated is a CSAT answer, one however often it is told", () => {
    const conversation_rating = { rating: 4, remark: "ok", created_at: AT - 30 };
    const answers = ["conversation.rating.added", "conversation.admin.closed"].map(
      (topic) => eventsOf(map(topic, { ...conversation, conversation_rating }))[1],
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({
      id: "rating/1295",
      time: "2026-01-30T23:59:30.000Z",
      data: { kind: "csat", score: 4, scale: { min: 1, max: 5 }, comment: "ok", respondent: "ann" },
    });
  });
});

test("a ticket is a snapshot; tickets among ourselves are ignored", () => {
  const ticket = {
    type: "ticket",
    id: "1400",
    category: "Customer",
    ticket_state: { type: "ticket_state", category: "waiting_on_customer" },
    ticket_type: { name: "Bug" },
    created_at: AT - 60,
    updated_at: AT,
    open: true,
    contacts,
  };
  expect(firstOf(map("ticket.state.updated", ticket)).data).toMatchObject({
    ticket_id: "1400",
    status: "pending",
    category: "Bug",
  });
  const resolved = { ...ticket, ticket_state: "resolved" };
  expect(firstOf(map("ticket.state.updated", resolved)).data).toMatchObject({ status: "solved" });
  expect(map("ticket.created", { ...ticket, category: "Back-office" }).outcome).toBe("ignored");
});

test("a company is the profile of the account that you named it by", () => {
  const company = {
    type: "company",
    id: "531e",
    company_id: "acme",
    name: "Acme",
    industry: "Paper",
  };
  expect(firstOf(map("company.created", company))).toMatchObject({
    type: "account.profile_changed.v1",
    subject: "acme",
    data: { name: "Acme", industry: "Paper", crm_ids: { intercom: "531e" }, partial: true },
  });
});

test("a ping and other topics are ignored; what is no notification is refused", () => {
  expect(mapOne(intercom, { topic: "ping" }).outcome).toBe("ignored");
  expect(map("contact.created", { type: "contact" }).outcome).toBe("ignored");
  expect(mapOne(intercom, {}).outcome).toBe("refused");
});

test("another attempt to deliver is the same message", () => {
  const original = (delivery_attempts: number) =>
    intercom.mapBody({ id: "notif_1", delivery_attempts, delivered_at: delivery_attempts }, {
      source: "intercom",
    } as never)[0]?.original;
  expect(original(1)).toBe(original(2));
});

test("only who holds the app's client secret is believed", () => {
  const body = JSON.stringify({ id: "notif_1" });
  const sign = (secret: string) => ({
    "x-hub-signature": `sha1=${createHmac("sha1", secret).update(body).digest("hex")}`,
  });
  const distrust = (headers: Record<string, string>) =>
    intercom.findDistrust(requestOf(body, headers), ["old", "new"]);
  expect(distrust(sign("old"))).toBeUndefined();
  expect(distrust(sign("guess"))).toEqual(expect.any(String));
  expect(distrust({ "x-hub-signature": "sha1=" })).toEqual(expect.any(String));
});

const SPEC = join(import.meta.dirname, "../../../../../shared/specs/intercom-2.15.yaml");

test.skipIf(!existsSync(SPEC))(
  "Intercom's description has the fields that are read (../shared/specs)",
  () => {
    const text = readFileSync(SPEC, "utf8");
    const schemaOf = (name: string): string =>
      new RegExp(`^    ${name}:\n(?:      .*\n|\n)*`, "m").exec(text)?.[0] ?? "";
    const read: Record<string, string[]> = {
      conversation: [
        "state",
        "priority",
        "source",
        "contacts",
        "company",
        "statistics",
        "conversation_rating",
      ],
      conversation_statistics: [
        "first_admin_reply_at",
        "last_close_at",
        "count_reopens",
        "count_conversation_parts",
      ],
      ticket: ["category", "ticket_state", "ticket_type", "contacts", "open", "updated_at"],
      company: ["company_id", "name", "industry", "website"],
      contact_reference: ["external_id"],
    };
    for (const [schema, fields] of Object.entries(read)) {
      for (const field of fields)
        expect(schemaOf(schema), `${schema}.${field}`).toContain(`        ${field}:`);
    }
  },
);
