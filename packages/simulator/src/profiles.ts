// Who the account is: profile and contact snapshots, as a CRM sends them. In: an account. Out: drafts of events.
import type { Account } from "./account.ts";
import { isoTime } from "./days.ts";
import type { Draft } from "./emission.ts";

export function profileChanged(
  account: Account,
  timeMs: number,
): Draft<"account.profile_changed.v1"> {
  const { name, segment, country, industry, channel, csm } = account;
  return {
    type: "account.profile_changed.v1",
    timeMs,
    data: {
      name,
      domain: `${name.toLowerCase().replaceAll(" ", "-")}-${account.index}.example`,
      segment: segment.name,
      country: country.code,
      language: country.language,
      industry,
      ...(csm === undefined ? {} : { csm }),
      acquisition_channel: channel,
      signed_up_at: isoTime(account.signedUpMs),
      crm_ids: { hubspot: String(7_000_000 + account.index) },
    },
  };
}

/** The account's champion: there, or gone since `leftMs`. */
export function contactChanged(
  account: Account,
  timeMs: number,
  leftMs: number | undefined,
): Draft<"account.contact_changed.v1"> {
  return {
    type: "account.contact_changed.v1",
    timeMs,
    data: {
      contact_id: `${account.id}-contact-${account.championNumber}`,
      role: "champion",
      champion: leftMs === undefined,
      ...(leftMs === undefined ? {} : { left_at: isoTime(leftMs) }),
    },
  };
}
