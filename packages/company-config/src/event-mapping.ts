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

const names = (...defaults: string[]) =>
  z.array(text("a field's name")).min(1, "expected at least one name").default(defaults);

const formFields = z.strictObject({
  score: names("score", "nps", "推奨度", "評価"),
  comment: names("comment", "feedback", "コメント", "ご意見"),
  account: names("account_id", "会社ID", "アカウントID"),
  respondent: names("user_id", "email", "メールアドレス"),
  answeredAt: names("answered_at", "created_at", "回答日時", "受信日時"),
  id: names("id", "response_id", "回答ID"),
  survey: names("form_id", "form", "フォーム名"),
});

const scale = z
  .strictObject({ min: z.number(), max: z.number() })
  .refine(({ min, max }) => min < max, "expected min below max");

const forms = z.strictObject({
  kind: z.enum(["nps", "csat", "ces"]).default("nps"),
  /** Of csat and ces; nps is always 0 to 10. */
  scale: scale.default({ min: 1, max: 5 }),
  utcOffset: z
    .string()
    .regex(/^[+-]\d{2}:\d{2}$/, "expected an offset such as +09:00")
    .default("+09:00"),
  fields: formFields.prefault({}),
});

export const eventMapping = z.strictObject({
  usage: usage.prefault({}),
  account: account.prefault({}),
  forms: forms.prefault({}),
});

export type EventMapping = z.infer<typeof eventMapping>;
