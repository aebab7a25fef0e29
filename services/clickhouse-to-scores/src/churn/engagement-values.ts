/**
 * Support, invoices and conversations before a moment. In: facts at moments. Out: these columns of a table of features.
 *
 * A source that is silent says 0, once it has told for 28 days; an opinion that nobody gave is missing.
 */
import type { FactsAtMoments, MomentSource } from "@mimamori/account-facts";
import type { ChurnSnapshot } from "@mimamori/churn-risk";
import type { BinaryColumns, ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { FeatureTable } from "./churn-features.ts";
import type { ChurnFeaturePlan } from "./feature-plan.ts";
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
}

/** Fills the columns of engagement, which begin after the product's features and the columns of usage. */
export async function readEngagementValues(
  tables: ClickhouseTables,
  facts: FactsAtMoments,
  plan: ChurnFeaturePlan,
  table: FeatureTable,
): Promise<void> {
  const filling = { tables, facts, plan, table };
  for (const [row, { snapshot }] of table.rows.entries()) {
    put(filling, row, valuesOfSilence(plan, snapshot));
  }
  await fillNps(filling);
  await fillContact(filling);
  if (plan.ticketsSince !== null) await fillTickets(filling, plan.ticketsSince);
  if (plan.invoicesSince !== null) await fillInvoices(filling, plan.invoicesSince);
}

function put(
  { plan, table: { values, width } }: Filling,
  row: number,
  found: Partial<Record<Place, number>>,
): void {
  const from = row * width + plan.features.length + USAGE_WIDTH;
  for (const [place, value] of Object.entries(found)) values[from + PLACES[place as Place]] = value;
}

/** What is known of an account that no source tells of. Nobody ever talked to it: it has waited since it pays, as far as is known. */
function valuesOfSilence(
  plan: ChurnFeaturePlan,
  { day, payingSinceDay }: ChurnSnapshot,
): Readonly<Record<Place, number>> {
  const zeroSince = (since: number | null): number =>
    hasToldLongEnough(since, day) ? 0 : Number.NaN;
  const { conversationsSince } = plan;
  return {
    tickets: zeroSince(plan.ticketsSince),
    urgentOpen: zeroSince(plan.ticketsSince),
    overdueDays: zeroSince(plan.invoicesSince),
    attempts: zeroSince(plan.invoicesSince),
    nps: Number.NaN,
    sinceConversation: hasToldLongEnough(conversationsSince, day)
      ? Math.min(queries.ENGAGEMENT_DAYS, day - Math.max(payingSinceDay, conversationsSince))
      : Number.NaN,
    pulse: Number.NaN,
  };
}

/** Gives each row of an answer to `valuesOf`, and puts what it makes of it. */
async function fillFrom<Columns extends BinaryColumns>(
  filling: Filling,
  { sql, parameters }: MomentSource,
  columns: Columns,
  valuesOf: (
    found: (name: keyof Columns) => number,
    snapshot: ChurnSnapshot,
  ) => Partial<Record<Place, number>>,
): Promise<void> {
  for await (const block of filling.tables.queryBinary(sql, columns, parameters)) {
    const found = block.columns as Readonly<Record<keyof Columns | "moment", Float64Array>>;
    for (let index = 0; index < block.rows; index += 1) {
      const row = found.moment[index] ?? 0;
      const snapshot = filling.table.rows[row]?.snapshot;
      if (snapshot === undefined) continue;
      put(
        filling,
        row,
        valuesOf((name) => found[name][index] ?? 0, snapshot),
      );
    }
  }
}

function fillNps(filling: Filling): Promise<void> {
  const answers = queries.npsAtMoments(filling.facts.source("engagement_days"));
  return fillFrom(filling, answers, queries.NPS_COLUMNS, (found) => ({ nps: found("nps") }));
}

function fillContact(filling: Filling): Promise<void> {
  const { conversationsSince } = filling.plan;
  const contact = queries.contactAtMoments(filling.facts.source("engagement_days"));
  return fillFrom(filling, contact, queries.CONTACT_COLUMNS, (found, { day }) => {
    const pulse = found("pulse");
    const talkedOn = found("talked_on");
    if (talkedOn === 0 || !hasToldLongEnough(conversationsSince, day)) return { pulse };
    return { pulse, sinceConversation: day - talkedOn };
  });
}

function fillTickets(filling: Filling, since: number): Promise<void> {
  const tickets = queries.ticketsAtMoments(filling.facts.source("tickets"));
  return fillFrom(filling, tickets, queries.TICKET_COLUMNS, (found, { day, payingSinceDay }) => {
    if (!hasToldLongEnough(since, day)) return {};
    const knownDays = day - Math.max(payingSinceDay, since);
    const scale = windowScale(queries.TICKET_DAYS, knownDays);
    return { tickets: found("opened") * scale, urgentOpen: found("urgent_open") };
  });
}

function fillInvoices(filling: Filling, since: number): Promise<void> {
  const invoices = queries.invoicesAtMoments(filling.facts.source("invoices"));
  return fillFrom(filling, invoices, queries.INVOICE_COLUMNS, (found, { day }) =>
    hasToldLongEnough(since, day)
      ? { overdueDays: found("overdue_days"), attempts: found("attempts") }
      : {},
  );
}
