/**
 * The facts of a large company with two years behind it, put straight into the tables by the server itself, for the bench of the views.
 *
 * In: a range of account numbers (parameters `from` and `accounts`). Out: SQL. Per account up to 300 days of usage, 24 invoices, 12 tickets,
 * 24 days of conversations, a goal, two people, its revenue and its profile; one in five has left. Everything follows from the
 * account's number and today's date.
 */

/** A whole number from 0 to `below` - 1 that the account's number decides. */
function drawn(name: string, below: number): string {
  return `(cityHash64(number, '${name}') % ${below})`;
}

const INSTANT = "3, 'UTC'";

/** What is true of an account; columns for the SELECTs below. */
export const ACCOUNTS = `
SELECT
  concat('account-', leftPad(toString(number), 8, '0')) AS account, number,
  toDate(now('UTC')) - 40 - ${drawn("start", 1000)} AS start_on,
  if(${drawn("term", 5)} < 2, 12, 1) AS term,
  ${drawn("left", 10)} < 2 AS has_left,
  if(has_left, start_on + 35 + toUInt32(${drawn("leave", 1000)} / 1000 * (toDate(now('UTC')) - start_on - 36)), toDate(now('UTC'))) AS lives_until,
  intDiv(dateDiff('month', start_on, lives_until), term) * term + term AS paid_months,
  addMonths(start_on, paid_months) AS renews_on,
  ['smb', 'smb', 'smb', 'mid-market', 'mid-market', 'enterprise'][1 + ${drawn("segment", 6)}] AS segment,
  ['starter', 'growth', 'business', 'starter + api', 'business + insights'][1 + ${drawn("plan", 5)}] AS plan,
  toUInt32(1 + ${drawn("seats", 60)}) AS seats,
  toInt64(seats * (3000 + 1000 * ${drawn("price", 8)})) AS mrr_minor,
  if(segment = 'smb', '', concat('csm-', toString(${drawn("csm", 400)}))) AS csm,
  toDateTime64(start_on, ${INSTANT}) AS started_at,
  toDateTime64(lives_until, ${INSTANT}) - INTERVAL 10 HOUR AS known_at
FROM numbers({from:UInt64}, {accounts:UInt64})`;

/** Columns of a subscription's states, in the table's order of the tuple. */
function state(leaving: boolean): string {
  const from = leaving ? "known_at" : "started_at";
  const end = leaving ? `toNullable(toDateTime64(renews_on, ${INSTANT}))` : "NULL";
  return `('s1', ${from}, ${from}, 'active', plan, seats, toNullable(mrr_minor), toFloat64(term), toFloat64(0), toNullable(started_at),
    toNullable(toDateTime64(renews_on, ${INSTANT})), NULL, toNullable(toUInt8(1)), toUInt8(${leaving ? 1 : 0}), ${end})`;
}

const GREW_ON = "start_on + 30";
const REVENUE = `
INSERT INTO mimamori.revenue (account, subscriptions, mrr_days, movements, movement_causes, first_paid_on, churned_on, notice_known_at, contract_states, leavings, term_spells, events, max_known_at, version)
SELECT account,
  [('s1', 'active', plan, seats, toNullable(mrr_minor), 'JPY', toNullable(started_at), toNullable(toDateTime64(renews_on, ${INSTANT})),
    toNullable(toDateTime64(renews_on - if(term = 12, 30, 7), ${INSTANT})), toNullable(toUInt8(number % 7 > 0)), toUInt8(has_left),
    if(has_left, toNullable(toDateTime64(renews_on, ${INSTANT})), NULL))],
  arrayConcat([(start_on, toNullable(toInt64(mrr_minor / 2))), (${GREW_ON}, toNullable(mrr_minor))], if(has_left, [(renews_on, toNullable(toInt64(0)))], [])),
  arrayConcat([(start_on, 'new', toInt64(mrr_minor / 2), toInt64(mrr_minor / 2)), (${GREW_ON}, 'expansion', mrr_minor - toInt64(mrr_minor / 2), mrr_minor)],
     if(has_left, [(renews_on, 'churn', -mrr_minor, toInt64(0))], [])),
  arrayMap(at -> map('product', toInt64(0)), range(2 + has_left)),
  start_on, if(has_left, renews_on, NULL), if(has_left, known_at, NULL),
  if(has_left, [${state(false)}, ${state(true)}], [${state(false)}]),
  if(has_left, [(known_at, NULL)], []),
  [(toUInt16(term), start_on, if(has_left, toNullable(renews_on), NULL), toUInt8(has_left))],
  2, if(has_left, known_at, started_at), 1
FROM (${ACCOUNTS})`;

