// One valid example of each event type: for the tests, and for whoever wants to see an event before sending one.
import type { EventDataInput, EventType } from "./catalogue.ts";

/** Example data by type; complete by construction, so a new type without an example does not compile. */
export const EXAMPLE_DATA: { readonly [T in EventType]: EventDataInput<T> } = {
  "usage.feature_used.v1": { feature: "report.created", user: "u-1", quantity: 2 },
  "usage.session_started.v1": { user: "u-1" },
  "usage.milestone_reached.v1": { milestone: "first_report" },
  "billing.subscription_changed.v1": {
    subscription_id: "sub-1",
    status: "active",
    items: [{ product: "pro", seats: 10, amount_minor: 120_000 }],
    currency: "USD",
    interval: { unit: "year", count: 1 },
    discount: { share: 0.1 },
    renews_at: "2027-01-01T00:00:00Z",
    notice_deadline: "2026-12-01T00:00:00Z",
    auto_renew: true,
  },
  "billing.invoice_changed.v1": {
    invoice_id: "inv-1",
    status: "open",
    amount_due_minor: 10_000,
    currency: "USD",
    issued_at: "2026-01-01T00:00:00Z",
    due_at: "2026-01-31T00:00:00Z",
  },
  "billing.acquisition_spend_recorded.v1": {
    channel: "search",
    month: "2026-01-01",
    amount_minor: 500_000,
    currency: "USD",
  },
  "engagement.ticket_changed.v1": {
    ticket_id: "t-1",
    status: "open",
    priority: "high",
    opened_at: "2026-01-01T09:00:00Z",
  },
  "engagement.survey_answered.v1": { kind: "nps", score: 9, respondent: "u-1" },
  "engagement.feature_requested.v1": { title: "Export to PDF" },
  "engagement.interaction_held.v1": { kind: "meeting", duration_minutes: 30 },
  "engagement.message_sent.v1": { message_id: "m-1", campaign: "onboarding" },
  "engagement.message_opened.v1": { message_id: "m-1", campaign: "onboarding" },
  "engagement.message_replied.v1": { message_id: "m-1", campaign: "onboarding" },
  "engagement.pulse_recorded.v1": { score: 4, author: "csm-1" },
  "engagement.goal_changed.v1": { goal_id: "g-1", title: "Half the time to close", status: "open" },
  "account.profile_changed.v1": { name: "Acme", segment: "smb", country: "JP", csm: "csm-1" },
  "account.contact_changed.v1": { contact_id: "c-1", role: "admin", champion: true },
  "account.user_linked.v1": { user: "u-1" },
  "account.user_unlinked.v1": { user: "u-1" },
  "account.account_merged.v1": { merged_account: "acme-old" },
  "account.account_unmerged.v1": { merged_account: "acme-old" },
  "account.override_set.v1": {
    override_id: "o-1",
    target: "health_band",
    value: "attention",
    reason: "service outage last week",
    author: "csm-1",
    expires_at: "2026-03-01T00:00:00Z",
  },
  "account.override_cleared.v1": { override_id: "o-1", author: "csm-1" },
  "account.tier_change_decided.v1": {
    change_id: "2026-01-12-low-high",
    verdict: "approved",
    reason: "agreed in the weekly meeting",
    author: "head-of-cs",
    effective_on: "2026-02-01",
  },
  "account.event_retracted.v1": {
    retracted: { subject: "acme", time: "2026-01-01T00:00:00Z", source: "app", id: "1" },
  },
  "account.account_erased.v1": {},
};

/** A whole valid event of a type. */
export function exampleEvent<T extends EventType>(type: T) {
  return {
    specversion: "1.0" as const,
    id: `example-${type}`,
    source: "example",
    type,
    subject: "acme",
    time: "2026-01-15T09:30:00.000Z",
    data: EXAMPLE_DATA[type],
  };
}
