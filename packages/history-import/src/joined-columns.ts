// Columns of another file, looked up by key. In: the files that a mapping joins. Out: a function that puts their
// values behind a row's own. The other file's keys and taken columns are held in memory, nothing else of it.
import { ImportError, RowRefusal } from "./errors.ts";
import type { ImportedFile } from "./mapping-file.ts";
import { openRows } from "./read-rows.ts";
import type { FileFormat } from "./read-rows.ts";
import type { Row } from "./row-layout.ts";
import { RowValues } from "./row-values.ts";

export type JoinRow = (row: Row) => void;

type Join = ImportedFile["joins"][string];

/** A file that can be joined: where it lies and how it is read. */
export interface JoinableFile {
  readonly path: string;
  readonly format: FileFormat;
}

/** The values of a join by key: a row's taken columns. */
export type JoinTable = ReadonlyMap<string, readonly string[]>;

/** @throws ImportError `join_ambiguous` when a key stands for two different rows. */
export async function readJoinTable(
  join: Join,
  files: readonly JoinableFile[],
): Promise<JoinTable> {
  const table = new Map<string, readonly string[]>();
  for (const { path, format } of files) {
    const source = await openRows(path, format);
    const cells = new RowValues(source.layout, "UTC", []);
    const readKey = cells.cell(join.key);
    const taken = join.take.map((column) => cells.cell(column));
    source.layout.requireComplete(path);
    for await (const { line, row } of source.rows) {
      if (row instanceof RowRefusal) continue;
      const key = readKey(row);
      const values = taken.map((read) => read(row));
      const before = table.get(key);
      if (before?.some((value, index) => value !== values[index]) === true) {
        throw new ImportError(
          "join_ambiguous",
          `${path}:${line}: ${join.key} "${key}" stands for a second, different ${join.take.join(", ")}: a join needs a column that tells its rows apart.`,
        );
      }
      table.set(key, values);
    }
  }
  return table;
}

/** Makes the function that completes a row; columns are named `<join>.<column>` and must be asked for afterwards. */
export function rowJoiner(
  joins: ImportedFile["joins"],
  tables: ReadonlyMap<Join, JoinTable>,
  values: RowValues,
): JoinRow {
  const joiners = Object.entries(joins).map(([name, join]) => {
    const readKey = values.cell(join.on);
    const slots = join.take.map((column) => values.layout.addJoined(`${name}.${column}`));
    const table = tables.get(join);
    return (row: Row) => {
      const key = readKey(row);
      const found = table?.get(key);
      if (found === undefined) {
        throw new RowRefusal(
          "join_missing",
          `${join.on}: ${join.file} has no ${join.key} "${key}"`,
        );
      }
      for (const [index, slot] of slots.entries()) row[slot] = found[index] ?? "";
    };
  });
  return (row) => {
    for (const join of joiners) join(row);
  };
}
