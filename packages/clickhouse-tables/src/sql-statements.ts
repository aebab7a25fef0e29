// Splits the text of an SQL file into its statements. In: text. Out: statements with their first line, without the semicolons.
// Semicolons inside strings, quoted names and comments do not count. Pure.

export interface SqlStatement {
  /** 1-based, of the statement's first word. */
  readonly line: number;
  readonly sql: string;
}

/** What may contain a semicolon that does not end a statement, and the semicolon itself. A lone quote is an error. */
const TOKEN =
  /'(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^])*"|`(?:[^`\\]|\\[^])*`|(?<comment>--[^\n]*|#[ !][^\n]*|\/\*[^]*?\*\/)|(?<end>;)|(?<open>['"`]|\/\*)/g;

/** Splits; throws a RangeError with the line of a quote or comment that never ends. */
export function splitStatements(text: string): SqlStatement[] {
  const statements: SqlStatement[] = [];
  let start = 0;
  let blanked = text;
  const finish = (end: number): void => {
    // Looking at the text without its comments shows whether there is a statement, and where its first word is.
    const lead = blanked.slice(start, end).search(/\S/);
    if (lead !== -1) {
      const sql = text.slice(start + lead, end).trim();
      statements.push({ line: lineAt(text, start + lead), sql });
    }
    start = end + 1;
  };
  for (const match of text.matchAll(TOKEN)) {
    const { comment, end, open } = match.groups ?? {};
    if (open !== undefined) {
      throw new RangeError(`line ${lineAt(text, match.index)}: ${open} is opened and never closed`);
    }
    if (comment !== undefined) {
      const after = match.index + comment.length;
      blanked = blanked.slice(0, match.index) + " ".repeat(comment.length) + blanked.slice(after);
    }
    if (end !== undefined) finish(match.index);
  }
  finish(text.length);
  return statements;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
