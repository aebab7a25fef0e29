// What config/company.yaml may say: zod only, no file is read here.
import { z } from "zod";
import { definitions } from "./definitions.ts";

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const currency = z
  .string("expected an ISO 4217 code such as JPY")
  .regex(/^[A-Z]{3}$/, "expected an ISO 4217 code such as JPY");

const share = z
  .number("expected a share from 0 to 1")
  .min(0, "expected a share from 0 to 1")
  .max(1, "expected a share from 0 to 1");

const days = z
  .int("expected a whole number of days from 0 to 366")
  .min(0, "expected a whole number of days from 0 to 366")
  .max(366, "expected a whole number of days from 0 to 366");

/** How revenue is counted. */
const revenueRules = z.strictObject({
  /** Whether revenue ends when the paid time is over, or when the customer cancels. */
  churnDate: z
    .enum(["period-end", "cancellation"], "expected period-end or cancellation")
    .default("period-end"),
  /** An account that is back within so many days has not churned; 0: every churn is one. */
  reactivationVoidsChurnWithinDays: days.default(0),
  /** Days after its end at which a month's figures are frozen. */
  monthsCloseAfterDays: days.default(5),
});

const amount = z
  .number("expected an amount of 0 or more")
  .min(0, "expected an amount of 0 or more");

/** How lifetimes are valued. */
const valueRules = z.strictObject({
  /** A payment a year from now counts 1 ÷ (1 + this). */
  discountAnnualRate: z
    .number("expected a rate above 0, such as 0.1 for 10 % a year")
    .positive("expected a rate above 0: without one the value of a loyal customer has no end")
    .max(1, "expected a rate of at most 1, which is 100 % a year")
    .default(0.1),
  /** Whether predicted values grow with the net expansion of the accounts that stayed in the window. */
  expansion: z.enum(["none", "observed"], "expected none or observed").default("none"),
  /** Share of the revenue of a product that is left; the segment's margin for the others. */
  marginByProduct: z.record(z.string().min(1), share).default({}),
  /** What looking after one account costs per month, in whole units of the reporting currency. */
  costToServePerMonth: z
    .strictObject({ high: amount.default(0), low: amount.default(0), tech: amount.default(0) })
    .prefault({}),
  /** What a new customer must be worth for each unit of money spent on winning it. */
  targetLtvToCac: z
    .number("expected a ratio above 0")
    .positive("expected a ratio above 0")
    .default(3),
});

const score = z
  .number("expected a score from 0 to 100")
  .min(0, "expected a score from 0 to 100")
  .max(100, "expected a score from 0 to 100");

const probability = z
  .number("expected a share from 0 to 1")
  .min(0, "expected a share from 0 to 1")
  .max(1, "expected a share from 0 to 1");

/** Bounds are inclusive where they say from, exclusive where they say below. */
const disagreements = z.strictObject({
  goodFrom: score.default(75),
  poorBelow: score.default(50),
  /** Probability to give notice within 90 days. */
  churnRiskFrom: probability.default(0.2),
  churnRiskBelow: probability.default(0.05),
  /** Share of the MRR of 90 days ago. */
  mrrChange: probability.default(0.1),
  overdueDays: z
    .int("expected a whole number of days")
    .min(1, "expected at least 1 day")
    .default(14),
});

export const company = z
  .strictObject({
    /** As it appears in reports. */
    name: z.string("expected the company's name").min(1, "expected the company's name"),
    /** A day is a day here. */
    timeZone: z
      .string("expected an IANA time zone such as Asia/Tokyo")
      .refine(isTimeZone, "expected an IANA time zone such as Asia/Tokyo"),
    reportingCurrency: currency,
    /** One whole unit of a currency in whole units of the reporting currency. Fixed: exchange rates are no movement. */
    ratesToReporting: z
      .record(currency, z.number("expected a rate above 0").positive("expected a rate above 0"))
      .default({}),
    revenue: revenueRules.prefault({}),
    /** Share of the recurring revenue that is left after the cost of delivering it. */
    grossMargin: z.strictObject({
      default: share,
      bySegment: z.record(z.string().min(1), share).default({}),
    }),
    lifetimeValue: valueRules.prefault({}),
    /** Earlier events are refused as mistakes. */
    historyStartsOn: z.iso.date("expected a day such as 2020-01-01"),
    /** Whole months of raw usage events that are kept before the running one. Left out: all, for ever. */
    usageRetentionMonths: z
      .int("expected a whole number of months from 3 to 240")
      .min(3, "expected a whole number of months from 3 to 240")
      .max(240, "expected a whole number of months from 3 to 240")
      .optional(),
    /** Of reports, reasons and alerts. */
    language: z.enum(["en", "ja"], "expected en or ja"),
    /** Months that churn rates look back. */
    churnWindowMonths: z
      .int("expected a whole number of months from 1 to 60")
      .min(1, "expected a whole number of months from 1 to 60")
      .max(60, "expected a whole number of months from 1 to 60")
      .default(12),
    /** What the views of database cs mean by a word. */
    definitions: definitions.prefault({}),
    /** When health and money (or churn risk) are told to disagree: cs.disagreements. */
    disagreements: disagreements.prefault({}),
    /** The features that breadth is measured against. Left out: every feature that anyone has used. */
    productFeatures: z
      .array(z.string("expected a feature's name").min(1, "expected a feature's name"))
      .min(1, "expected at least one feature")
      .optional(),
  })
  .superRefine(
    (value, context) => {
      const rates: unknown = (value as Partial<typeof value> | null)?.ratesToReporting;
      const own = (value as Partial<typeof value> | null)?.reportingCurrency;
      if (typeof rates !== "object" || rates === null || typeof own !== "string") return;
      if (!Object.hasOwn(rates, own)) return;
      context.addIssue({
        code: "custom",
        message: "expected no rate for the reporting currency itself (it is 1)",
        path: ["ratesToReporting", own],
      });
    },
    { when: () => true },
  );

export type Company = z.infer<typeof company>;
