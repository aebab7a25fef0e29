// The fields that several settings share, each with what is expected of it. Pure zod.
import { z } from "zod";

export const amount = z
  .number("expected an amount in whole units of the reporting currency")
  .min(0, "expected 0 or more");

export const share = z
  .number("expected a share from 0 to 1")
  .min(0, "expected a share from 0 to 1")
  .max(1, "expected a share from 0 to 1");

export const weight = z.number("expected a weight of 0 or more").min(0, "expected 0 or more");

export const positive = z.number("expected a number above 0").positive("expected a number above 0");

function wholeDays(most: number) {
  const expected = `expected a whole number of days from 0 to ${most}`;
  return z.int(expected).min(0, expected).max(most, expected);
}

export const days = wholeDays(366);

/** Where years may be meant. */
export const anyDays = wholeDays(3_660);
