/**
 * A company whose past can be looked at: what the bench replays.
 *
 * In: a number of accounts. Out: raw events of contracts, invoices, tickets, answers, conversations and profiles (some 80 an account),
 * put in by the server itself, each known a minute after it happened; their facts are made of them by the recompute that every
 * installation runs. Usage goes straight into its facts (some 190 days an account): its days do not change after they are over, so
 * nothing ever reads their raw rows. So at each moment of the past many contracts, invoices and tickets were in another state than
 * now, and must be worked out. One in five leaves at some time, after weeks of less use. The same company for ever.
 */
import { markAll, recomputePending } from "@mimamori/account-facts";
import type { FactsStore } from "@mimamori/account-facts";

/** A Monday; the settled watermark is its noon in Tokyo. */
const END = "toDate('2026-06-01')";
export const SETTLED_AT = "2026-06-01T03:00:00.000Z";

/** A whole number from 0 to `below` - 1 that the account's number decides. */
function drawn(name: string, below: number): string {
  return `(cityHash64(number, '${name}') % ${below})`;
}

const ACCOUNTS = `
SELECT
  concat('account-', leftPad(toString(number), 8, '0')) AS account, number,
  ${END} - 40 - ${drawn("start", 1100)} AS start_on,
  ${drawn("left", 10)} < 2 AND dateDiff('day', start_on, ${END}) > 100 AS has_left,
  if(has_left, start_on + 70 + toUInt32(${drawn("leave", 1000)} / 1000 * (${END} - start_on - 71)), ${END} + 1) AS notice_on,
  if(has_left, notice_on + 20, ${END} + 30) AS ends_on,
  10000 * (1 + ${drawn("price", 50)}) AS price_minor,
  toUInt32(1 + ${drawn("seats", 50)}) AS seats,
  start_on + 30 + ${drawn("grow", 700)} AS grows_on
FROM numbers({accounts:UInt64})`;

/** SQL of an instant: so many hours into a day, UTC. */
function at(day: string, hour: number): string {
  return `toDateTime64(${day}, 3, 'UTC') + INTERVAL ${hour} HOUR`;
}

/** SQL of an INSERT of events: `select` gives account, id, happened_at and data. */
function events(table: string, type: string, select: string): string {
  return `
INSERT INTO mimamori.${table} (subject, time, source, id, type, occurred_at, known_at, sequence, data, extensions)
SELECT account, happened_at, 'bench', id, '${type}', happened_at, happened_at + INTERVAL 1 MINUTE, 0, data, '{}'
FROM (${select}) WHERE happened_at <= ${at(END, 0)} SETTINGS max_partitions_per_insert_block = 1000`;
}

function instant(sql: string): string {
  return `concat(formatDateTime(${sql}, '%FT%T'), 'Z')`;
}

/** The state of the subscription after each of its events. */
const SUBSCRIPTIONS = `
SELECT account, concat('s', toString(step)) AS id,
  ${at("[start_on, grows_on, notice_on, ends_on][step]", 3)} AS happened_at,
  concat('{"subscription_id":"main","status":"', if(step = 4, 'ended', 'active'), '","items":[{"product":"pro","seats":',
    toString(seats + if(step > 1, 3, 0)), ',"amount_minor":', toString(price_minor + if(step > 1, 3000, 0)),
    '}],"currency":"JPY","interval":{"unit":"month","count":1},"started_at":"', ${instant(at("start_on", 3))}, '","auto_renew":true',
    if(step > 2, concat(',"cancel_at_period_end":true,"ended_at":"', ${instant(at("ends_on", 3))}, '"'), ''), '}') AS data
FROM (${ACCOUNTS}) ARRAY JOIN [1, 2, 3, 4] AS step
WHERE step = 1 OR (step = 2 AND grows_on < notice_on) OR (step > 2 AND has_left)`;

/** Issued each month, and paid after some weeks; one in twenty long after it is due. */
const INVOICES = `
SELECT account, concat('i', toString(month), if(paid, 'p', 'o')) AS id,
  ${at("start_on + 30 * month + if(paid, 15 + cityHash64(number, month) % 14 + if(cityHash64(number, month, 'late') % 20 = 0, 50, 0), 0)", 5)} AS happened_at,
  concat('{"invoice_id":"', toString(month), '","status":"', if(paid, 'paid', 'open'), '","amount_due_minor":', toString(price_minor),
    ',"currency":"JPY","issued_at":"', ${instant(at("start_on + 30 * month", 5))}, '","due_at":"', ${instant(at("start_on + 30 * month + 30", 5))},
    '","payment_method":"card"', if(paid, concat(',"paid_at":"', ${instant("happened_at")}, '"'), ''), '}') AS data
FROM (${ACCOUNTS}) ARRAY JOIN range(40) AS month ARRAY JOIN [0, 1] AS paid
WHERE start_on + 30 * month < ends_on`;

