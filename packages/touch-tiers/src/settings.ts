// What config/touch-tiers.yaml may say. Pure zod; company-config reads the YAML.
import { z } from "zod";

/** From high to low: the more people look after the account, the higher. */
export const TIERS = ["high", "low", "tech"] as const;

const amount = z
  .number("expected an amount in whole units of the reporting currency")
  .min(0, "expected 0 or more");

const shape = z.strictObject({
  /** What is compared: the ARR, or the LTV at the segment's average churn (an account's own risk never lowers its tier). */
  value: z.enum(["arr", "ltv"], "expected arr or ltv"),
  /** How far below a threshold, as a share of it, an account's value falls before it is moved down. */
  margin: z
    .number("expected a share from 0 to 0.5")
    .min(0, "expected a share from 0 to 0.5")
    .max(0.5, "expected a share from 0 to 0.5"),
  /** The value from which (inclusive) each tier begins; tech is everything below. */
  thresholds: z.strictObject({ high: amount, low: amount }),
});

export const touchTierSettings = shape.superRefine(
  (settings, context) => {
    const thresholds = shape.shape.thresholds.safeParse(
      (settings as { readonly thresholds?: unknown } | null)?.thresholds,
    );
    if (!thresholds.success || thresholds.data.high > thresholds.data.low) return;
    context.addIssue({
      code: "custom",
      message: "expected a threshold above that of low",
      path: ["thresholds", "high"],
    });
  },
  { when: () => true },
);

export type Tier = (typeof TIERS)[number];
export type TouchTierSettings = z.infer<typeof touchTierSettings>;
