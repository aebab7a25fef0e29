// What may go into the formulas. A wrong number is refused by name instead of becoming a wrong value. Pure.
import { z } from "zod";
import { LifetimeInputError } from "./errors.ts";

export const notNegative = z.number("expected a number").min(0, "expected 0 or more");
export const share = z
  .number("expected a number")
  .min(0, "expected 0 to 1")
  .max(1, "expected 0 to 1");
export const openShare = z
  .number("expected a number")
  .min(0, "expected 0 to below 1")
  .lt(1, "expected 0 to below 1");
export const positive = z.number("expected a number").gt(0, "expected more than 0");
export const count = z.int("expected a whole number").min(0, "expected 0 or more");
export const positiveInt = z.int("expected a whole number").min(1, "expected 1 or more");

/** The value if it fits, else a LifetimeInputError that names it. Zod numbers are always finite. */
export function valueOf(name: string, schema: z.ZodType<number>, value: number): number {
  const { error } = schema.safeParse(value);
  if (error === undefined) return value;
  throw new LifetimeInputError(`${name}: ${error.issues[0]?.message ?? "invalid"}, found ${value}`);
}
