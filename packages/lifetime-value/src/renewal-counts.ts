// What cohorts, accounts or tables of renewals say: how many stood before each renewal, and how many of them left. Pure.
// This is all that a retention curve is fitted to: ln L = Σ lost·ln(1 − r(t)) + kept·ln r(t) is the same number as
// Σ (n[t−1] − n[t])·ln(S(t−1) − S(t)) + n[T]·ln S(T), and holds just as well for cohorts of different ages and accounts that are
// only watched from their k-th renewal on.
import { count, notNegative, valueOf } from "./checked-numbers.ts";
import { LifetimeInputError } from "./errors.ts";

/** At [t − 1]: what happened at renewal t. Counts of accounts (never percentages: a likelihood of 1,000 is not one of 100). */
export interface RenewalCounts {
  readonly atRisk: readonly number[];
  readonly lost: readonly number[];
}

/** One account's history: the renewals that it has faced, and whether it left at the last of them. */
export interface FacedRenewals {
  readonly renewalsFaced: number;
  readonly left: boolean;
}

/** Checked counts without trailing renewals that nobody has faced. */
export function checkedCounts({ atRisk, lost }: RenewalCounts): RenewalCounts {
  if (atRisk.length !== lost.length)
    throw new LifetimeInputError(
      `renewal counts: expected as many lost as atRisk, found ${lost.length} and ${atRisk.length}`,
    );
  atRisk.forEach((accounts, index) => {
    const name = `renewal ${index + 1}`;
    valueOf(`${name}: atRisk`, notNegative, accounts);
    const left = valueOf(`${name}: lost`, notNegative, lost[index] as number);
    if (left > accounts)
      throw new LifetimeInputError(`${name}: expected at most ${accounts} lost, found ${left}`);
  });
  const last = atRisk.findLastIndex((accounts) => accounts > 0);
  return { atRisk: atRisk.slice(0, last + 1), lost: lost.slice(0, last + 1) };
}

/**
 * The counts of cohorts, each given by its accounts alive after 0, 1, 2 … renewals ([1000, 631, 468]); younger cohorts are
 * shorter. Throws LifetimeInputError where a cohort grows.
 */
export function countsOfCohorts(cohorts: readonly (readonly number[])[]): RenewalCounts {
  const renewals = Math.max(0, ...cohorts.map((alive) => alive.length - 1));
  const atRisk = new Array<number>(renewals).fill(0);
  const lost = new Array<number>(renewals).fill(0);
  for (const alive of cohorts) {
    for (let t = 1; t < alive.length; t += 1) {
      const before = alive[t - 1] as number;
      atRisk[t - 1] = (atRisk[t - 1] as number) + before;
      lost[t - 1] = (lost[t - 1] as number) + before - (alive[t] as number);
    }
  }
  return checkedCounts({ atRisk, lost });
}

/** The counts of accounts one by one: an account that has not left is censored after the renewals that it has faced. */
export function countsOfAccounts(accounts: Iterable<FacedRenewals>): RenewalCounts {
  const ended: number[] = [];
  const lost: number[] = [];
  for (const { renewalsFaced, left } of accounts) {
    const t = valueOf("renewalsFaced", count, renewalsFaced);
    if (t === 0) continue;
    while (ended.length < t) {
      ended.push(0);
      lost.push(0);
    }
    ended[t - 1] = (ended[t - 1] as number) + 1;
    if (left) lost[t - 1] = (lost[t - 1] as number) + 1;
  }
  let stillThere = 0;
  const atRisk = ended.map(() => 0);
  for (let t = ended.length; t > 0; t -= 1) {
    stillThere += ended[t - 1] as number;
    atRisk[t - 1] = stillThere;
  }
  return checkedCounts({ atRisk, lost });
}

/** Several tables as one: the pool. */
export function pooledCounts(tables: readonly RenewalCounts[]): RenewalCounts {
  const renewals = Math.max(0, ...tables.map(({ atRisk }) => atRisk.length));
  const atRisk = new Array<number>(renewals).fill(0);
  const lost = new Array<number>(renewals).fill(0);
  for (const table of tables) {
    table.atRisk.forEach((accounts, index) => {
      atRisk[index] = (atRisk[index] as number) + accounts;
      lost[index] = (lost[index] as number) + (table.lost[index] ?? 0);
    });
  }
  return checkedCounts({ atRisk, lost });
}

/** Renewal decisions in all, and how many of them were to leave. */
export function decisionsIn({ atRisk, lost }: RenewalCounts): {
  readonly decisions: number;
  readonly lost: number;
} {
  return {
    decisions: atRisk.reduce((sum, accounts) => sum + accounts, 0),
    lost: lost.reduce((sum, accounts) => sum + accounts, 0),
  };
}
