/**
 * Reads the features of a chunk of accounts, at one moment or at several at once.
 *
 * In: the chunk's facts. Out: AccountFeatures by moment and account. Memory: the rows of some ten thousand of these.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { z } from "zod";
import { dayNumber } from "./account-features.ts";
import type { AccountFeatures } from "./account-features.ts";
import type { ChunkFacts, ChunkMoment } from "./chunk-facts.ts";
import * as queries from "./feature-queries.ts";
import * as rows from "./feature-rows.ts";
import { revenueFeatures, revenueRow } from "./revenue-features.ts";
import { readSqlValues } from "../measures/sql-values.ts";
import type { SqlExpression } from "../measures/sql-values.ts";
import type { UsageSelect } from "./usage-columns.ts";

/** What the scorecards of a run ask for. */
export interface FeaturePlan {
  readonly usage: UsageSelect;
  /** The longest window of any measure over tickets. */
  readonly ticketDays: number;
  readonly needsMilestones: boolean;
  readonly sqlExpressions: readonly SqlExpression[];
}

/** What is known of an account at a moment (index); of one that nothing is known of, all is empty. */
export type FeaturesOf = (moment: number, account: string) => AccountFeatures;

/**
 * Reads the chunk's features at all of its moments (ascending); each account's are put together when they are asked for.
 * @param dayOf the day of an instant in the company's time zone, YYYY-MM-DD
 */
export async function readFeatures(
  tables: ClickhouseTables,
  facts: ChunkFacts,
  plan: FeaturePlan,
  moments: readonly ChunkMoment[],
  dayOf: (ms: number) => string,
): Promise<FeaturesOf> {
  const found = await readRows(tables, facts, plan, moments);
  return (moment, account) => {
    const at = moments[moment];
    if (at === undefined) throw new RangeError(`there is no moment ${moment}`);
    return assemble(account, (rows) => rows[moment]?.get(account), found, plan, { ...at, dayOf });
  };
}

/** Rows of one query, by account, of each moment. */
type RowsOf<Row> = readonly ReadonlyMap<string, Row>[];

async function readRows(
  tables: ClickhouseTables,
  facts: ChunkFacts,
  plan: FeaturePlan,
  moments: readonly ChunkMoment[],
) {
  const parameters = { ...plan.usage.parameters, ...facts.parameters };
  async function read<Row extends { account: string; moment: number }>(
    sql: string,
    schema: z.ZodType<Row>,
  ): Promise<RowsOf<Row>> {
    const found = moments.map(() => new Map<string, Row>());
    for (const row of await tables.query(sql, parameters, schema))
      found[row.moment]?.set(row.account, row);
    return found;
  }
  const none = Promise.resolve([]);
  const { usage, needsMilestones, ticketDays, sqlExpressions } = plan;
  const hasColumns = usage.names.length > 0;
  const days = { from: moments[0]?.today ?? "", to: moments.at(-1)?.today ?? "" };
  const [spans, windows, milestones, tickets, invoices, answers, pulses] = await Promise.all([
    read(queries.usageSpans(facts), rows.spanRow),
    hasColumns ? read(queries.usageWindows(facts, usage, days), rows.windowRow) : none,
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
    readSqlValues(tables, facts, sqlExpressions),
  ]);
  return {
    ...{ spans, windows, milestones, tickets, invoices, answers, pulses },
    ...{ interactions, profiles, revenue, goals, overrides, sql },
  };
}

type Rows = Awaited<ReturnType<typeof readRows>>;

/** `of` finds the row of the account at the moment. */
function assemble(
  account: string,
  of: <Row>(rows: RowsOf<Row>) => Row | undefined,
  found: Rows,
  plan: FeaturePlan,
  moment: ChunkMoment & { readonly dayOf: (ms: number) => string },
): AccountFeatures {
  const span = of(found.spans);
  const { segment, country, signed_up_at } = of(found.profiles) ?? rows.NO_PROFILE;
  const { opened, urgent_open } = of(found.tickets) ?? rows.NO_TICKETS;
  const fact = of(found.revenue);
  const revenue = fact && revenueFeatures(fact, moment.asOf, moment.today);
  const pulse = of(found.pulses);
  return {
    account,
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
      columns: usageValues(plan.usage, of(found.windows)),
    },
    tickets: { openedAtMs: opened, urgentOpen: urgent_open },
    invoices: invoicesOf(of(found.invoices) ?? rows.NO_INVOICES),
    answers: rows.answersOf(of(found.answers)),
    interactionDays: new Map(of(found.interactions)?.last_days),
    pulse: pulse && { score: pulse.score, atMs: pulse.at },
    milestoneDays: new Map(of(found.milestones)?.reached),
    goals: rows.goalsOf(of(found.goals), (ms) => dayNumber(moment.dayOf(ms))),
    revenue,
    overrides: rows.overridesOf(of(found.overrides)),
    sqlValues: of(found.sql) ?? NO_VALUES,
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
