/**
 * Reads the features of a chunk of accounts from the facts as of the run.
 *
 * In: account ids (some thousand at most: they and their features are in memory). Out: AccountFeatures in the order of the ids.
 */
import type { FactsAsOf } from "@mimamori/account-facts";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";
import { dayNumber } from "./account-features.ts";
import type { AccountFeatures } from "./account-features.ts";
import * as queries from "./feature-queries.ts";
import { revenueFeatures, revenueRow } from "./revenue-features.ts";
import type { UsageSelect } from "./usage-columns.ts";

/** What the scorecards of a run ask for. */
export interface FeaturePlan {
  readonly usage: UsageSelect;
  /** The longest window of any measure over tickets. */
  readonly ticketDays: number;
  readonly needsMilestones: boolean;
}

export interface RunMoment {
  readonly asOf: Date;
  /** Day of `asOf` in the company's time zone, YYYY-MM-DD. */
  readonly today: string;
  /** The day of an instant in that zone, YYYY-MM-DD. */
  readonly dayOf: (ms: number) => string;
}

const account = z.string();
const spanRow = z.object({ account, first_day: z.number(), last_day: z.number() });
const windowRow = z.looseObject({ account });
const milestonesRow = z.object({ account, reached: z.array(z.string()) });
const ticketsRow = z.object({ account, opened: z.array(z.number()), urgent_open: z.number() });
const invoicesRow = z.object({
  account,
  invoices: z.number(),
  overdue: z.array(z.tuple([z.string(), z.number()])),
});
const npsRow = z.object({ account, answers: z.array(z.tuple([z.number(), z.number()])) });
const interactionsRow = z.object({
  account,
  last_days: z.array(z.tuple([z.string(), z.number()])),
});
const profileRow = z.object({
  account,
  segment: z.string(),
  country: z.string(),
  signed_up_at: z.string().nullable(),
});

/** The features of `accounts`; one that nothing is known of has empty ones. */
export async function readFeatures(
  tables: ClickhouseTables,
  facts: FactsAsOf,
  plan: FeaturePlan,
  moment: RunMoment,
  accounts: readonly string[],
): Promise<AccountFeatures[]> {
  const parameters = { accounts, asOf: moment.asOf, today: moment.today, ...plan.usage.parameters };
  async function read<Row extends { account: string }>(
    sql: string,
    schema: z.ZodType<Row>,
  ): Promise<Map<string, Row>> {
    const rows = await tables.query(sql, parameters, schema);
    return new Map(rows.map((row) => [row.account, row]));
  }
  const none = Promise.resolve(new Map<string, never>());
  const rows = await Promise.all([
    read(queries.usageSpans(facts), spanRow),
    plan.usage.names.length === 0 ? none : read(queries.usageWindows(facts, plan.usage), windowRow),
    plan.needsMilestones ? read(queries.milestones(facts), milestonesRow) : none,
    read(queries.tickets(facts, plan.ticketDays), ticketsRow),
    read(queries.invoices(facts), invoicesRow),
    read(queries.npsAnswers(facts), npsRow),
    read(queries.interactions(facts), interactionsRow),
    read(queries.profiles(facts), profileRow),
    read(queries.revenue(facts), revenueRow),
  ]);
  return accounts.map((id) => assemble(id, rows, plan, moment));
}

type Rows = readonly [
  ReadonlyMap<string, z.output<typeof spanRow>>,
  ReadonlyMap<string, z.output<typeof windowRow>>,
  ReadonlyMap<string, z.output<typeof milestonesRow>>,
  ReadonlyMap<string, z.output<typeof ticketsRow>>,
  ReadonlyMap<string, z.output<typeof invoicesRow>>,
  ReadonlyMap<string, z.output<typeof npsRow>>,
  ReadonlyMap<string, z.output<typeof interactionsRow>>,
  ReadonlyMap<string, z.output<typeof profileRow>>,
  ReadonlyMap<string, z.output<typeof revenueRow>>,
];

function assemble(id: string, rows: Rows, plan: FeaturePlan, moment: RunMoment): AccountFeatures {
  const [spans, windows, milestones, tickets, invoices, nps, interactions, profiles, revenues] =
    rows;
  const span = spans.get(id);
  const { segment, country, signed_up_at } = profiles.get(id) ?? NO_PROFILE;
  const { opened, urgent_open } = tickets.get(id) ?? NO_TICKETS;
  const { invoices: count, overdue } = invoices.get(id) ?? NO_INVOICES;
  const { answers } = nps.get(id) ?? NO_ANSWERS;
  const fact = revenues.get(id);
  const revenue = fact && revenueFeatures(fact, moment.asOf, moment.today);
  return {
    account: id,
    segment,
    country,
    startDay: earliest([
      signed_up_at === null ? null : dayNumber(moment.dayOf(Date.parse(signed_up_at))),
      revenue?.firstPaidDay ?? null,
      span?.first_day ?? null,
    ]),
    usage: span && {
      firstDay: span.first_day,
      lastDay: span.last_day,
      columns: usageValues(plan.usage, windows.get(id)),
    },
    tickets: { openedAtMs: opened, urgentOpen: urgent_open },
    invoices: {
      count,
      overdue: overdue.map(([paymentMethod, dueAtMs]) => ({ paymentMethod, dueAtMs })),
    },
    npsAnswers: answers.map(([score, atMs]) => ({ score, atMs })),
    interactionDays: new Map(interactions.get(id)?.last_days),
    milestones: new Set(milestones.get(id)?.reached),
    revenue,
  };
}

// A live source that is silent about an account says 0.
const NO_PROFILE = { segment: "", country: "", signed_up_at: null };
const NO_TICKETS = { opened: [], urgent_open: 0 };
const NO_INVOICES = { invoices: 0, overdue: [] };
const NO_ANSWERS = { answers: [] };

/** An account without usage in the windows has 0 in each. */
function usageValues(
  select: UsageSelect,
  row: Readonly<Record<string, unknown>> | undefined,
): ReadonlyMap<string, number> {
  return new Map(select.names.map((name, index) => [name, Number(row?.[`c${index}`] ?? 0)]));
}

function earliest(days: readonly (number | null)[]): number | null {
  const known = days.filter((day) => day !== null);
  return known.length === 0 ? null : Math.min(...known);
}
