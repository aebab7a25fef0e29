/**
 * Reads what revenue facts say of the contracts of a chunk of accounts, as it was known at a time.
 *
 * In: facts as of the run. Out: ContractHistory by account; an account that never had a subscription is not in it. Memory: the chunk.
 */
import type { FactsAsOf } from "@mimamori/account-facts";
import type { ContractHistory } from "@mimamori/churn-risk";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { ContractState, Leaving } from "@mimamori/revenue-movements";

/** A history that grows while it is read. */
interface GrowingHistory extends ContractHistory {
  readonly states: ContractState[];
  readonly leavings: Leaving[];
}

const STATE_COLUMNS = {
  account: "String",
  subscription: "String",
  status: "String",
  from_ms: "Float64",
  known_ms: "Float64",
  seats: "UInt32",
  mrr_minor: "Float64",
  term_months: "Float64",
  discount_share: "Float64",
  period_start_ms: "Float64",
  renews_ms: "Float64",
  notice_ms: "Float64",
  auto_renew: "Float64",
  leaving: "UInt8",
  ended_ms: "Float64",
} as const;

function ms(column: string): string {
  return `toFloat64(toUnixTimestamp64Milli(${column}))`;
}

function msOrNan(column: string): string {
  return `ifNull(${ms(column)}, nan)`;
}

// The order of the array is that of compareSnapshots, and must stay so.
const statesSql = (source: string): string => `
SELECT account, one.subscription_id AS subscription, one.status AS status, ${ms("one.from_at")} AS from_ms,
  ${ms("one.known_at")} AS known_ms, one.seats AS seats, ifNull(toFloat64(one.mrr_minor), nan) AS mrr_minor,
  one.term_months AS term_months, one.discount_share AS discount_share, ${msOrNan("one.period_start")} AS period_start_ms,
  ${msOrNan("one.renews_at")} AS renews_ms, ${msOrNan("one.notice_deadline")} AS notice_ms,
  ifNull(toFloat64(one.auto_renew), nan) AS auto_renew, one.leaving AS leaving, ${msOrNan("one.ended_at")} AS ended_ms
FROM (
  SELECT account, one, place FROM ${source} AS revenue ARRAY JOIN contract_states AS one, arrayEnumerate(contract_states) AS place
  WHERE one.known_at <= {asOf:DateTime64(3)} AND one.from_at <= {asOf:DateTime64(3)}
)
ORDER BY account, place`;

const leavingsSql = (source: string): string => `
SELECT account, ${ms("one.known_at")} AS known_ms, ${msOrNan("one.back_at")} AS back_ms
FROM ${source} AS revenue ARRAY JOIN leavings AS one
WHERE one.known_at <= {asOf:DateTime64(3)}
ORDER BY account, known_ms`;

/** Reads the histories of the accounts that `where` (SQL over `account`) chooses. */
export async function readContractHistories(
  tables: ClickhouseTables,
  facts: FactsAsOf,
  where: string,
  asOf: Date,
): Promise<Map<string, ContractHistory>> {
  const source = facts.source("revenue", { where });
  const histories = new Map<string, GrowingHistory>();
  const historyOf = (account: string): GrowingHistory => {
    let history = histories.get(account);
    if (history === undefined) histories.set(account, (history = { states: [], leavings: [] }));
    return history;
  };
  for await (const block of tables.queryBinary(statesSql(source), STATE_COLUMNS, { asOf })) {
    const { columns } = block;
    for (let row = 0; row < block.rows; row += 1) {
      historyOf(columns.account[row] ?? "").states.push({
        subscriptionId: columns.subscription[row] ?? "",
        fromMs: columns.from_ms[row] ?? 0,
        knownAtMs: columns.known_ms[row] ?? 0,
        status: (columns.status[row] ?? "") as ContractState["status"],
        // No feature of the model: a plan's name says nothing that is still true after the next price list.
        plan: "",
        seats: columns.seats[row] ?? 0,
        mrrMinor: orNull(columns.mrr_minor[row]),
        termMonths: columns.term_months[row] ?? 1,
        discountShare: columns.discount_share[row] ?? 0,
        periodStartMs: orNull(columns.period_start_ms[row]),
        renewsAtMs: orNull(columns.renews_ms[row]),
        noticeDeadlineMs: orNull(columns.notice_ms[row]),
        autoRenew: flagOrNull(columns.auto_renew[row]),
        leaving: columns.leaving[row] === 1,
        endedAtMs: orNull(columns.ended_ms[row]),
      });
    }
  }
  const spans = tables.queryBinary(
    leavingsSql(source),
    { account: "String", known_ms: "Float64", back_ms: "Float64" },
    { asOf },
  );
  for await (const { rows, columns } of spans) {
    for (let row = 0; row < rows; row += 1) {
      historyOf(columns.account[row] ?? "").leavings.push({
        knownAtMs: columns.known_ms[row] ?? 0,
        backAtMs: orNull(columns.back_ms[row]),
      });
    }
  }
  return histories;
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function flagOrNull(value: number | undefined): boolean | null {
  const known = orNull(value);
  return known === null ? null : known === 1;
}
