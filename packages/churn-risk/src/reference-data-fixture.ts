// The public data sets that the tests check against, read from beside the checkout, and made into columns.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type DesignMatrix, designMatrix } from "./design-matrix.ts";
import { fitStandardisation, standardise } from "./standardisation.ts";

const DATA = path.join(import.meta.dirname, "../../../../shared/data");

/** Whether all of the files are there. */
export function arePresent(files: readonly string[]): boolean {
  return files.every((file) => existsSync(path.join(DATA, file)));
}

/** A file's text. */
export function readReference(file: string): string {
  return readFileSync(path.join(DATA, file), "utf8");
}

export type Row = Readonly<Record<string, string>>;

/** The rows of a CSV file without quotes, by column name. */
export function readRows(file: string): Row[] {
  const [head = "", ...lines] = readReference(file).trimEnd().split(/\r?\n/);
  const names = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, place) => [name, cells[place] ?? ""]));
  });
}

/** One column of numbers. */
export function numbersIn(rows: readonly Row[], name: string): Float64Array {
  return Float64Array.from(rows, (row) => Number(row[name]));
}

export interface Encoding {
  /** Standardised by the training rows; what is blank there is their median. */
  readonly numeric: readonly string[];
  /** One column per value, none dropped. */
  readonly categories: readonly string[];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

/** All rows in columns, by what the training rows tell; with the columns' names. */
export function encode(
  rows: readonly Row[],
  { numeric, categories }: Encoding,
  isTraining: (row: number) => boolean,
): { readonly names: string[]; readonly rows: number[][] } {
  const filled = numeric.map((name) => {
    const cells = rows.map((row) => row[name]?.trim() ?? "");
    const known = cells.filter((cell, row) => cell !== "" && isTraining(row)).map(Number);
    return cells.map((cell) => (cell === "" ? median(known) : Number(cell)));
  });
  const measured = designMatrix(rows.map((_, row) => filled.map((column) => column[row] ?? 0)));
  const scaled = standardise(fitStandardisation(selectRows(measured, isTraining)), measured);
  const levels = categories.flatMap((name) =>
    [...new Set(rows.map((row) => row[name] ?? ""))].sort().map((value) => ({ name, value })),
  );
  return {
    names: [...numeric, ...levels.map(({ name, value }) => `${name}=${value}`)],
    rows: rows.map((row, index) => [
      ...scaled.values.subarray(index * numeric.length, (index + 1) * numeric.length),
      ...levels.map(({ name, value }) => (row[name] === value ? 1 : 0)),
    ]),
  };
}

/** The rows of a matrix that are wanted. */
export function selectRows(x: DesignMatrix, isWanted: (row: number) => boolean): DesignMatrix {
  const wanted = Array.from({ length: x.rows }, (_, row) => row).filter(isWanted);
  const values = new Float64Array(wanted.length * x.columns);
  wanted.forEach((row, place) => {
    values.set(x.values.subarray(row * x.columns, (row + 1) * x.columns), place * x.columns);
  });
  return { rows: wanted.length, columns: x.columns, values };
}
