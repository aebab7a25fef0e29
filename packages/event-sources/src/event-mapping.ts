// What a company decides about its own events: which of them are which feature, and where the account's id stands.
// config/event-mapping.yaml has these values; packages/company-config reads and checks it.

/** What one kind of usage event becomes. */
export type UsageRule =
  | "ignored"
  /** Use of a feature; `quantity` names the property that says how much of it. */
  | { readonly feature: string; readonly quantity?: string | undefined }
  | { readonly milestone: string }
  | { readonly session: true }
  /** The user came to the account that the event names, or left it. */
  | { readonly user: "linked" | "unlinked" };

export interface EventMapping {
  readonly usage: {
    /** By the event's name, exactly as the app writes it. */
    readonly events: Readonly<Record<string, UsageRule>>;
    /** All other events: each its own feature, by its name; or ignored. */
    readonly otherEvents: "feature" | "ignored";
    readonly pages: UsageRule;
    readonly screens: UsageRule;
  };
  readonly account: {
    /** Properties of an event that hold the account's id, tried in turn. Segment's context.groupId comes before them. */
    readonly properties: readonly string[];
    /** PostHog's group type whose key is the account's id. */
    readonly posthogGroupType: string;
    /** The key of billing tools' metadata that holds the account's id. */
    readonly billingMetadata: string;
  };
  /** Answers to forms of formrun: of which survey they are, and under which names its parts come. */
  readonly forms: {
    readonly kind: "nps" | "csat" | "ces";
    readonly scale: { readonly min: number; readonly max: number };
    /** Of times without a zone, such as +09:00. */
    readonly utcOffset: string;
    readonly fields: FormFields;
  };
}

/** The names of each part, tried in turn. */
export interface FormFields {
  readonly score: readonly string[];
  readonly comment: readonly string[];
  readonly account: readonly string[];
  readonly respondent: readonly string[];
  readonly answeredAt: readonly string[];
  readonly id: readonly string[];
  readonly survey: readonly string[];
}
