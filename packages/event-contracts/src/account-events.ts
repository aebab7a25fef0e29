// Topic account.events: who the customer is, which user and which account belong together, and what people decided by hand.
// profile_changed and contact_changed are snapshots: the whole state as of `time`, unless the profile says that it is partial.
import { z } from "zod";
import { country, day, freeText, instant, name } from "./fields.ts";

export const profileChanged = z.looseObject({
  name: freeText.optional(),
  domain: name.optional(),
  segment: name.optional(),
  country: country.optional(),
  language: name.optional(),
  industry: name.optional(),
  csm: name.optional(),
  acquisition_channel: name.optional(),
  parent_account: name.optional(),
  /** It matters more to the company than what it pays tells. */
  strategic: z.boolean().optional(),
  signed_up_at: instant.optional(),
  /** The account's id in each CRM, e.g. {"hubspot": "1234"}. */
  crm_ids: z.record(name, name).optional(),
  /** What is left out stays as it was. Without it, what is left out is no longer so. */
  partial: z.boolean().optional(),
});

export const contactChanged = z.looseObject({
  contact_id: name,
  name: freeText.optional(),
  role: name.optional(),
  champion: z.boolean().optional(),
  left_at: instant.optional(),
});

/** From `time` on (and for all time before, if it is the user's first link) the user's events are this account's. */
export const userLinked = z.looseObject({ user: name });

/** From `time` on the user's events are nobody's until the next link. */
export const userUnlinked = z.looseObject({ user: name });

/** The subject is the account that goes on; everything of `merged_account` is its, past and future. */
export const accountMerged = z.looseObject({ merged_account: name });

/** Takes the merge back, for all time. */
export const accountUnmerged = z.looseObject({ merged_account: name });

/** What a value has to be, by what it stands in for. */
const OVERRIDE_VALUES: Readonly<Record<string, readonly [z.ZodType, string]>> = {
  health_score: [z.number().min(0).max(100), "expected a score from 0 to 100"],
  health_band: [
    z.enum(["healthy", "attention", "at-risk"]),
    "expected healthy, attention or at-risk",
  ],
  measure: [
    z.number().min(0).max(100).nullable(),
    "expected points from 0 to 100, or null, which leaves the measure out",
  ],
  touch_tier: [z.enum(["high", "low", "tech"]), "expected high, low or tech"],
};

/**
 * A person's judgement in place of a computed one, from `time` until it expires or is cleared. Reason and expiry are mandatory. Set
 * again under the same id, it is replaced. Of a measure the value is its points; null leaves the measure out of the score.
 */
export const overrideSet = z
  .looseObject({
    override_id: name,
    target: z.enum(["health_score", "health_band", "measure", "touch_tier"]),
    measure: name.optional(),
    value: z.union([z.number(), z.string(), z.null()]),
    reason: freeText.regex(/\S/, "expected a reason"),
    author: name,
    expires_at: instant,
  })
  .superRefine(({ target, measure, value }, context) => {
    const refuse = (field: string, message: string): void => {
      context.addIssue({ code: "custom", path: [field], message });
    };
    const [valueOf, expected] = OVERRIDE_VALUES[target] ?? [z.unknown(), ""];
    if (!valueOf.safeParse(value).success) refuse("value", expected);
    if (target === "measure" && measure === undefined) {
      refuse("measure", "expected the id of the measure that is overridden");
    }
  });

/**
 * A person's word on a proposed change of tier, named as cs.tier_changes names it. Until the change is in effect the latest word
 * counts: an approval can be taken back, and saying the same twice is saying it once.
 */
export const tierChangeDecided = z.looseObject({
  change_id: name,
  verdict: z.enum(["approved", "declined"]),
  reason: freeText.regex(/\S/, "expected a reason"),
  author: name,
  /** The day from which an approved change is in effect; left out, it is after the company's notice. */
  effective_on: day.optional(),
});

export const overrideCleared = z.looseObject({ override_id: name, author: name });

/** Takes an event back: it is named by its identity, all four values as sent. */
export const eventRetracted = z.looseObject({
  retracted: z.object({ subject: name, time: instant, source: name, id: name }),
  reason: freeText.optional(),
});

/** All that is known of the account is to be removed. */
export const accountErased = z.looseObject({ reason: freeText.optional() });

export const accountEvents = {
  "account.profile_changed.v1": profileChanged,
  "account.contact_changed.v1": contactChanged,
  "account.user_linked.v1": userLinked,
  "account.user_unlinked.v1": userUnlinked,
  "account.account_merged.v1": accountMerged,
  "account.account_unmerged.v1": accountUnmerged,
  "account.override_set.v1": overrideSet,
  "account.override_cleared.v1": overrideCleared,
  "account.tier_change_decided.v1": tierChangeDecided,
  "account.event_retracted.v1": eventRetracted,
  "account.account_erased.v1": accountErased,
} as const;

export type ProfileChanged = z.infer<typeof profileChanged>;
