/**
 * Reads the features of a chunk of accounts from the facts as of the run.
 *
 * In: the chunk's facts, its account ids (some thousand at most: they and their features are in memory). Out: AccountFeatures in the order of the ids.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { z } from "zod";
import { dayNumber } from "./account-features.ts";
import type { AccountFeatures } from "./account-features.ts";
import type { ChunkFacts } from "./chunk-facts.ts";
import * as queries from "./feature-queries.ts";
import * as rows from "./feature-rows.ts";
import { revenueFeatures, revenueRow } from "./revenue-features.ts";
import { readSqlValues } from "./sql-values.ts";
import type { SqlExpression } from "./sql-values.ts";
import type { UsageSelect } from "./usage-columns.ts";

/** What the scorecards of a run ask for. */
export interface FeaturePlan {
  readonly usage: UsageSelect;
  /** The longest window of any measure over tickets. */
  readonly ticketDays: number;
  readonly needsMilestones: boolean;
  readonly sqlExpressions: readonly SqlExpression[];
}

export interface RunMoment {
  readonly asOf: Date;
  /** Day of `asOf` in the company's time zone, YYYY-MM-DD. */
  readonly today: string;
  /** Days that are left out of usage, YYYY-MM-DD. */
  readonly faultDays: readonly string[];
  /** The day of an instant in that zone, YYYY-MM-DD. */
  readonly dayOf: (ms: number) => string;
}

/** The features of `accounts`; one that nothing is known of has empty ones. */
export async function readFeatures(
  tables: ClickhouseTables,
  facts: ChunkFacts,
  plan: FeaturePlan,
  moment: RunMoment,
  accounts: readonly string[],
): Promise<AccountFeatures[]> {
  const found = await readRows(tables, facts, plan, moment);
  return accounts.map((id) => assemble(id, found, plan, moment));
}

/** One map of rows by account for each query. */
async function readRows(
  tables: ClickhouseTables,
  facts: ChunkFacts,
  plan: FeaturePlan,
  { asOf, faultDays, today }: RunMoment,
) {
  const parameters = { asOf, faultDays, today, ...plan.usage.parameters, ...facts.parameters };
  async function read<Row extends { account: string }>(
    sql: string,
    schema: z.ZodType<Row>,
  ): Promise<ReadonlyMap<string, Row>> {
    const all = await tables.query(sql, parameters, schema);
    return new Map(all.map((row) => [row.account, row]));
  }
  const none = Promise.resolve(new Map<string, never>());
  const { usage, needsMilestones, ticketDays, sqlExpressions } = plan;
  const hasColumns = usage.names.length > 0;
  const [spans, windows, milestones, tickets, invoices, answers, pulses] = await Promise.all([
    read(queries.usageSpans(facts), rows.spanRow),
    hasColumns ? read(queries.usageWindows(facts, usage), rows.windowRow) : none,
    needsMilestones ? read(queries.milestones(facts), rows.milestonesRow) : none,
    read(queries.tickets(facts, ticketDays), rows.ticketsRow),
    read(queries.invoices(facts), rows.invoicesRow),
    read(queries.surveyAnswers(facts), rows.answersRow),
    read(queries.pulses(facts), rows.pulseRow),
  ]);
  const [interactions, profiles, revenue, goals, overrides, sql] = await Promise.all([
    read(queries.interactions(facts), rows.interactionsRow),
    read(queries.profiles(facts), rows.profileRow),
    read(queries.revenue(facts), revenueRow),
    read(queries.goals(facts), rows.goalsRow),
    read(queries.overrides(facts), rows.overridesRow),
    readSqlValues(tables, facts, sqlExpressions, { asOf, today, faultDays }),
  ]);
  return {
    ...{ spans, windows, milestones, tickets, invoices, answers, pulses },
    ...{ interactions, profiles, revenue, goals, overrides, sql },
  };
}

type Rows = Awaited<ReturnType<typeof readRows>>;

function assemble(id: string, found: Rows, plan: FeaturePlan, moment: RunMoment): AccountFeatures {
  const span = found.spans.get(id);
  const { segment, country, signed_up_at } = found.profiles.get(id) ?? rows.NO_PROFILE;
  const { opened, urgent_open } = found.tickets.get(id) ?? rows.NO_TICKETS;
  const fact = found.revenue.get(id);
  const revenue = fact && revenueFeatures(fact, moment.asOf, moment.today);
  const pulse = found.pulses.get(id);
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
      columns: usageValues(plan.usage, found.windows.get(id)),
    },
    tickets: { openedAtMs: opened, urgentOpen: urgent_open },
    invoices: invoicesOf(found.invoices.get(id) ?? rows.NO_INVOICES),
    answers: rows.answersOf(found.answers.get(id)),
    interactionDays: new Map(found.interactions.get(id)?.last_days),
    pulse: pulse && { score: pulse.score, atMs: pulse.at },
    milestoneDays: new Map(found.milestones.get(id)?.reached),
    goals: rows.goalsOf(found.goals.get(id), (ms) => dayNumber(moment.dayOf(ms))),
    revenue,
    overrides: rows.overridesOf(found.overrides.get(id)),
    sqlValues: found.sql.get(id) ?? NO_VALUES,
  };
}

const NO_VALUES: ReadonlyMap<string, number> = new Map();

function invoicesOf({
  invoices: count,
  overdue,
  attempted,
}: Pick<z.output<typeof rows.invoicesRow>, "invoices" | "overdue" | "attempted">) {
  return {
    count,
    overdue: overdue.map(([paymentMethod, dueAtMs]) => ({ paymentMethod, dueAtMs })),
    attempted: attempted.map(([paymentMethod, attempts]) => ({ paymentMethod, attempts })),
  };
}

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
