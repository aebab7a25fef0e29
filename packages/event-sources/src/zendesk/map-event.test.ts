// Zendesk's event webhooks become ticket snapshots; organizations and users find their accounts.
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Mapped } from "../source-event.ts";
import { eventsOf, firstOf, mapOne, requestOf } from "../webhook-fixture.ts";
import { zendesk } from "./map-event.ts";

function map(type: string, detail: object, event: object = {}): Mapped {
  return mapOne(
    zendesk,
    {
      account_id: 1,
      id: "e-1",
      time: "2026-01-31T09:30:00Z",
      type: `zen:event-type:${type}`,
      detail,
      event: { meta: { sequence: { id: "s", position: 2 } }, ...event },
    },
    "zendesk",
  );
}

const ticket = {
  id: "35436",
  status: "OPEN",
  priority: "HIGH",
  type: "QUESTION",
  via: { channel: "web" },
  created_at: "2026-01-30T09:00:00Z",
  organization_id: "509974",
  requester_id: "20978392",
};

describe("a ticket", () => {
  test("is a snapshot of its organization's", () => {
    expect(firstOf(map("ticket.created", ticket))).toEqual({
      specversion: "1.0",
      id: "e-1",
      source: "zendesk",
      type: "engagement.ticket_changed.v1",
      subject: "zendesk:509974",
      time: "2026-01-31T09:30:00.000Z",
      sequence: 2,
      data: {
        ticket_id: "35436",
        status: "open",
        channel: "web",
        category: "question",
        priority: "high",
        opened_at: "2026-01-30T09:00:00.000Z",
      },
    });
  });

  test("of nobody's organization is the requester's", () => {
    const { subject } = firstOf(map("ticket.created", { ...ticket, organization_id: "0" }));
    expect(subject).toBe("user:zendesk:20978392");
  });

  test("says when it was solved, and its later closing does not take that back", () => {
    const solved = map(
      "ticket.status_changed",
      { ...ticket, status: "SOLVED" },
      { previous: "OPEN" },
    );
    expect(firstOf(solved).data).toMatchObject({
      status: "solved",
      solved_at: "2026-01-31T09:30:00.000Z",
    });
    const closed = map(
      "ticket.status_changed",
      { ...ticket, status: "CLOSED" },
      { previous: "SOLVED" },
    );
    expect(closed.outcome).toBe("ignored");
  });

  test("on hold is pending; what has no status is refused", () => {
    expect(firstOf(map("ticket.status_changed", { ...ticket, status: "HOLD" })).data).toMatchObject(
      { status: "pending" },
    );
    expect(map("ticket.created", { id: "1" })).toMatchObject({
      reason: expect.stringContaining("status"),
    });
  });
});

test("an organization is one with the account of its external id, and leaves it when that changes", () => {
  const organization = { id: "509974", name: "Acme", external_id: "acme" };
  expect(eventsOf(map("organization.created", organization))).toMatchObject([
    { subject: "zendesk:509974", data: { name: "Acme", partial: true } },
    {
      type: "account.account_merged.v1",
      subject: "acme",
      data: { merged_account: "zendesk:509974" },
    },
  ]);
  const moved = map("organization.external_id_changed", organization, {
    previous: "old",
    current: "acme",
  });
  expect(eventsOf(moved).map(({ type, subject }) => [type, subject])).toEqual([
    ["account.profile_changed.v1", "zendesk:509974"],
    ["account.account_unmerged.v1", "old"],
    ["account.account_merged.v1", "acme"],
  ]);
});

test("a user belongs to the organization", () => {
  expect(firstOf(map("user.created", { id: "20978392", organization_id: "509974" }))).toMatchObject(
    {
      type: "account.user_linked.v1",
      subject: "zendesk:509974",
      data: { user: "zendesk:20978392" },
    },
  );
  expect(map("user.created", { id: "1", organization_id: "0" }).outcome).toBe("ignored");
});

test("only who holds the signing secret is believed", () => {
  const body = JSON.stringify({ id: "e-1" });
  const time = "2026-01-31T09:30:00Z";
  const sign = (secret: string) => ({
    "x-zendesk-webhook-signature-timestamp": time,
    "x-zendesk-webhook-signature": createHmac("sha256", secret)
      .update(time + body)
      .digest("base64"),
  });
  const distrust = (headers: Record<string, string>) =>
    zendesk.findDistrust(requestOf(body, headers), ["old", "new"]);
  expect(distrust(sign("old"))).toBeUndefined();
  expect(distrust(sign("new"))).toBeUndefined();
  expect(distrust(sign("guess"))).toEqual(expect.any(String));
  expect(distrust({})).toEqual(expect.any(String));
  const moved = { ...sign("new"), "x-zendesk-webhook-signature-timestamp": "2026-02-01T00:00:00Z" };
  expect(distrust(moved)).toEqual(expect.any(String));
});
