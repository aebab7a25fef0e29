// Rows of an answer in ClickHouse's RowBinaryWithNamesAndTypes format, decoded while they arrive.
// In: bytes, cut anywhere. Out: blocks of whole rows, one array per column, numbers in typed arrays: a million rows of thirty numbers
// would be a gigabyte as JSON. Pure memory: what is kept between two pieces of an answer is less than a row.
// Format: https://clickhouse.com/docs/interfaces/formats/RowBinaryWithNamesAndTypes

/** The column types that are read this way; 64-bit integers and instants come as Float64 (`toFloat64(...)`), NULL as NaN. */
export type BinaryType = "String" | "UInt8" | "UInt16" | "UInt32" | "Int32" | "Float32" | "Float64";

/** The columns of a SELECT by name, in its order. */
export type BinaryColumns = Readonly<Record<string, BinaryType>>;

/** Some rows of an answer: each column as an array of `rows` values. */
export interface BinaryBlock<Columns extends BinaryColumns> {
  readonly rows: number;
  readonly columns: {
    readonly [Name in keyof Columns]: Columns[Name] extends "String"
      ? readonly string[]
      : Float64Array;
  };
}

type NumberType = Exclude<BinaryType, "String">;

/** How a number is read, and how many bytes it takes. */
const NUMBERS: Readonly<
  Record<NumberType, [width: number, read: (from: DataView, at: number) => number]>
> = {
  UInt8: [1, (from, at) => from.getUint8(at)],
  UInt16: [2, (from, at) => from.getUint16(at, true)],
  UInt32: [4, (from, at) => from.getUint32(at, true)],
  Int32: [4, (from, at) => from.getInt32(at, true)],
  Float32: [4, (from, at) => from.getFloat32(at, true)],
  Float64: [8, (from, at) => from.getFloat64(at, true)],
};

/** The blocks of an answer, as its pieces arrive. @throws TypeError for an answer that is not of these columns or not whole */
export async function* decodeBlocks<Columns extends BinaryColumns>(
  pieces: AsyncIterable<unknown>,
  columns: Columns,
): AsyncGenerator<BinaryBlock<Columns>, void, undefined> {
  const decoder = new RowBinaryDecoder(columns);
  for await (const piece of pieces) {
    const block = decoder.push(piece as Buffer);
    if (block.rows > 0) yield block;
  }
  decoder.end();
}

/** Decodes one answer. */
export class RowBinaryDecoder<Columns extends BinaryColumns> {
  readonly #columns: readonly (readonly [string, BinaryType])[];
  readonly #leastRowBytes: number;
  #rest: Buffer = Buffer.alloc(0);
  #hasHeader = false;

  constructor(columns: Columns) {
    this.#columns = Object.entries(columns);
    this.#leastRowBytes = this.#columns.reduce(
      (sum, [, type]) => sum + (type === "String" ? 1 : NUMBERS[type][0]),
      0,
    );
  }

  /** The rows that `bytes` completes. @throws TypeError where the answer has other columns than were declared */
  push(bytes: Buffer): BinaryBlock<Columns> {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const cursor = new Cursor(all);
    if (!this.#hasHeader) this.#hasHeader = this.#readHeader(cursor);
    const block = this.#readRows(cursor);
    // A copy: the piece that it is cut from need not live on for it.
    this.#rest = Buffer.from(all.subarray(cursor.at));
    return block;
  }

  /** To be called when the answer is over. @throws TypeError when it ended within a row */
  end(): void {
    if (this.#rest.length > 0 || !this.#hasHeader) {
      throw new TypeError("the answer ended in the middle of a row");
    }
  }

  #readHeader(cursor: Cursor): boolean {
    const count = cursor.varint();
    const texts: string[] = [];
    for (let left = (count ?? 0) * 2; left > 0; left -= 1) {
      const text = cursor.string();
      if (text !== undefined) texts.push(text);
    }
    if (count === undefined || texts.length < count * 2) {
      cursor.at = 0;
      return false;
    }
    const names = texts.slice(0, count);
    const types = texts.slice(count).map((type) => type.replace(/^LowCardinality\((.*)\)$/, "$1"));
    const found = names.map((name, index) => `${name} ${types[index] ?? ""}`).join(", ");
    const wanted = this.#columns.map((column) => column.join(" ")).join(", ");
    if (found !== wanted) {
      throw new TypeError(`the answer's columns are (${found}), not (${wanted}) as declared`);
    }
    return true;
  }

  #readRows(cursor: Cursor): BinaryBlock<Columns> {
    const mostRows = this.#hasHeader
      ? Math.floor((cursor.length - cursor.at) / this.#leastRowBytes)
      : 0;
    const arrays = this.#columns.map(([, type]) =>
      type === "String" ? [] : new Float64Array(mostRows),
    );
    let rows = 0;
    while (rows < mostRows && this.#readRow(cursor, arrays, rows)) rows += 1;
    const columns = this.#columns.map(([name], index) => [name, firstOf(arrays[index], rows)]);
    return { rows, columns: Object.fromEntries(columns) as BinaryBlock<Columns>["columns"] };
  }

  /** False: the row is not all there yet, and nothing of it was taken. */
  #readRow(cursor: Cursor, arrays: readonly (string[] | Float64Array)[], row: number): boolean {
    const start = cursor.at;
    for (let index = 0; index < this.#columns.length; index += 1) {
      const type = this.#columns[index]?.[1] ?? "String";
      const value = type === "String" ? cursor.string() : cursor.number(type);
      if (value === undefined) {
        cursor.at = start;
        return false;
      }
      (arrays[index] as (string | number)[])[row] = value;
    }
    return true;
  }
}

function firstOf(array: string[] | Float64Array | undefined, rows: number): unknown {
  return array instanceof Float64Array ? array.subarray(0, rows) : array?.slice(0, rows);
}

/** Reads values one after the other; undefined where the bytes end before a value does. */
class Cursor {
  at = 0;
  readonly length: number;
  readonly #bytes: Buffer;
  readonly #view: DataView;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.length = bytes.length;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** LEB128. */
  varint(): number | undefined {
    let value = 0;
    let scale = 1;
    for (let at = this.at; at < this.length; at += 1) {
      const byte = this.#bytes[at] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        this.at = at + 1;
        return value;
      }
      scale *= 0x80;
    }
    return undefined;
  }

  string(): string | undefined {
    const length = this.varint();
    if (length === undefined || this.at + length > this.length) return undefined;
    const end = this.at + length;
    const text = this.#bytes.toString("utf8", this.at, end);
    this.at = end;
    return text;
  }

  number(type: NumberType): number | undefined {
    const [width, read] = NUMBERS[type];
    if (this.at + width > this.length) return undefined;
    const value = read(this.#view, this.at);
    this.at += width;
    return value;
  }
}
