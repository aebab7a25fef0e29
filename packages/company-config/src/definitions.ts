// What the views of database cs mean by a word: the thresholds of config/company.yaml, section `definitions`. zod only.
// Out: the same as flat names, which SQL reads from mimamori.reporting_settings; cs.definitions shows them.
import { z } from "zod";

const probability = z
  .number("expected a probability from 0 to 1")
  .min(0, "expected a probability from 0 to 1")
  .max(1, "expected a probability from 0 to 1");

const share = z
  .number("expected a share from 0 to 1")
  .min(0, "expected a share from 0 to 1")
  .max(1, "expected a share from 0 to 1");

function days(most: number): z.ZodInt {
  const message = `expected a whole number of days from 1 to ${most}`;
  return z.int(message).min(1, message).max(most, message);
}

/** Every bound is inclusive: "from" holds at the value itself. */
export const definitions = z.strictObject({
  /** An account is at risk when its band is at-risk, when it has given notice, or by one of these. */
  atRisk: z
    .strictObject({
      churnWithin90DaysFrom: probability.default(0.3),
      notRenewingFrom: probability.default(0.5),
      overdueDaysFrom: days(365).default(30),
    })
    .prefault({}),
  /** An open invoice is at risk when it is disputed, or by one of these. */
  invoiceAtRisk: z
    .strictObject({
      overdueDaysFrom: days(365).default(7),
      attemptsFrom: z
        .int("expected a whole number of attempts from 1 on")
        .min(1, "expected a whole number of attempts from 1 on")
        .default(2),
    })
    .prefault({}),
  /** A feature is adopted by an account that used it on so many of the last 28 days. */
  adopted: z.strictObject({ activeDaysFrom: days(28).default(4) }).prefault({}),
  /** Shares of the seats that somebody used within 28 days. */
  seats: z
    .strictObject({ nearlyFullFrom: share.default(0.9), underusedBelow: share.default(0.5) })
    .prefault({}),
  /** A source of data has fallen silent for an account that it told something of before. */
  silent: z.strictObject({ daysFrom: days(365).default(14) }).prefault({}),
  /** An account is saved that was at risk by its band, and has not been for so long, and still pays. */
  saved: z
    .strictObject({
      atRiskDaysFrom: days(365).default(7),
      recoveredDaysFrom: days(365).default(28),
    })
    .prefault({}),
  /** Reaching this milestone is the value that a new customer waits for. Left out: its first milestone of any kind. */
  valueMilestone: z
    .string("expected a milestone's name")
    .min(1, "expected a milestone's name")
    .optional(),
});

export type Definitions = z.infer<typeof definitions>;

/** The numbers by name: `atRisk.overdueDaysFrom` and so on. */
export function thresholdsOf(given: Definitions): Record<string, number> {
  const flat: Record<string, number> = {};
  for (const [word, parts] of Object.entries(given)) {
    if (typeof parts !== "object") continue;
    for (const [name, value] of Object.entries(parts)) flat[`${word}.${name}`] = value;
  }
  return flat;
}
