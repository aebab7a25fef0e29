// What config/event-mapping.yaml may say: zod only, no file is read here. packages/event-sources applies it.
import { z } from "zod";

const text = (what: string) => z.string(`expected ${what}`).min(1, `expected ${what}`);

const RULE =
  "expected ignored, or one of { feature: name }, { milestone: name }, { session: true }, { user: linked }, { user: unlinked }";

const usageRule = z.union(
  [
    z.literal("ignored"),
    z.strictObject({
      feature: text("a feature's name"),
      /** The property that says how much of it was used. */
      quantity: text("a property's name").optional(),
    }),
    z.strictObject({ milestone: text("a milestone's name") }),
    z.strictObject({ session: z.literal(true) }),
    z.strictObject({ user: z.enum(["linked", "unlinked"]) }),
  ],
  RULE,
);

const usage = z.strictObject({
  events: z.record(z.string().min(1), usageRule).default({}),
  otherEvents: z.enum(["feature", "ignored"]).default("feature"),
  pages: usageRule.default({ feature: "page_viewed" }),
  screens: usageRule.default({ feature: "screen_viewed" }),
});

const account = z.strictObject({
  properties: z.array(text("a property's name")).default(["account_id", "accountId"]),
  posthogGroupType: text("a group type such as company").default("company"),
  billingMetadata: text("a metadata key such as account_id").default("account_id"),
});

export const eventMapping = z.strictObject({
  usage: usage.prefault({}),
  account: account.prefault({}),
});

export type EventMapping = z.infer<typeof eventMapping>;
