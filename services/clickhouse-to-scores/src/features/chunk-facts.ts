/**
 * The facts of one chunk of accounts at one moment or at several: what its features are read from.
 *
 * In: the facts at these moments, account ids. Out: subqueries with a row for each account's bucket and moment. Pure.
 */
import type { FactFamily, SourceOptions } from "@mimamori/account-facts";
import { rangeOf } from "./account-chunk.ts";
import type { MomentFacts } from "./moment-facts.ts";

export interface ChunkFacts {
  /**
   * SQL of a subquery, in parentheses: the columns of mimamori.<family>, `moment` (index), and of that moment `as_of` and `today`, its
   * day, which is not over. `where`: SQL of a condition on the family's columns, without placeholders.
   */
  source(family: FactFamily, where?: string): string;
  /** Values for the placeholders of the subqueries. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ChunkMoment {
  readonly asOf: Date;
  /** Day of `asOf` in the company's time zone, YYYY-MM-DD. */
  readonly today: string;
  /** Days that a fault of the capture spoiled, YYYY-MM-DD: their usage does not count. */
  readonly faultDays: readonly string[];
}

/** SQL over rows of usage_days: whether the moment counts their day. */
export const IS_SOUND_DAY = "NOT has({faultDays:Array(Array(Date))}[moment + 1], day)";

/**
 * @param moments those of the facts
 * @param accounts sorted
 * @param all they are all that the facts know between the first and the last of them: then only these two are named, for the server
 * takes longer to read some thousand ids than to read their facts
 */
export function factsOfChunk(
  facts: MomentFacts,
  moments: readonly ChunkMoment[],
  accounts: readonly string[],
  all: boolean,
): ChunkFacts {
  const chosen: SourceOptions = all ? { accounts: rangeOf(accounts) } : {};
  const isChosen = all ? "1" : "account IN {accounts:Array(String)}";
  const place = facts.count === 1 ? "0" : "arrayJoin(range(first_moment, end_moment))";
  return {
    source: (family, where = "1") => `(
      SELECT * EXCEPT (first_moment, end_moment), ${place} AS moment,
        {asOfs:Array(DateTime64(3, 'UTC'))}[moment + 1] AS as_of, {todays:Array(Date)}[moment + 1] AS today
      FROM ${facts.states(family, { ...chosen, where })} AS states
      WHERE ${isChosen})`,
    parameters: {
      asOfs: moments.map(({ asOf }) => asOf.toISOString().slice(0, -1).replace("T", " ")),
      todays: moments.map(({ today }) => today),
      faultDays: moments.map(({ faultDays }) => faultDays),
      ...(all ? {} : { accounts }),
    },
  };
}
