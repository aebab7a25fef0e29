// For tests: a mapping that has one rule of each kind.
import type { EventMapping } from "./event-mapping.ts";

export const MAPPING: EventMapping = {
  usage: {
    events: {
      "Report Created": { feature: "reports" },
      "Rows Imported": { feature: "imports", quantity: "rows" },
      "Onboarding Finished": { milestone: "onboarded" },
      "Signed In": { session: true },
      "Experiment Viewed": "ignored",
      "Account Added User": { user: "linked" },
      "Account Removed User": { user: "unlinked" },
    },
    otherEvents: "feature",
    pages: { feature: "page_viewed" },
    screens: "ignored",
  },
  account: {
    properties: ["account_id"],
    posthogGroupType: "company",
    billingMetadata: "account_id",
  },
};
