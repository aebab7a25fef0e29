// In: the files of infra/clickhouse/views. Out: docs/data-dictionary.md: every view of database cs with its columns, as their comments
// tell. Pure but for reading the folder.
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

export interface ViewColumn {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}

export interface ViewText {
  readonly name: string;
  /** What stands at the top of the file. */
  readonly contract: string;
  readonly comment: string;
  readonly columns: readonly ViewColumn[];
}

const VIEW = /^CREATE OR REPLACE VIEW cs\.(\w+)\n\(\n([\s\S]*?)\n\)\n/m;
const COLUMN = /^ {4}(\w+) +(.+?) +COMMENT '((?:[^']|'')*)',?$/;
const COMMENT_OF_VIEW = /\nCOMMENT '((?:[^']|'')*)';?\s*$/;

function unquoted(text: string): string {
  return text.replaceAll("''", "'");
}

/** The lines of comment above the statement, as one text, without the view's own name in front. */
function contractOf(text: string, name: string): string {
  const lines = text.slice(0, text.indexOf("CREATE ")).split("\n");
  const words = lines.map((line) => line.replace(/^-- ?/, "")).join(" ");
  const said = words.trim().replace(`cs.${name}: `, "");
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** Reads one file; undefined for a view that is not of database cs. @throws Error naming the line that lacks its comment */
export function readView(text: string): ViewText | undefined {
  const [, name, body] = VIEW.exec(text) ?? [];
  if (name === undefined || body === undefined) return undefined;
  const comment = COMMENT_OF_VIEW.exec(text)?.[1];
  if (comment === undefined) throw new Error(`cs.${name} has no comment`);
  const columns = body.split("\n").map((line) => {
    const [, column, type, words] = COLUMN.exec(line) ?? [];
    if (column === undefined || type === undefined || words === undefined || words === "")
      throw new Error(`cs.${name}: expected a column with its comment, found "${line.trim()}"`);
    return { name: column, type, comment: unquoted(words) };
  });
  return { name, contract: contractOf(text, name), comment: unquoted(comment), columns };
}

export function readViews(folder: string): ViewText[] {
  const names = readdirSync(folder).filter((file) => file.endsWith(".sql"));
  return names
    .map((file) => readView(readFileSync(path.join(folder, file), "utf8")))
    .filter((view) => view !== undefined)
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function section({ name, contract, comment, columns }: ViewText): string {
  const rows = columns.map((one) => `| ${one.name} | ${cell(one.type)} | ${cell(one.comment)} |`);
  return [
    `## ${name}`,
    "",
    `${comment}. ${contract}`,
    "",
    "| column | type | meaning |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/** The whole document. */
export function dataDictionary(views: readonly ViewText[]): string {
  const list = views.map(({ name, comment }) => `- [${name}](#${name}): ${comment}`);
  return `# Data dictionary: the views of database cs

Written by \`node packages/clickhouse-tables/src/write-data-dictionary.ts\` from the comments in infra/clickhouse/views; \`DESCRIBE TABLE accounts\`
and every BI tool show the same. Ask with \`./mimamori sql\`; examples/queries has queries to begin with.

${list.join("\n")}

${views.map(section).join("\n")}`;
}
