// What can be wrong with a configuration, each problem with its place; all of them in one error.

export interface ConfigProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The way to the value, such as `measures[2].weight`; empty for the file as a whole. */
  readonly path: string;
  readonly expected: string;
  /** The value that stands there, shortened; null when nothing does. */
  readonly found: string | null;
}

function sentenceOf({ file, line, column, path, expected, found }: ConfigProblem): string {
  const place = `${file}:${line}:${column}`;
  const what = path === "" ? expected : `${path}: ${expected}`;
  return found === null ? `${place} ${what}` : `${place} ${what}, found ${found}`;
}

/** The configuration cannot be used. Its message lists every problem, one a line, so that one round of edits suffices. */
export class ConfigInvalidError extends Error {
  override readonly name = "ConfigInvalidError";
  readonly code = "config_invalid";
  readonly retryable = false;
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    const lines = problems.map((problem) => `  ${sentenceOf(problem)}`);
    super(`The configuration has ${count}; mend it and start again:\n${lines.join("\n")}`);
    this.problems = problems;
  }
}
