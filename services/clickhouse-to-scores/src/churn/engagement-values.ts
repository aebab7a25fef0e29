/**
 * Support, invoices and conversations before a moment. In: facts at moments. Out: these columns of a table of features.
 *
 * A source that is silent says 0, once it has told for 28 days; an opinion that nobody gave is missing.
 */
import type { FactsAtMoments, MomentSource } from "@mimamori/account-facts";
import type { ChurnSnapshot } from "@mimamori/churn-risk";
import type { BinaryColumns, ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { ChurnFeaturePlan } from "./feature-plan.ts";
import type { FeatureTable } from "./feature-table.ts";
import * as queries from "./moment-queries.ts";
import { hasToldLongEnough, USAGE_WIDTH, windowScale } from "./usage-values.ts";

/** Places of the columns after those of usage: ENGAGEMENT_COLUMNS of feature-plan.ts. */
const PLACES = {
  tickets: 0,
  urgentOpen: 1,
  overdueDays: 2,
  attempts: 3,
  nps: 4,
  sinceConversation: 5,
  pulse: 6,
} as const;

type Place = keyof typeof PLACES;

interface Filling {
  readonly tables: ClickhouseTables;
  readonly facts: FactsAtMoments;
  readonly plan: ChurnFeaturePlan;
  readonly table: FeatureTable;
  /** Where the columns begin in a row. */
  readonly from: number;
}

/** Fills the columns of engagement, which begin after the product's features and the columns of usage. */
export async function readEngagementValues(
  tables: ClickhouseTables,
  facts: FactsAtMoments,
  plan: ChurnFeaturePlan,
  table: FeatureTable,
): Promise<void> {
  const filling = { tables, facts, plan, table, from: plan.features.length + USAGE_WIDTH };
  for (let row = 0; row < table.rows.length; row += 1) putSilence(filling, row);
  await Promise.all([
    fillNps(filling),
    fillContact(filling),
    plan.ticketsSince === null ? undefined : fillTickets(filling, plan.ticketsSince),
    plan.invoicesSince === null ? undefined : fillInvoices(filling, plan.invoicesSince),
  ]);
}

function put({ table, from }: Filling, row: number, place: Place, value: number): void {
  table.values[row * table.width + from + PLACES[place]] = value;
}

/** What is known of an account that no source tells of. Nobody ever talked to it: it has waited since it pays, as far as is known. */
function putSilence(filling: Filling, row: number): void {
  const snapshot = filling.table.rows[row]?.snapshot;
  if (snapshot === undefined) return;
  const { day, payingSinceDay } = snapshot;
  const { ticketsSince, invoicesSince, conversationsSince } = filling.plan;
  const tickets = hasToldLongEnough(ticketsSince, day) ? 0 : Number.NaN;
  const invoices = hasToldLongEnough(invoicesSince, day) ? 0 : Number.NaN;
  put(filling, row, "tickets", tickets);
  put(filling, row, "urgentOpen", tickets);
  put(filling, row, "overdueDays", invoices);
  put(filling, row, "attempts", invoices);
  put(filling, row, "nps", Number.NaN);
  const waited = hasToldLongEnough(conversationsSince, day)
    ? Math.min(queries.ENGAGEMENT_DAYS, day - Math.max(payingSinceDay, conversationsSince))
    : Number.NaN;
  put(filling, row, "sinceConversation", waited);
  put(filling, row, "pulse", Number.NaN);
}

/** Hands each row of an answer to `take`, with its place in the table. */
async function fillFrom<Columns extends BinaryColumns>(
  { tables, table }: Filling,
  { sql, parameters }: MomentSource,
  columns: Columns,
  take: (row: number, snapshot: ChurnSnapshot, found: (name: keyof Columns) => number) => void,
): Promise<void> {
  for await (const block of tables.queryBinary(sql, columns, parameters)) {
    const values = block.columns as Readonly<Record<keyof Columns | "moment", Float64Array>>;
    let index = 0;
    const found = (name: keyof Columns): number => values[name][index] ?? 0;
    for (; index < block.rows; index += 1) {
      const row = values.moment[index] ?? 0;
      const snapshot = table.rows[row]?.snapshot;
      if (snapshot !== undefined) take(row, snapshot, found);
    }
  }
}

function fillNps(filling: Filling): Promise<void> {
  const answers = queries.npsAtMoments(filling.facts.source("engagement_days"));
  return fillFrom(filling, answers, queries.NPS_COLUMNS, (row, _, found) => {
    put(filling, row, "nps", found("nps"));
  });
}

function fillContact(filling: Filling): Promise<void> {
  const { conversationsSince } = filling.plan;
  const contact = queries.contactAtMoments(filling.facts.source("engagement_days"));
  return fillFrom(filling, contact, queries.CONTACT_COLUMNS, (row, { day }, found) => {
    put(filling, row, "pulse", found("pulse"));
    const talkedOn = found("talked_on");
    if (talkedOn > 0 && hasToldLongEnough(conversationsSince, day)) {
      put(filling, row, "sinceConversation", day - talkedOn);
    }
  });
}

function fillTickets(filling: Filling, since: number): Promise<void> {
  const tickets = queries.ticketsAtMoments(filling.facts.source("tickets"));
  return fillFrom(
    filling,
    tickets,
    queries.TICKET_COLUMNS,
    (row, { day, payingSinceDay }, found) => {
      if (!hasToldLongEnough(since, day)) return;
      const scale = windowScale(queries.TICKET_DAYS, day - Math.max(payingSinceDay, since));
      put(filling, row, "tickets", found("opened") * scale);
      put(filling, row, "urgentOpen", found("urgent_open"));
    },
  );
}

function fillInvoices(filling: Filling, since: number): Promise<void> {
  const invoices = queries.invoicesAtMoments(filling.facts.source("invoices"));
  return fillFrom(filling, invoices, queries.INVOICE_COLUMNS, (row, { day }, found) => {
    if (!hasToldLongEnough(since, day)) return;
    put(filling, row, "overdueDays", found("overdue_days"));
    put(filling, row, "attempts", found("attempts"));
  });
}
