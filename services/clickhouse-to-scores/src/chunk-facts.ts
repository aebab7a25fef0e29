/**
 * The facts of one chunk of accounts: what its features are read from.
 *
 * In: facts as of the run, account ids. Out: subqueries whose rows are those of the chunk. Pure.
 */
import type { FactFamily, FactsAsOf } from "@mimamori/account-facts";
import { rangeOf } from "./account-chunk.ts";

export interface ChunkFacts {
  /** SQL of a subquery, in parentheses, with the columns of mimamori.<family>. */
  source(family: FactFamily): string;
  /** Values for the placeholders of the subqueries. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * @param accounts sorted
 * @param all they are all that the facts know between the first and the last of them: then only these two are named, for the server
 * takes longer to read some thousand ids than to read their facts
 */
export function factsOfChunk(
  facts: Pick<FactsAsOf, "source">,
  accounts: readonly string[],
  all: boolean,
): ChunkFacts {
  if (all) {
    const range = rangeOf(accounts);
    return { source: (family) => facts.source(family, { accounts: range }), parameters: {} };
  }
  return {
    source: (family) =>
      `(SELECT * FROM ${facts.source(family)} AS facts WHERE account IN {accounts:Array(String)})`,
    parameters: { accounts },
  };
}
