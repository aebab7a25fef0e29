// The customer of a tool (billing, support) and the account that it is. In: its id, and the account's id that people put into its
// metadata. Out: events that make the two one. The tool's own events keep the customer's id as subject, so it does not matter
// whether the connection is made before or after them, or changed later: all their raw rows follow.
import { compact } from "./read-values.ts";
import { sourceEvent } from "./source-event.ts";
import type { EventHead, SourceEvent } from "./source-event.ts";

export interface ToolCustomer {
  readonly customer: string;
  readonly account: string | undefined;
  /** What stood there before this event, where the tool says so. */
  readonly formerAccount?: string | undefined;
}

export function connectionEvents(
  { customer, account, formerAccount }: ToolCustomer,
  head: EventHead,
): SourceEvent[] {
  const events: SourceEvent[] = [];
  const connects = (id: string | undefined): id is string => id !== undefined && id !== customer;
  if (connects(formerAccount) && formerAccount !== account) {
    const unmerge = { ...head, id: `${head.id}/unmerge`, subject: formerAccount };
    events.push(sourceEvent("account.account_unmerged.v1", unmerge, { merged_account: customer }));
  }
  if (connects(account)) {
    const merge = { ...head, id: `${head.id}/merge`, subject: account };
    events.push(sourceEvent("account.account_merged.v1", merge, { merged_account: customer }));
  }
  return events;
}

/** What a billing tool knows of a customer. Partial: it knows little, and what product and CRM say of the account counts more. */
export function customerProfile(
  tool: string,
  customer: string,
  known: {
    readonly name: string | undefined;
    readonly country: string | undefined;
    readonly language?: string | undefined;
  },
) {
  return compact({ ...known, crm_ids: { [tool]: customer }, partial: true });
}
