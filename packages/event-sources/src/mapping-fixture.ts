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
  forms: {
    kind: "nps",
    scale: { min: 1, max: 5 },
    utcOffset: "+09:00",
    fields: {
      score: ["score", "推奨度"],
      comment: ["コメント"],
      account: ["account_id"],
      respondent: ["メールアドレス"],
      answeredAt: ["回答日時"],
      id: ["id"],
      survey: ["form_id"],
    },
  },
};