const TICKETS = `
SELECT account, concat('t', toString(ticket), if(solved, 's', 'o')) AS id,
  ${at("start_on + 50 * ticket + cityHash64(number, ticket) % 40 + if(solved, 2, 0)", 6)} AS happened_at,
  concat('{"ticket_id":"', toString(ticket), '","status":"', if(solved, 'solved', 'open'), '","priority":"',
    if(cityHash64(number, ticket, 'p') % 8 = 0, 'urgent', 'normal'), '","opened_at":"',
    ${instant(at("start_on + 50 * ticket + cityHash64(number, ticket) % 40", 6))}, '"}') AS data
FROM (${ACCOUNTS}) ARRAY JOIN range(24) AS ticket ARRAY JOIN [0, 1] AS solved
WHERE start_on + 50 * ticket < notice_on`;

const ANSWERS = `
SELECT account, concat('a', toString(survey)) AS id,
  ${at("start_on + 20 + 170 * survey + cityHash64(number, survey) % 60", 7)} AS happened_at,
  concat('{"kind":"nps","score":', toString(least(10, 4 + cityHash64(number, survey, 'nps') % 7)), ',"respondent":"u', toString(survey % 3), '"}') AS data
FROM (${ACCOUNTS}) ARRAY JOIN range(7) AS survey
WHERE start_on + 20 + 170 * survey < notice_on`;

const CONVERSATIONS = `
SELECT account, concat('c', toString(talk)) AS id,
  ${at("start_on + 3 + 55 * talk + cityHash64(number, talk, 'talk') % 50", 8)} AS happened_at, '{"kind":"meeting"}' AS data
FROM (${ACCOUNTS}) ARRAY JOIN range(21) AS talk
WHERE start_on + 3 + 55 * talk < notice_on`;

const PROFILES = `
SELECT account, 'p' AS id, ${at("start_on", 2)} AS happened_at,
  concat('{"name":"', account, '","segment":"', ['smb', 'mid-market', 'enterprise'][1 + ${drawn("segment", 3)}],
    '","country":"JP","signed_up_at":"', ${instant(at("start_on", 2))}, '"}') AS data
FROM (${ACCOUNTS})`;

/** Three days of each week; six features of which two are used on a day. */
const USAGE_DAYS = `
INSERT INTO mimamori.usage_days (account, day, events, quantities, feature_events, users, sessions, last_at, max_known_at, version)
SELECT account, day, 4,
  map(concat('feature-', toString((number + back) % 6)), quantity, concat('feature-', toString((number + back + 1) % 6)), round(quantity / 2, 1)),
  map(concat('feature-', toString((number + back) % 6)), 2, concat('feature-', toString((number + back + 1) % 6)), 2),
  arrayMap(user -> number * 1000 + user, range(1 + (number + back) % 5)), 1,
  ${at("day", 6)}, ${at("day", 7)}, 1
FROM (
  SELECT *, arrayJoin(range(450)) AS back, ${END} - 1 - back AS day,
    5 + ${drawn("level", 40)} + (number * 7 + back * 13) % 10 AS usual,
    0.5 + cityHash64(number, intDiv(back, 45)) % 1000 / 1000 AS mood,
    usual * mood * if(has_left AND notice_on - day <= 40, 0.4, 1) AS quantity
  FROM (${ACCOUNTS})
  WHERE toDayOfWeek(day) IN (1, 3, 4) AND day < ends_on AND day >= start_on
)`;

const INSERTS = [
  events("raw_account_events", "account.profile_changed.v1", PROFILES),
  events("raw_billing_events", "billing.subscription_changed.v1", SUBSCRIPTIONS),
  events("raw_billing_events", "billing.invoice_changed.v1", INVOICES),
  events("raw_engagement_events", "engagement.ticket_changed.v1", TICKETS),
  events("raw_engagement_events", "engagement.survey_answered.v1", ANSWERS),
  events("raw_engagement_events", "engagement.interaction_held.v1", CONVERSATIONS),
  USAGE_DAYS,
];

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

/** Fills the tables, which must be empty. @returns raw events, and rows of usage facts */
export async function loadReplayCompany(store: FactsStore, accounts: number): Promise<number> {
  const { tables } = store;
  for (const insert of INSERTS) await tables.command(insert, { accounts });
  await markAll(store);
  while (!(await recomputePending(store, { partitions: 0 })).emptied);
  const columns = Object.keys(LIVE_RUN) as (keyof typeof LIVE_RUN)[];
  await tables.insertRows("mimamori.score_runs", columns, [LIVE_RUN]);
  await tables.command("TRUNCATE TABLE mimamori.watermarks");
  const watermark = { settled_at: SETTLED_AT, facts_version: "1" };
  await tables.insertRows("mimamori.watermarks", ["settled_at", "facts_version"], [watermark]);
  let rows = 0;
  for (const table of [
    "raw_account_events",
    "raw_billing_events",
    "raw_engagement_events",
    "usage_days",
  ]) {
    const [counted] = await tables.query<{ rows: string }>(
      `SELECT count() AS rows FROM mimamori.${table}`,
    );
    rows += Number(counted?.rows ?? 0);
  }
  return rows;
}
