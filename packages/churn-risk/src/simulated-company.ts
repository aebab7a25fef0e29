// Only for tests: a small company with a known truth. In: a seed and how its customers are. Out: a churn dataset with the true
// probability of every row.
import { civilDateOf, monthsAfter } from "./civil-months.ts";
import { type ChurnDataset, type FeatureColumn, MID_TERM } from "./dataset.ts";
import { exposureOf } from "./decision-dates.ts";
import { probabilityOf } from "./links.ts";
import { seededRandom } from "./seeded-random.ts";

export interface SimulatedCompany {
  readonly seed: number;
  readonly accounts: number;
  readonly months: number;
  /** The log-odds of leaving at a monthly decision, for an average account. */
  readonly intercept: number;
  /** Terms of the accounts, in turn. */
  readonly termsMonths: readonly number[];
  /** What a standard deviation of the hidden health lowers the log-odds by; ten noisy usage columns show it. */
  readonly healthEffect: number;
  /** Effects of independent columns; the rest of the 20 are noise. */
  readonly ownEffects: readonly number[];
  /** Month in which the accounts start: 0 unless given. */
  readonly startMonth?: (account: number) => number;
}

export interface SimulatedDataset {
  readonly dataset: ChurnDataset;
  readonly truth: Float64Array;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const USAGE_COLUMNS = 10;
const OWN_COLUMNS = 20;
const FIRST_DAY = 18_262; // 2020-01-01
const COLUMNS: readonly FeatureColumn[] = [
  ...Array.from({ length: USAGE_COLUMNS }, (_, i) => `usage:${i}`),
  ...Array.from({ length: OWN_COLUMNS }, (_, i) => `own:${i}`),
  MID_TERM,
].map((name) => ({ name, scale: "linear", unit: "" }));

interface SimulatedRow {
  readonly account: number;
  readonly day: number;
  readonly windowEndDay: number;
  readonly offset: number;
  readonly truth: number;
  readonly outcome: number;
  readonly values: readonly number[];
}

function accountRows(company: SimulatedCompany, account: number): SimulatedRow[] {
  const random = seededRandom(`${company.seed}/${account}`);
  const { termsMonths, months, intercept, healthEffect, ownEffects, startMonth } = company;
  const termMonths = termsMonths[account % termsMonths.length] ?? 1;
  const start = startMonth?.(account) ?? Math.floor(random() * 3);
  const date = civilDateOf(FIRST_DAY + Math.floor(random() * 28));
  const plan = { kind: "renewal", date, termMonths } as const;
  const own = Array.from({ length: OWN_COLUMNS }, () => normal(random));
  let health = normal(random);
  const rows: SimulatedRow[] = [];
  for (let month = start + 1; month < months; month++) {
    health = 0.9 * health + Math.sqrt(1 - 0.81) * normal(random);
    const day = monthsAfter(date, month);
    const windowEndDay = monthsAfter(date, month + 1);
    const shifted = { ...plan, date: civilDateOf(monthsAfter(date, start)) };
    const { offset, midTerm } = exposureOf(shifted, day, windowEndDay);
    const pull = own.reduce((sum, value, i) => sum + value * (ownEffects[i] ?? 0), 0);
    const truth = probabilityOf(intercept + offset - healthEffect * health + pull, "logit");
    const outcome = Number(random() < truth);
    const usage = Array.from(
      { length: USAGE_COLUMNS },
      () => 0.85 * health + 0.53 * normal(random),
    );
    const values = [...usage, ...own, Number(midTerm)];
    rows.push({ account, day, windowEndDay, offset, truth, outcome, values });
    if (outcome === 1) break;
  }
  return rows;
}

/** Simulates month by month until each account leaves. */
export function simulateCompany(company: SimulatedCompany): SimulatedDataset {
  const rows = Array.from({ length: company.accounts }, (_, account) =>
    accountRows(company, account),
  ).flat();
  return {
    dataset: datasetOf(rows, company.accounts),
    truth: Float64Array.from(rows, ({ truth }) => truth),
  };
}

function datasetOf(rows: readonly SimulatedRow[], accounts: number): ChurnDataset {
  return {
    columns: COLUMNS,
    accounts: Array.from({ length: accounts }, (_, account) => `account-${account}`),
    rows: rows.length,
    accountOfRow: Uint32Array.from(rows, ({ account }) => account),
    day: Int32Array.from(rows, ({ day }) => day),
    anchorDay: Int32Array.from(rows, ({ day }) => day),
    windowEndDay: Int32Array.from(rows, ({ windowEndDay }) => windowEndDay),
    outcome: Int8Array.from(rows, ({ outcome }) => outcome),
    offset: Float64Array.from(rows, ({ offset }) => offset),
    values: Float64Array.from(rows.flatMap(({ values }) => values)),
    segment: new Uint16Array(rows.length),
    segments: ["all"],
  };
}

/** The day that begins a month of the simulation. */
export function simulatedDay(month: number): number {
  return monthsAfter(civilDateOf(FIRST_DAY), month);
}
