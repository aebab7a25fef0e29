/**
 * What a customer may see of itself, read from the views of database cs as cs_reader. Nothing that judges it is asked for here, so
 * nothing of that kind can get onto its page. In: an account, a quarter. Out: rows, checked. Nothing is written.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";
import { CommandError } from "../errors.ts";
import { addDays, type Quarter } from "./quarter.ts";

const number = z.coerce.number();
const maybe = number.nullable();
const day = z.string();
const maybeDay = day.nullable();

const profileRow = z.object({
  account: z.string(),
  name: z.string(),
  csm: z.string(),
  plan: z.string(),
  seats: number,
  /** Distinct users of the last 28 days. */
  users: number,
  mrr: maybe,
  arr: maybe,
  currency: z.string(),
  overdue: number,
});

const weekRow = z.object({
  week: day,
  users: number,
  quantities: z.record(z.string(), number),
});

const goalRow = z.object({
  title: z.string(),
  status: z.enum(["open", "reached", "missed", "dropped"]),
  due_on: maybeDay,
  is_overdue: number,
  reached_on: maybeDay,
  changed_on: day,
});
export type Goal = z.output<typeof goalRow>;

const ticketRow = z.object({
  id: z.string(),
  is_open: number,
  category: z.string(),
  priority: z.string(),
  opened_on: day,
  solved_on: maybeDay,
  first_reply_hours: maybe,
  hours_to_solve: maybe,
  age_days: maybe,
});
export type Ticket = z.output<typeof ticketRow>;

const answerRow = z.object({
  kind: z.string(),
  answered_on: day,
  score: number,
  scale_min: number,
  scale_max: number,
});
export type Answer = z.output<typeof answerRow>;

const invoiceRow = z.object({
  id: z.string(),
  due_on: day,
  days_overdue: number,
  amount_open_minor: number,
  currency: z.string(),
});

const monthRow = z.object({ month: day, mrr: maybe });

export type Source = "usage" | "subscriptions" | "invoices" | "tickets" | "engagement" | "goals";

export interface CustomerFacts {
  readonly profile: z.output<typeof profileRow>;
  /** Weeks with usage from the beginning of the quarter before. */
  readonly weeks: readonly z.output<typeof weekRow>[];
  /** Monday of the first week with usage; null: none. */
  readonly firstWeek: string | null;
  readonly goals: readonly Goal[];
  readonly tickets: readonly Ticket[];
  readonly answers: readonly Answer[];
  readonly invoices: readonly z.output<typeof invoiceRow>[];
  readonly months: readonly z.output<typeof monthRow>[];
  /** Sources that anything of any account has come from: what the others are silent about is missing, not zero. */
  readonly live: ReadonlySet<string>;
}

const PROFILE_SQL = `
SELECT account, name, csm, plan, seats, active_users_28_days AS users, mrr, arr, currency, overdue_invoices AS overdue
FROM cs.accounts WHERE account = {account:String}`;

const WEEKS_SQL = `
SELECT week, active_users AS users, quantities FROM cs.usage_weeks
WHERE account = {account:String} AND week >= {earlier:Date} AND week < {until:Date} ORDER BY week`;

const FIRST_WEEK_SQL = `
SELECT if(count() = 0, NULL, min(week)) AS week FROM cs.usage_weeks WHERE account = {account:String}`;

const GOALS_SQL = `
SELECT title, status, due_on, is_overdue, reached_on, toDate(changed_at, {timeZone:String}) AS changed_on FROM cs.goals
WHERE account = {account:String} ORDER BY status = 'open' DESC, due_on, title`;

const TICKETS_SQL = `
SELECT ticket_id AS id, is_open, category, priority, toDate(opened_at, {timeZone:String}) AS opened_on,
  toDate(solved_at, {timeZone:String}) AS solved_on, first_reply_hours, hours_to_solve, age_days
FROM cs.tickets
WHERE account = {account:String} AND (is_open OR opened_on >= {earlier:Date} OR solved_on >= {earlier:Date})
ORDER BY opened_at, id`;

const ANSWERS_SQL = `
SELECT kind, answered_on, score, scale_min, scale_max FROM cs.survey_answers
WHERE account = {account:String} AND answered_on >= {earlier:Date} ORDER BY answered_at`;

const INVOICES_SQL = `
SELECT invoice_id AS id, toDate(assumeNotNull(due_at), {timeZone:String}) AS due_on, days_overdue, amount_open_minor,
  invoice_currency AS currency
FROM cs.invoices_at_risk
WHERE account = {account:String} AND status = 'open' AND days_overdue > 0 ORDER BY due_at, id`;

const MONTHS_SQL = `
SELECT month, mrr FROM cs.mrr WHERE account = {account:String} AND month >= {sinceMonth:Date} ORDER BY month`;

const LIVE_SQL = "SELECT source FROM cs.freshness WHERE account = ''";

/** @throws CommandError failed, when there is no such account; ClickhouseError when a view cannot be read */
export async function readCustomerFacts(
  reader: ClickhouseTables,
  account: string,
  quarter: Quarter,
  timeZone: string,
): Promise<CustomerFacts> {
  const sinceMonth = `${addDays(quarter.until, -365).slice(0, 7)}-01`;
  const about = { account, timeZone, sinceMonth, ...quarter };
  const [profile] = await reader.query(PROFILE_SQL, about, profileRow);
  if (profile === undefined)
    throw new CommandError(
      "failed",
      `There is no account "${account}". See \`./mimamori sql --query "SELECT account, name FROM accounts"\` for the ids.`,
    );
  const [weeks, first, goals, tickets, answers, invoices, months, live] = await Promise.all([
    reader.query(WEEKS_SQL, about, weekRow),
    reader.query(FIRST_WEEK_SQL, about, z.object({ week: maybeDay })),
    reader.query(GOALS_SQL, about, goalRow),
    reader.query(TICKETS_SQL, about, ticketRow),
    reader.query(ANSWERS_SQL, about, answerRow),
    reader.query(INVOICES_SQL, about, invoiceRow),
    reader.query(MONTHS_SQL, about, monthRow),
    reader.query(LIVE_SQL, {}, z.object({ source: z.string() })),
  ]);
  return {
    ...{ profile, weeks, goals, tickets, answers, invoices, months },
    firstWeek: first[0]?.week ?? null,
    live: new Set(live.map(({ source }) => source)),
  };
}
