/** Rows of feature-queries.ts, one schema per query, and what an account has without one: a live source that is silent says 0. */
import { z } from "zod";
import type { GoalFeature, OverrideFeature, SurveyAnswer, SurveyKind } from "./account-features.ts";

/** Whose row it is, and of which moment (index). */
const key = { account: z.string(), moment: z.number() };

export const spanRow = z.object({ ...key, first_day: z.number(), last_day: z.number() });
export const windowRow = z.looseObject(key);
export const milestonesRow = z.object({
  ...key,
  reached: z.array(z.tuple([z.string(), z.number()])),
});
export const ticketsRow = z.object({
  ...key,
  opened: z.array(z.number()),
  urgent_open: z.number(),
});
export const invoicesRow = z.object({
  ...key,
  invoices: z.number(),
  overdue: z.array(z.tuple([z.string(), z.number()])),
  attempted: z.array(z.tuple([z.string(), z.number()])),
});
export const answersRow = z.object({
  ...key,
  answers: z.array(z.tuple([z.enum(["nps", "csat", "ces"]), z.number(), z.number()])),
});
export const pulseRow = z.object({ ...key, score: z.number(), at: z.number() });
export const goalsRow = z.object({
  ...key,
  goals: z.array(z.tuple([z.string(), z.number().nullable(), z.number()])),
});
export const overridesRow = z.object({
  ...key,
  held: z.array(
    z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string(), z.number()]),
  ),
});
export const interactionsRow = z.object({
  ...key,
  last_days: z.array(z.tuple([z.string(), z.number()])),
});
export const profileRow = z.object({
  ...key,
  segment: z.string(),
  country: z.string(),
  signed_up_at: z.string().nullable(),
});

export const NO_PROFILE = { segment: "", country: "", signed_up_at: null };
export const NO_TICKETS = { opened: [], urgent_open: 0 };
export const NO_INVOICES = { invoices: 0, overdue: [], attempted: [] };

export function answersOf(
  row: z.output<typeof answersRow> | undefined,
): ReadonlyMap<SurveyKind, readonly SurveyAnswer[]> {
  const byKind = new Map<SurveyKind, SurveyAnswer[]>();
  for (const [kind, score, atMs] of row?.answers ?? [])
    byKind.set(kind, [...(byKind.get(kind) ?? []), { score, atMs }]);
  return byKind;
}

/** `dayOf` gives the day number of an instant. */
export function goalsOf(
  row: z.output<typeof goalsRow> | undefined,
  dayOf: (ms: number) => number,
): GoalFeature[] {
  return (row?.goals ?? []).map(([status, dueDay, sinceMs]) => {
    const decidedDay = status === "reached" ? dayOf(sinceMs) : dueDay;
    return { status, decidedDay: decidedDay ?? (status === "missed" ? dayOf(sinceMs) : null) };
  });
}

export function overridesOf(row: z.output<typeof overridesRow> | undefined): OverrideFeature[] {
  return (row?.held ?? []).map(([id, target, measure, value, reason, author, expiresAtMs]) => ({
    id,
    target,
    measure,
    value,
    reason,
    author,
    expiresAtMs,
  }));
}
