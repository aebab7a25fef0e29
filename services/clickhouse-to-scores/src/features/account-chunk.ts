/** Which accounts a step reads at once, as SQL. In: account ids. Out: a condition that the primary key of every fact table can use. Pure. */

/** Some accounts, sorted. */
export interface AccountChunk {
  readonly accounts: readonly string[];
  /** SQL over `account`, without placeholders: true for all of them; of others, for as few as can be said shortly. */
  readonly where: string;
}

/**
 * Cuts sorted accounts into chunks. `all`: they are all that there are, so that each chunk is a range; else a chunk names its accounts.
 */
export function* chunksOf(
  accounts: readonly string[],
  size: number,
  all: boolean,
): Generator<AccountChunk, void, undefined> {
  for (let from = 0; from < accounts.length; from += size) {
    const chunk = accounts.slice(from, from + size);
    const where = all ? rangeOf(chunk) : `account IN (${chunk.map(quoted).join(", ")})`;
    yield { accounts: chunk, where };
  }
}

/** Everything from the first of some sorted accounts to the last, as a condition in SQL. */
export function rangeOf(accounts: readonly string[]): string {
  return `account BETWEEN ${quoted(accounts[0] ?? "")} AND ${quoted(accounts.at(-1) ?? "")}`;
}

/** A string as an SQL literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
