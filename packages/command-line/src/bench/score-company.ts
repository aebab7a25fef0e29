/**
 * A large company put straight into the fact tables, by the server itself: what scoring costs does not depend on how facts came there.
 *
 * In: a number of accounts. Out: up to 60 rows of facts for each, of the 250 days before the end: 50 days of usage, 4 invoices,
 * 2 tickets, 2 days of conversations, its revenue and its profile; whoever has left has none after that. One in five has left at some
 * time, after some weeks of less use, and use goes up and down with all: there is something to learn, and not all of it shows.
 * The same company for ever: everything follows from the account's number.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";

/** A Monday; all facts were known before it began in Tokyo. */
const END = "toDate('2026-06-01')";
/** The settled watermark: the Monday at noon. */
export const SETTLED_AT = "2026-06-01T03:00:00.000Z";

const ACCOUNTS_PER_INSERT = 100_000;

/** A whole number from 0 to `below` - 1 that the account's number decides. */
function drawn(name: string, below: number): string {
  return `(cityHash64(number, '${name}') % ${below})`;
}

/** What is true of an account; columns for the SELECTs below. */
const ACCOUNTS = `
SELECT
  concat('account-', leftPad(toString(number), 8, '0')) AS account, number,
  ${END} - 200 - ${drawn("start", 700)} AS start_on,
  if(${drawn("term", 5)} = 0, 12, 1) AS term,
  ${drawn("left", 10)} < 2 AS has_left,
  if(has_left, start_on + 60 + toUInt32(${drawn("leave", 1000)} / 1000 * (${END} - start_on - 61)), ${END}) AS lives_until,
  intDiv(dateDiff('month', start_on, lives_until), term) * term + term AS paid_months,
  addMonths(start_on, paid_months) AS end_on,
  10000 * (1 + ${drawn("price", 50)}) AS mrr_minor,
  toUInt32(1 + ${drawn("seats", 50)}) AS seats,
  toDateTime64(lives_until, 3, 'UTC') - INTERVAL 10 HOUR AS known_at,
  toDateTime64(start_on, 3, 'UTC') AS started_at
FROM numbers({from:UInt64}, {accounts:UInt64})`;

/** Columns of a subscription's states, in the table's order of the tuple. */
function state(leaving: boolean): string {
  const from = leaving ? "known_at" : "started_at";
  const end = leaving ? "toNullable(toDateTime64(end_on, 3, 'UTC'))" : "NULL";
  return `('s1', ${from}, ${from}, 'active', 'pro', seats, toNullable(toInt64(mrr_minor)), toFloat64(term), toFloat64(0), toNullable(started_at),
    toNullable(toDateTime64(addMonths(start_on, term), 3, 'UTC')), NULL, toNullable(toUInt8(1)), toUInt8(${leaving ? 1 : 0}), ${end})`;
}

const REVENUE = `
INSERT INTO mimamori.revenue (account, subscriptions, mrr_days, movements, first_paid_on, churned_on, notice_known_at, contract_states, leavings, term_spells, events, max_known_at, version)
SELECT account,
  [('s1', 'active', 'pro', seats, toNullable(toInt64(mrr_minor)), 'JPY', toNullable(started_at), NULL, NULL, toNullable(toUInt8(1)), toUInt8(has_left),
    if(has_left, toNullable(toDateTime64(end_on, 3, 'UTC')), NULL))],
  if(has_left, [(start_on, toNullable(toInt64(mrr_minor))), (end_on, toNullable(toInt64(0)))], [(start_on, toNullable(toInt64(mrr_minor)))]),
  if(has_left, [(start_on, 'new', toInt64(mrr_minor), toInt64(mrr_minor)), (end_on, 'churn', -toInt64(mrr_minor), toInt64(0))],
     [(start_on, 'new', toInt64(mrr_minor), toInt64(mrr_minor))]),
  start_on, if(has_left, end_on, NULL), if(has_left, known_at, NULL),
  if(has_left, [${state(false)}, ${state(true)}], [${state(false)}]),
  if(has_left, [(known_at, NULL)], []),
  [(toUInt16(term), start_on, if(has_left, toNullable(end_on), NULL), toUInt8(has_left))],
  2, if(has_left, known_at, started_at), 1
FROM (${ACCOUNTS})`;

const PROFILES = `
INSERT INTO mimamori.profiles (account, present, segment, country, acquisition_channel, max_known_at, version)
SELECT account, 1, ['smb', 'mid-market', 'enterprise', 'public'][1 + ${drawn("segment", 4)}], 'JP',
  ['search', 'events', 'partners', ''][1 + ${drawn("channel", 4)}], started_at, 1
FROM (${ACCOUNTS})`;

