// What makes a customer loyal, section loyalCustomers of config/touch-tiers.yaml. Pure zod.
import { z } from "zod";
import { anyDays, days, share } from "./setting-fields.ts";

const count = z.int("expected a whole number of 0 or more").min(0, "expected 0 or more");

/**
 * All conditions must hold; one that is `null` is not asked. What is not known does not hold: nobody is called loyal for lack of
 * data.
 */
export const loyaltySettings = z.strictObject({
  /** Renewals behind it, or as an alternative … */
  renewals: count.nullable().default(1),
  /** … so many days since its first payment. */
  orTenureDays: anyDays.nullable().default(365),
  /** The health score has been at least `score` in each daily run for so many days. */
  health: z
    .strictObject({
      score: z.number().min(0, "expected 0 to 100").max(100, "expected 0 to 100").default(80),
      forDays: days.default(90),
    })
    .nullable()
    .prefault({}),
  /** The mean of the latest NPS answers (0 to 10) of its people, each not older than `withinDays`. */
  nps: z
    .strictObject({
      answer: z.number().min(0, "expected 0 to 10").max(10, "expected 0 to 10").default(9),
      withinDays: days.default(365),
    })
    .nullable()
    .prefault({}),
  /** The share of its seats that were in use within 28 days. */
  seatUse: share.nullable().default(0.75),
  /** No invoice is past its due date. */
  noOverdueInvoice: z.boolean("expected true or false").default(true),
});

export type LoyaltySettings = z.infer<typeof loyaltySettings>;
