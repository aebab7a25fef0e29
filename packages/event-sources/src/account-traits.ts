// In: traits of an account as product tools send them (Segment's spec, PostHog's group properties). Out: our profile's fields.
// Source: the reserved traits of Segment's group call (spec/group): name, website, industry, employees, plan, createdAt, address.
import type { EventDataInput } from "@mimamori/event-contracts";
import { booleanAt, compact, countryAt, nameAt, numberAt, textAt } from "./read-values.ts";
import { instant, timestampAt } from "./timestamps.ts";

type Profile = EventDataInput<"account.profile_changed.v1">;

/** `partial`: what the traits do not say stays as it was; the tools send changes, not whole states. */
export function profileOfTraits(traits: unknown): Profile {
  const first = (...keys: readonly string[]): string | undefined =>
    keys.map((key) => nameAt(traits, key)).find((value) => value !== undefined);
  return compact({
    name: textAt(traits, "name"),
    domain: domainOf(first("domain", "website")),
    industry: first("industry"),
    segment: first("segment"),
    country: countryAt(traits, "address", "country") ?? countryAt(traits, "country"),
    language: first("language", "locale"),
    csm: first("csm"),
    acquisition_channel: first("acquisition_channel"),
    parent_account: first("parent_account"),
    strategic: booleanAt(traits, "strategic"),
    signed_up_at: instant(timestampAt(traits, "createdAt") ?? timestampAt(traits, "created_at")),
    plan: first("plan"),
    employees: numberAt(traits, "employees"),
    partial: true,
  });
}

/** `https://www.initech.com/about` and `initech.com` are both initech.com. */
function domainOf(website: string | undefined): string | undefined {
  if (website === undefined) return undefined;
  const host = /^(?:[a-z]+:\/\/)?(?:www\.)?([^/?#:\s]+)/i.exec(website.trim())?.[1];
  return host?.toLowerCase();
}