/** Every fifth day; six features of which two are used on a day. */
const USAGE_DAYS = `
INSERT INTO mimamori.usage_days (account, day, events, quantities, feature_events, users, sessions, last_at, max_known_at, version)
SELECT account, day, 4,
  map(concat('feature-', toString((number + back) % 6)), quantity, concat('feature-', toString((number + back + 1) % 6)), round(quantity / 2, 1)),
  map(concat('feature-', toString((number + back) % 6)), 2, concat('feature-', toString((number + back + 1) % 6)), 2),
  arrayMap(user -> number * 1000 + user, range(1 + (number + back) % 4)), 1,
  toDateTime64(day, 3, 'UTC') + INTERVAL 9 HOUR, toDateTime64(day, 3, 'UTC') + INTERVAL 10 HOUR, 1
FROM (
  SELECT *, arrayJoin(range(50)) AS back, ${END} - 1 - 5 * back AS day,
    5 + ${drawn("level", 40)} + (number * 7 + back * 13) % 10 AS usual,
    0.5 + cityHash64(number, intDiv(back, 10)) % 1000 / 1000 AS mood,
    usual * mood * if(has_left AND lives_until - day <= 40, 0.4, 1) AS quantity
  FROM (${ACCOUNTS})
  WHERE day < lives_until AND day >= start_on
)`;

const INVOICES = `
INSERT INTO mimamori.invoices (account, invoice_id, present, status, issued_at, due_at, paid_at, amount_due_minor, amount_paid_minor, currency, attempts, payment_method, disputed, max_known_at, version)
SELECT account, toString(month), 1, if(is_open, 'open', 'paid'), issued_at, issued_at + INTERVAL 30 DAY,
  if(is_open, NULL, issued_at + INTERVAL 20 DAY), mrr_minor, if(is_open, 0, mrr_minor), 'JPY', 1, 'card', 0, issued_at + INTERVAL 20 DAY, 1
FROM (
  SELECT *, arrayJoin(range(4)) AS month, toDateTime64(${END} - 30 - 60 * month, 3, 'UTC') AS issued_at, month = 1 AND ${drawn("unpaid", 20)} = 0 AS is_open
  FROM (${ACCOUNTS})
  WHERE issued_at < known_at
)`;

const TICKETS = `
INSERT INTO mimamori.tickets (account, ticket_id, present, status, priority, opened_at, solved_at, max_known_at, version)
SELECT account, toString(ticket), 1, 'solved', if(ticket = 0, 'high', 'normal'), opened_at, opened_at + INTERVAL 2 DAY, opened_at + INTERVAL 2 DAY, 1
FROM (
  SELECT *, arrayJoin(range(2)) AS ticket, toDateTime64(${END} - 5 - cityHash64(number, ticket) % 245, 3, 'UTC') AS opened_at
  FROM (${ACCOUNTS})
  WHERE opened_at < known_at
)`;

const ENGAGEMENT_DAYS = `
INSERT INTO mimamori.engagement_days (account, day, events, surveys, interactions, max_known_at, version)
SELECT account, day, 2,
  [(toDateTime64(day, 3, 'UTC'), 'nps', toFloat64(${drawn("nps", 11)}), 0., 10., 'somebody')], map('meeting', 1),
  toDateTime64(day, 3, 'UTC') + INTERVAL 10 HOUR, 1
FROM (
  SELECT *, arrayJoin(range(2)) AS talk, ${END} - 1 - cityHash64(number, 'talk') % 120 - 120 * talk AS day
  FROM (${ACCOUNTS})
  WHERE day < lives_until
)`;

const INSERTS = [REVENUE, PROFILES, USAGE_DAYS, INVOICES, TICKETS, ENGAGEMENT_DAYS];
const TABLES = ["revenue", "profiles", "usage_days", "invoices", "tickets", "engagement_days"];

/** The live run of the day has been: the service's own schedules find nothing to do while it is measured. */
const LIVE_RUN = {
  run_id: "live-before",
  kind: "live",
  scope: "all",
  as_of: SETTLED_AT,
  status: "complete",
  facts_version: "1",
  completed_at: SETTLED_AT,
  version: "1",
} as const;

/** Fills the tables, which must be empty, and merges their parts as the server would do in time. @returns rows of facts */
export async function loadCompany(tables: ClickhouseTables, accounts: number): Promise<number> {
  for (let from = 0; from < accounts; from += ACCOUNTS_PER_INSERT) {
    const part = { from, accounts: Math.min(ACCOUNTS_PER_INSERT, accounts - from) };
    for (const insert of INSERTS) await tables.command(insert, part);
  }
  for (const table of TABLES) await tables.command(`OPTIMIZE TABLE mimamori.${table} FINAL`);
  const columns = Object.keys(LIVE_RUN) as (keyof typeof LIVE_RUN)[];
  await tables.insertRows("mimamori.score_runs", columns, [LIVE_RUN]);
  const watermark = { settled_at: SETTLED_AT, facts_version: "1" };
  await tables.insertRows("mimamori.watermarks", ["settled_at", "facts_version"], [watermark]);
  let rows = 0;
  for (const table of TABLES) {
    const [counted] = await tables.query<{ rows: string }>(
      `SELECT count() AS rows FROM mimamori.${table}`,
    );
    rows += Number(counted?.rows ?? 0);
  }
  return rows;
}
