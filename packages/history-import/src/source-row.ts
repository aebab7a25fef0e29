// What every reader of files yields, and how far its patience goes.
import type { RowRefusal } from "./errors.ts";
import type { Row } from "./row-layout.ts";

/** A row longer than this is a quote that was never closed, or no data. */
export const MAX_ROW_BYTES = 1024 * 1024;

/** A row of a file, or why what stands at its line is none. `line` is where the row ends, counted from 1. */
export interface SourceRow {
  readonly line: number;
  readonly row: Row | RowRefusal;
}
