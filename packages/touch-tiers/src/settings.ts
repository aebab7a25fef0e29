// What config/touch-tiers.yaml may say. Pure zod; company-config reads the YAML.
import { z } from "zod";
import { loyaltySettings } from "./loyalty-settings.ts";
import { amount, anyDays, days, positive, share, weight } from "./setting-fields.ts";

const text = z.string("expected a text").min(1, "expected a text");
const texts = z.array(text, "expected a list of texts").min(1, "expected at least one");

/** What an account may yet buy, as a share from 0 to 1 that is the weighted mean of the parts that are known. */
const potentialSettings = z.strictObject({
  /** Full potential makes an account count as much more than its value as this share of it; 0: potential plays no part. */
  uplift: z
    .number("expected 0 or more")
    .min(0, "expected 0 or more")
    .max(10, "expected at most 10")
    .default(0),
  /** How much each part weighs; a part of weight 0 is not looked at. */
  weights: z
    .strictObject({ seats: weight.default(1), plans: weight.default(1), growth: weight.default(1) })
    .prefault({}),
  /** The share of the seats in use at which more seats are not to be expected, and from which they surely are. */
  seatUse: z.strictObject({ none: share.default(0.5), full: share.default(0.95) }).prefault({}),
  /** From small to large, where one takes the place of the other: what stands above an account's own may yet be bought. */
  plans: z.array(text, "expected a list of plans").default([]),
  /** How much more the account pays than a year ago, as a share, from which on growth is full. */
  fullGrowth: positive.default(0.3),
  /** So long the highest potential counts on: a customer whose use falls loses no attention by it. */
  rememberedDays: anyDays.default(365),
});

const team = z.strictObject({
  /** How many people. */
  csms: z.number("expected a number of people").min(0, "expected a number of people"),
  /** How many accounts of effort 1 one of them looks after. */
  accountsPerCsm: positive,
});

const pool = z.strictObject({
  /** An account of one of these languages belongs here; left out, the language does not matter. */
  languages: texts.optional(),
  countries: texts.optional(),
  segments: texts.optional(),
  /** The team of a tier. Left out, its places are not counted. */
  high: team.optional(),
  low: team.optional(),
});

const approver = z.enum(["person", "rule"], "expected person or rule");

/** How a change comes about. */
const changeSettings = z.strictObject({
  /** Who approves: a person (./mimamori tiers approve), or this rule, at once. */
  approval: z
    .strictObject({ raise: approver.default("rule"), lower: approver.default("person") })
    .prefault({}),
  /** From the approval to the day on which it takes effect, so that the handover can be planned. */
  noticeDays: days.default(14),
  /** Whether that day is moved on to the first of a month. */
  takesEffectOn: z
    .enum(["any-day", "first-of-month"], "expected any-day or first-of-month")
    .default("any-day"),
  /** A proposal that nobody has decided after so many days is over. */
  expireAfterDays: days.min(1, "expected at least 1 day").default(30),
  /** After a proposal was declined or expired the account stays where it is for so many days. */
  restDays: days.default(90),
});

const shape = z.strictObject({
  /** What is compared: the ARR, or the LTV at the segment's average churn (an account's own risk never lowers its tier). */
  value: z.enum(["arr", "ltv"], "expected arr or ltv"),
  /** How far below a threshold, or below who would take its place, an account falls before it is moved down. */
  margin: z
    .number("expected a share from 0 to 0.5")
    .min(0, "expected a share from 0 to 0.5")
    .max(0.5, "expected a share from 0 to 0.5"),
  /** The value from which (inclusive) each tier begins; tech is everything below. */
  thresholds: z.strictObject({ high: amount, low: amount }),
  /** After a move an account is not moved back for so many days. */
  minimumStayDays: anyDays.default(90),
  potential: potentialSettings.prefault({}),
  /** How much of a CSM's book an account takes: that of its segment, times `strategic` where it is. */
  effort: z
    .strictObject({
      bySegment: z.record(text, positive).default({}),
      strategic: positive.default(1),
    })
    .prefault({}),
  /** Teams by name, in order: an account belongs to the first that takes it. Without any there is one, of unlimited places. */
  pools: z.record(text, pool).default({}),
  changes: changeSettings.prefault({}),
  loyalCustomers: loyaltySettings.prefault({}),
});

export type TouchTierSettings = z.infer<typeof shape>;
export type PoolSettings = z.infer<typeof pool>;

interface Problem {
  readonly message: string;
  readonly path: (string | number)[];
}

function thresholdsInOrder({ thresholds }: TouchTierSettings): Problem[] {
  if (thresholds.high > thresholds.low) return [];
  return [{ message: "expected a threshold above that of low", path: ["thresholds", "high"] }];
}

function seatUseInOrder({ potential: { seatUse } }: TouchTierSettings): Problem[] {
  if (seatUse.full > seatUse.none) return [];
  return [{ message: "expected a share above none", path: ["potential", "seatUse", "full"] }];
}

function takesEverybody({ languages, countries, segments }: PoolSettings): boolean {
  return languages === undefined && countries === undefined && segments === undefined;
}

/** The last pool takes whoever is left: nobody is without one. */
function everybodyHasAPool({ pools }: TouchTierSettings): Problem[] {
  const names = Object.keys(pools);
  return names.flatMap((name, at) => {
    const isLast = at === names.length - 1;
    const isOpen = pools[name] !== undefined && takesEverybody(pools[name]);
    if (isOpen === isLast) return [];
    const message = isLast
      ? "expected the last pool to take everybody who is left: no languages, countries or segments"
      : "expected languages, countries or segments: without them no account reaches the pools below";
    return [{ message, path: ["pools", name] }];
  });
}

const CHECKS = [thresholdsInOrder, seatUseInOrder, everybodyHasAPool];

export const touchTierSettings = shape.superRefine(
  (settings, context) => {
    for (const check of CHECKS) {
      let problems: Problem[] = [];
      try {
        problems = check(settings);
      } catch {
        // The part that it looks at is not there, or of another type: that is told already.
      }
      for (const problem of problems) context.addIssue({ code: "custom", ...problem });
    }
  },
  { when: () => true },
);