const PROFILES = `
INSERT INTO mimamori.profiles (account, present, name, domain, segment, country, language, industry, csm, csm_spells, acquisition_channel, parent_account, signed_up_at, max_known_at, version)
SELECT account, 1, concat('Customer ', toString(number)), concat('customer-', toString(number), '.example'), segment, 'JP', 'ja', 'retail', csm,
  if(csm = '', [], [('csm-0', started_at, toNullable(started_at + INTERVAL 30 DAY)), (csm, started_at + INTERVAL 30 DAY, NULL)]),
  ['search', 'events', 'partners', ''][1 + ${drawn("channel", 4)}],
  if(number % 50 = 1, concat('account-', leftPad(toString(number - 1), 8, '0')), ''),
  started_at - INTERVAL 5 DAY, started_at, 1
FROM (${ACCOUNTS})`;

/** Three days of each of the last 100 weeks; six features of which two are used on a day; steps of onboarding on the first days. */
const USAGE_DAYS = `
INSERT INTO mimamori.usage_days (account, day, events, quantities, feature_events, users, sessions, milestones, last_at, max_known_at, version)
SELECT account, day, 4,
  map(concat('feature-', toString((number + back) % 6)), quantity, concat('feature-', toString((number + back + 1) % 6)), round(quantity / 2, 1)),
  map(concat('feature-', toString((number + back) % 6)), 2, concat('feature-', toString((number + back + 1) % 6)), 2),
  arrayMap(user -> number * 1000 + user, range(1 + (number + back) % least(6, seats))), 1,
  multiIf(day - start_on < 3, map('workspace_created', at), day - start_on BETWEEN 10 AND 20 AND number % 4 > 0, map('first_report_shared', at), map()),
  at, toDateTime64(day, ${INSTANT}) + INTERVAL 10 HOUR, 1
FROM (
  SELECT *, toDate(now('UTC')) - 1 - intDiv(back, 3) * 7 - (back % 3) * 2 AS day, toDateTime64(day, ${INSTANT}) + INTERVAL 9 HOUR AS at,
    round(5 + ${drawn("level", 40)} + (number * 7 + back * 13) % 10, 1) AS quantity
  FROM (SELECT *, arrayJoin(range({usage_from:UInt32}, {usage_to:UInt32})) AS back FROM (${ACCOUNTS}))
  WHERE day < lives_until AND day >= start_on - 3
)`;

const INVOICES = `
INSERT INTO mimamori.invoices (account, invoice_id, present, status, issued_at, due_at, paid_at, amount_due_minor, amount_paid_minor, currency, attempts, payment_method, disputed, max_known_at, version)
SELECT account, toString(month), 1, if(is_open, 'open', 'paid'), issued_at, issued_at + INTERVAL 30 DAY,
  if(is_open, NULL, issued_at + INTERVAL 20 DAY), mrr_minor, if(is_open, 0, mrr_minor), 'JPY', 1 + number % 3, 'card', number % 40 = 0, issued_at + INTERVAL 20 DAY, 1
FROM (
  SELECT *, arrayJoin(range(24)) AS month, toDateTime64(toDate(now('UTC')) - 10 - 30 * month, ${INSTANT}) AS issued_at, month = 1 AND ${drawn("unpaid", 12)} = 0 AS is_open
  FROM (${ACCOUNTS})
  WHERE issued_at < known_at AND issued_at >= started_at
)`;

