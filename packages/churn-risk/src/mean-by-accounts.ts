// A mean over rows of which those of an account are alike. In: a value per row and whose it is. Out: mean and standard error. Pure.

export interface ClusteredMean {
  readonly mean: number;
  readonly standardError: number;
}

/** The mean and its standard error, the rows of an account taken together. */
export function meanByAccounts(values: Float64Array, accountOf: Uint32Array): ClusteredMean {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const sums = new Map<number, number>();
  values.forEach((value, row) => {
    const account = accountOf[row] ?? 0;
    sums.set(account, (sums.get(account) ?? 0) + value - mean);
  });
  let squares = 0;
  for (const sum of sums.values()) squares += sum * sum;
  return { mean, standardError: Math.sqrt(squares) / n };
}
