/**
 * Facts at one moment or at several: what everything that is asked of all accounts reads, so that a run and a replay ask in the same way.
 *
 * In: facts as of a run. Out: subqueries that say of each row which moments saw it. Pure.
 */
import type {
  FactFamily,
  FactsAsOf,
  FactsThroughTime,
  SourceOptions,
} from "@mimamori/account-facts";

export interface MomentFacts {
  /** How many moments. */
  readonly count: number;
  /**
   * SQL of a subquery, in parentheses, without placeholders: the columns of mimamori.<family>, `first_moment` (inclusive) and
   * `end_moment` (exclusive), the indexes of the moments at which the row was so.
   */
  states(family: FactFamily, options?: SourceOptions): string;
}

/** Which moments saw a row. */
export interface SeenBy {
  readonly first_moment: number;
  readonly end_moment: number;
}

/** The facts of one run. */
export function atOneMoment({ source }: Pick<FactsAsOf, "source">): MomentFacts {
  return {
    count: 1,
    states: (family, options) =>
      `(SELECT *, toUInt16(0) AS first_moment, toUInt16(1) AS end_moment FROM ${source(family, options)} AS facts)`,
  };
}

/** The facts at some of the moments (ascending) of a replay. */
export function atMoments(
  facts: Pick<FactsThroughTime, "during">,
  moments: readonly Date[],
): MomentFacts {
  return { count: moments.length, states: facts.during(moments) };
}

/** The rows that a moment saw. */
export function rowsAt<Row extends SeenBy>(rows: readonly Row[], moment: number): Row[] {
  return rows.filter((row) => row.first_moment <= moment && moment < row.end_moment);
}
