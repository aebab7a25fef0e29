// A measure of one's own: an SQL expression over the facts of one account, as they were known at the run's moment.
// In: its parameters in a scorecard. Out: whether the expression may run. Pure; clickhouse-to-scores runs it.
//
// What may stand in an expression is a closed list: columns of the one family of facts, `today`, `as_of`, and functions whose result
// follows from the facts alone. So it cannot read anything else, change anything, or depend on when it runs.
import { z } from "zod";
import { expressionMistake } from "./sql-expression.ts";

/** The columns of each family of facts that an expression may use; a test holds them to the tables. */
export const SQL_FAMILIES = {
  usage_days: [
    "day",
    "events",
    "quantities",
    "feature_events",
    "users",
    "reported_users",
    "sessions",
    "milestones",
    "last_at",
  ],
  engagement_days: [
    "day",
    "events",
    "surveys",
    "interactions",
    "messages",
    "feature_requests",
    "pulses",
  ],
  tickets: [
    "ticket_id",
    "status",
    "channel",
    "category",
    "priority",
    "opened_at",
    "first_reply_at",
    "solved_at",
    "reopened",
  ],
  invoices: [
    "invoice_id",
    "status",
    "issued_at",
    "due_at",
    "paid_at",
    "amount_due_minor",
    "amount_paid_minor",
    "currency",
    "attempts",
    "payment_method",
    "disputed",
  ],
  goals: ["goal_id", "title", "status", "due_on", "reached_at", "set_at", "changed_at"],
  contacts: [
    "contact_id",
    "name",
    "role",
    "champion",
    "was_champion",
    "left_at",
    "known_since",
    "changed_at",
  ],
  revenue: ["subscriptions", "mrr_days", "movements", "first_paid_on", "churned_on"],
  profiles: [
    "name",
    "domain",
    "segment",
    "country",
    "language",
    "industry",
    "csm",
    "acquisition_channel",
    "parent_account",
    "signed_up_at",
    "crm_ids",
  ],
} as const;

export type SqlFamily = keyof typeof SQL_FAMILIES;

const FAMILIES = Object.keys(SQL_FAMILIES) as [SqlFamily, ...SqlFamily[]];

const label = z.string("expected a name in this language").min(1, "expected a name");

export const sqlParameters = {
  /**
   * The family of facts that it reads: a row per account and day, ticket, invoice, …; whole days before the run's, where it has days.
   * Days of usage that the run takes for a fault of the capture (cs.score_runs.fault_days) are left out, with all that their rows
   * hold, milestones too: for these there are kinds of their own.
   */
  from: z
    .enum(FAMILIES, `expected one of ${FAMILIES.join(", ")}`)
    .describe(
      "The family of facts that the expression reads. Of usage_days it sees no day that the run takes for a fault of the capture (cs.score_runs.fault_days).",
    ),
  /** An aggregate over the account's rows: a number, or NULL for missing. `today` is the run's day, `as_of` its moment. */
  value: z.string("expected an SQL expression").min(1, "expected an SQL expression"),
  /** What an account has that the facts say nothing of: a number, or missing. */
  whenSilent: z.union(
    [z.number(), z.literal("missing")],
    "expected a number (such as 0), or missing",
  ),
  /** How reasons call it. */
  name: z.strictObject({ en: label, ja: label }, "expected the names { en: …, ja: … }"),
};

/** What is wrong with the expression; undefined when it may run. */
export function sqlMistake(from: SqlFamily, value: string): string | undefined {
  return expressionMistake(value, SQL_FAMILIES[from]);
}
