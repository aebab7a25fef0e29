/**
 * What accounts did at their renewals, per segment and term.
 *
 * In: the terms that accounts have paid under, as of the run. Out: counts, as retention curves are fitted to, and cohorts by age.
 * Memory grows with segments, terms and renewals, not with accounts.
 */
import type { FactsAsOf } from "@mimamori/account-facts";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { RenewalCounts } from "@mimamori/lifetime-value";
import { z } from "zod";
import { SEGMENT, termOf, wholeMonths } from "./account-facts-sql.ts";

/** The accounts of one segment under one term. */
export interface RenewalCohort {
  readonly segment: string;
  readonly termMonths: number;
  /** Times that an account began such a term. */
  readonly spells: number;
  readonly counts: RenewalCounts;
  /** By age, oldest first: accounts alive after 0, 1, 2 … renewals. Those who changed the term are left out. */
  readonly aliveByAge: readonly (readonly number[])[];
}

const groupRow = z.object({
  segment: z.string(),
  term_months: z.number(),
  age: z.number(),
  faced: z.number(),
  has_left: z.number(),
  has_changed: z.number(),
  spells: z.number(),
});

export type RenewalGroup = z.output<typeof groupRow>;

/**
 * `age`: renewals that an account of this start could have faced; `faced`: those that it did. Who leaves between two renewals is lost at
 * the next one, and only once that day has come: the others of its age have not decided yet.
 */
const groups = (facts: FactsAsOf): string => `
SELECT segment, term_months, age, faced, has_left, has_changed, toUInt32(count()) AS spells
FROM (
  SELECT
    ${SEGMENT} AS segment,
    ${termOf("spell")} AS term_months,
    spell.from_on AS from_on,
    ifNull(spell.to_on <= {today:Date}, 0) AS is_over,
    if(is_over, assumeNotNull(spell.to_on), {today:Date}) AS until,
    toUInt16(intDiv(${wholeMonths("from_on", "{today:Date}")}, term_months)) AS age,
    toUInt16(intDiv(${wholeMonths("from_on", "until")}, term_months)) AS renewals,
    toUInt16(greatest(1, renewals + (addMonths(from_on, renewals * term_months) < until))) AS lost_at,
    is_over AND spell.left AND lost_at <= age AS has_left,
    is_over AND NOT spell.left AS has_changed,
    if(has_left, lost_at, if(is_over AND spell.left, age, renewals)) AS faced
  FROM ${facts.source("revenue")} AS revenue
  ARRAY JOIN term_spells AS spell
  LEFT ANY JOIN ${facts.source("profiles")} AS profile ON revenue.account = profile.account
  WHERE spell.from_on <= {today:Date}
)
GROUP BY segment, term_months, age, faced, has_left, has_changed
ORDER BY segment, term_months, age, faced, has_left, has_changed`;

/** Reads the cohorts, by segment and term. `today` is the run's day, YYYY-MM-DD. */
export async function readRenewalCohorts(
  tables: ClickhouseTables,
  facts: FactsAsOf,
  today: string,
): Promise<RenewalCohort[]> {
  return cohortsOf(await tables.query(groups(facts), { today }, groupRow));
}

/** Puts groups of accounts with the same history together. Pure. */
export function cohortsOf(rows: readonly RenewalGroup[]): RenewalCohort[] {
  const byCohort = Map.groupBy(rows, ({ segment, term_months }) => `${term_months}\n${segment}`);
  return [...byCohort.values()].flatMap((ofCohort) => {
    const [first] = ofCohort;
    if (first === undefined) return [];
    return {
      segment: first.segment,
      termMonths: first.term_months,
      spells: ofCohort.reduce((sum, { spells }) => sum + spells, 0),
      counts: countsOf(ofCohort),
      aliveByAge: aliveByAgeOf(ofCohort),
    };
  });
}

function countsOf(rows: readonly RenewalGroup[]): RenewalCounts {
  const renewals = Math.max(0, ...rows.map(({ faced }) => faced));
  const atRisk = new Array<number>(renewals).fill(0);
  const lost = new Array<number>(renewals).fill(0);
  for (const { faced, has_left, spells } of rows) {
    for (let t = 0; t < faced; t += 1) atRisk[t] = (atRisk[t] ?? 0) + spells;
    if (has_left === 1) lost[faced - 1] = (lost[faced - 1] ?? 0) + spells;
  }
  return { atRisk, lost };
}

function aliveByAgeOf(rows: readonly RenewalGroup[]): number[][] {
  const alive = new Map<number, number[]>();
  for (const { age, faced, has_left, has_changed, spells } of rows) {
    if (has_changed === 1) continue;
    let ofAge = alive.get(age);
    if (ofAge === undefined) alive.set(age, (ofAge = new Array<number>(age + 1).fill(0)));
    const last = has_left === 1 ? faced - 1 : age;
    for (let t = 0; t <= last; t += 1) ofAge[t] = (ofAge[t] ?? 0) + spells;
  }
  return [...alive].sort(([left], [right]) => right - left).map(([, ofAge]) => ofAge);
}
