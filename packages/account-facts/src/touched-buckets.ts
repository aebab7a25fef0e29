// In: a valid event. Out: the buckets of facts that it touches, to be marked before its offset is committed. Pure.
// Every type is named, so that a new one does not compile before somebody has decided what it touches.
import { USER_SUBJECT_PREFIX } from "@mimamori/event-contracts";
import type { EventData, EventType, ValidEvent } from "@mimamori/event-contracts";
import { CompanyCalendar } from "./company-calendar.ts";

/** Families of facts: one table each. The comment says what a bucket's text is; a bucket is of one account, always. */
export type FactFamily =
  | "usage_days" // a company day, YYYY-MM-DD
  | "engagement_days" // a company day
  | "tickets" // the ticket's id
  | "invoices" // the invoice's id
  | "revenue" // ""
  | "profiles" // ""
  | "overrides" // the override's id
  | "goals" // the goal's id
  | "contacts" // the contact's id
  | "tier_decisions"; // the change's id

/** What can be marked: facts, and the identity of a subject (the bucket is the subject whose events may change hands). */
export type MarkFamily = FactFamily | "identity";

export interface TouchedBucket {
  readonly family: MarkFamily;
  readonly bucket: string;
}

type Touched = readonly TouchedBucket[];
type BucketsOf = (event: ValidEvent, days: DayBuckets) => Touched;

interface DayBuckets {
  readonly usage: CompanyCalendar<Touched>;
  readonly engagement: CompanyCalendar<Touched>;
}

const NOTHING: Touched = [];
const REVENUE: Touched = [{ family: "revenue", bucket: "" }];
const PROFILE: Touched = [{ family: "profiles", bucket: "" }];

const none: BucketsOf = () => NOTHING;
const usageDay: BucketsOf = (event, days) => days.usage.at(event.occurredAtMs);
const engagementDay: BucketsOf = (event, days) => days.engagement.at(event.occurredAtMs);

/** A rule that reads the data of its type, which parseEvent has checked. */
function by<T extends EventType>(
  family: MarkFamily,
  bucketOf: (data: EventData<T>) => string,
): BucketsOf {
  return (event) => [{ family, bucket: bucketOf(event.data as EventData<T>) }];
}

const ofUser = by<"account.user_linked.v1">("identity", (data) => USER_SUBJECT_PREFIX + data.user);
const ofMerged = by<"account.account_merged.v1">("identity", (data) => data.merged_account);

const RULES: Readonly<Record<EventType, BucketsOf>> = {
  "usage.feature_used.v1": usageDay,
  "usage.session_started.v1": usageDay,
  "usage.milestone_reached.v1": usageDay,
  "billing.subscription_changed.v1": () => REVENUE,
  "billing.invoice_changed.v1": by<"billing.invoice_changed.v1">("invoices", (d) => d.invoice_id),
  "billing.acquisition_spend_recorded.v1": none,
  "engagement.ticket_changed.v1": by<"engagement.ticket_changed.v1">("tickets", (d) => d.ticket_id),
  "engagement.survey_answered.v1": engagementDay,
  "engagement.feature_requested.v1": engagementDay,
  "engagement.interaction_held.v1": engagementDay,
  "engagement.message_sent.v1": engagementDay,
  "engagement.message_opened.v1": engagementDay,
  "engagement.message_replied.v1": engagementDay,
  "engagement.pulse_recorded.v1": engagementDay,
  "engagement.goal_changed.v1": by<"engagement.goal_changed.v1">("goals", (d) => d.goal_id),
  "account.profile_changed.v1": () => PROFILE,
  "account.contact_changed.v1": by<"account.contact_changed.v1">("contacts", (d) => d.contact_id),
  "account.user_linked.v1": ofUser,
  "account.user_unlinked.v1": ofUser,
  "account.account_merged.v1": ofMerged,
  "account.account_unmerged.v1": ofMerged,
  "account.override_set.v1": by<"account.override_set.v1">("overrides", (d) => d.override_id),
  "account.override_cleared.v1": by<"account.override_cleared.v1">(
    "overrides",
    (d) => d.override_id,
  ),
  "account.tier_change_decided.v1": by<"account.tier_change_decided.v1">(
    "tier_decisions",
    (data) => data.change_id,
  ),
  "account.event_retracted.v1": by<"account.event_retracted.v1">(
    "identity",
    (data) => data.retracted.subject,
  ),
  "account.account_erased.v1": none,
};

/** Of an event: the buckets to mark together with its own subject. The arrays are shared between calls. */
export type BucketsTouchedBy = (event: ValidEvent) => Touched;

const byZone = new Map<string, BucketsTouchedBy>();

/** `timeZone` is the company's (IANA name). What is known of its days is kept. @throws RangeError when there is no such zone */
export function touchedBuckets(timeZone: string): BucketsTouchedBy {
  let touchedBy = byZone.get(timeZone);
  if (touchedBy === undefined) {
    const daysOf = (family: MarkFamily): CompanyCalendar<Touched> =>
      new CompanyCalendar(timeZone, (bucket) => [{ family, bucket }]);
    const days = { usage: daysOf("usage_days"), engagement: daysOf("engagement_days") };
    touchedBy = (event) => RULES[event.type](event, days);
    byZone.set(timeZone, touchedBy);
  }
  return touchedBy;
}