const TICKETS = `
INSERT INTO mimamori.tickets (account, ticket_id, present, status, channel, category, priority, opened_at, first_reply_at, solved_at, reopened, max_known_at, version)
SELECT account, toString(ticket), 1, if(is_open, 'open', 'solved'), 'email', ['bug', 'question', 'billing'][1 + (number + ticket) % 3],
  ['low', 'normal', 'high', 'urgent'][1 + (number + ticket) % 4], opened_at, opened_at + INTERVAL 3 HOUR,
  if(is_open, NULL, opened_at + INTERVAL 2 DAY), number % 9 = 0, opened_at + INTERVAL 2 DAY, 1
FROM (
  SELECT *, arrayJoin(range(12)) AS ticket, toDateTime64(toDate(now('UTC')) - 5 - cityHash64(number, ticket) % 700, ${INSTANT}) AS opened_at, ticket = 0 AND number % 5 = 0 AS is_open
  FROM (${ACCOUNTS})
  WHERE opened_at < known_at AND opened_at >= started_at
)`;

const ENGAGEMENT_DAYS = `
INSERT INTO mimamori.engagement_days (account, day, events, surveys, interactions, messages, pulses, max_known_at, version)
SELECT account, day, 2,
  if(talk % 6 = 0, [(toDateTime64(day, ${INSTANT}), 'nps', toFloat64(cityHash64(number, talk, 'nps') % 11), 0., 10., 'somebody')], []), map('meeting', 1), map('sent', 1),
  if(talk % 4 = 0 AND csm != '', [(toDateTime64(day, ${INSTANT}), toUInt8(1 + cityHash64(number, talk) % 5), csm)], []),
  toDateTime64(day, ${INSTANT}) + INTERVAL 10 HOUR, 1
FROM (
  SELECT *, arrayJoin(range(24)) AS talk, toDate(now('UTC')) - 1 - cityHash64(number, 'talk') % 28 - 30 * talk AS day
  FROM (${ACCOUNTS})
  WHERE day < lives_until AND day >= start_on
)`;

const GOALS = `
INSERT INTO mimamori.goals (account, goal_id, present, title, status, due_on, reached_at, set_at, changed_at, max_known_at, version)
SELECT account, 'g1', 1, 'All teams on board', ['open', 'reached', 'missed'][1 + number % 3], start_on + 90,
  if(number % 3 = 1, started_at + INTERVAL 80 DAY, NULL), started_at, started_at, started_at, 1
FROM (${ACCOUNTS}) WHERE csm != ''`;

const CONTACTS = `
INSERT INTO mimamori.contacts (account, contact_id, present, name, role, champion, was_champion, left_at, known_since, changed_at, max_known_at, version)
SELECT account, concat('c', toString(person)), 1, concat('Person ', toString(number * 2 + person)), ['admin', 'sponsor'][1 + person], person = 0, person = 0,
  if(person = 0 AND number % 30 = 0, toNullable(toDateTime64(toDate(now('UTC')) - 20, ${INSTANT})), NULL), started_at, started_at, started_at, 1
FROM (SELECT *, arrayJoin([0, 1]) AS person FROM (${ACCOUNTS}))`;

/** The tables, and how each is filled. Usage in parts: an insert may touch no more than 100 months at once, and memory is finite. */
export const FACT_INSERTS: Readonly<Record<string, string>> = {
  revenue: REVENUE,
  profiles: PROFILES,
  invoices: INVOICES,
  tickets: TICKETS,
  engagement_days: ENGAGEMENT_DAYS,
  goals: GOALS,
  contacts: CONTACTS,
  usage_days: USAGE_DAYS,
};

export const USAGE_DAYS_PER_ACCOUNT = 300;
