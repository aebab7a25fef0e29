// Where a row's columns stand. A row is an array of texts; a column's slot in it is found once per file, by name.
import { ImportError } from "./errors.ts";

export type Row = string[];

/** The first column of every NDJSON row: the line as it stands. */
export const WHOLE_LINE = "(line)";

/** A CSV file's columns are those of its header; an NDJSON file's are the fields that the mapping asks for. */
export class RowLayout {
  readonly #slots = new Map<string, number>();
  readonly #missing = new Set<string>();
  readonly #header: readonly string[] | undefined;

  private constructor(header: readonly string[] | undefined) {
    this.#header = header;
    for (const [slot, name] of this.ownColumns.entries()) this.#slots.set(name, slot);
  }

  /** @throws ImportError `header_invalid` when two columns have one name. */
  static ofHeader(header: readonly string[], file: string): RowLayout {
    const twice = header.find((name, index) => header.indexOf(name) !== index);
    if (twice !== undefined) {
      throw new ImportError(
        "header_invalid",
        `${file}:1: two columns are called "${twice}": give each column a name of its own.`,
      );
    }
    return new RowLayout(header);
  }

  static ofFields(): RowLayout {
    return new RowLayout(undefined);
  }

  /** The slot of a column; a column that the header lacks is remembered as missing. */
  slot(name: string): number {
    const slot = this.#slots.get(name);
    if (slot !== undefined) return slot;
    if (this.#header !== undefined) this.#missing.add(name);
    return this.addJoined(name);
  }

  /** Gives a column that the row itself does not have a slot behind the others. */
  addJoined(name: string): number {
    const slot = this.#slots.size;
    this.#slots.set(name, slot);
    return slot;
  }

  /** What the file itself says in a row: the header's columns, or the whole line; joined columns are not its own. */
  get ownColumns(): readonly string[] {
    return this.#header ?? [WHOLE_LINE];
  }

  /** The names of all slots, in their order. */
  get columns(): readonly string[] {
    return [...this.#slots.keys()];
  }

  /** @throws ImportError `column_missing`, naming every column that was asked for in vain. */
  requireComplete(file: string): void {
    if (this.#missing.size === 0) return;
    const missing = [...this.#missing].join(", ");
    throw new ImportError(
      "column_missing",
      `${file} has no column ${missing} (it has ${this.#header?.join(", ") ?? ""}): correct the mapping.`,
    );
  }
}
