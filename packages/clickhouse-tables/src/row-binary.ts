// Rows in ClickHouse's RowBinary format, for exactly the column types that are inserted this way.
// In: values, column by column, row by row. Out: the bytes. Pure memory; a writer serves one batch after the other.
// Format: https://clickhouse.com/docs/interfaces/formats/RowBinary

const LONGEST_VARINT_BYTES = 5;
const MOST_UTF8_BYTES_PER_UNIT = 3;

/** Appends values to one growing buffer. A string is UTF-8 after its length as LEB128; integers are little endian. */
export class RowBinaryWriter {
  #bytes: Buffer;
  #length = 0;

  constructor(initialBytes = 1 << 20) {
    this.#bytes = Buffer.allocUnsafe(initialBytes);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** String and LowCardinality(String). Lone surrogates become U+FFFD: callers that care escape them before. */
  string(text: string): void {
    this.#reserve(text.length * MOST_UTF8_BYTES_PER_UNIT + LONGEST_VARINT_BYTES);
    // Most strings take one byte of length; only when that guess is wrong are they written a second time.
    const guess = text.length < 0x80 ? 1 : varintBytes(Buffer.byteLength(text));
    const written = this.#bytes.write(text, this.#length + guess, "utf8");
    const actual = varintBytes(written);
    if (actual !== guess) this.#bytes.write(text, this.#length + actual, "utf8");
    this.#varint(written);
    this.#length += written;
  }

  /** String, from bytes[start..end), which need not be text. */
  bytes(bytes: Buffer, start = 0, end = bytes.length): void {
    this.#reserve(end - start + LONGEST_VARINT_BYTES);
    this.#varint(end - start);
    this.#length += bytes.copy(this.#bytes, this.#length, start, end);
  }

  /** DateTime64(3): milliseconds since 1970, as Int64. */
  instant(ms: number): void {
    this.#wholeNumber(ms);
  }

  /** UInt64, from a safe integer that is not negative. */
  uint64(value: number): void {
    this.#wholeNumber(value);
  }

  /** UInt16, and Date: days since 1970-01-01. */
  uint16(value: number): void {
    this.#reserve(2);
    this.#length = this.#bytes.writeUInt16LE(value, this.#length);
  }

  int32(value: number): void {
    this.#reserve(4);
    this.#length = this.#bytes.writeInt32LE(value, this.#length);
  }

  float64(value: number): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  /** Nullable(Float64): a byte that says whether it is NULL, and the value where it is not. */
  nullableFloat64(value: number | null): void {
    this.#nullFlag(value === null);
    if (value !== null) this.float64(value);
  }

  float32(value: number): void {
    this.#reserve(4);
    this.#length = this.#bytes.writeFloatLE(value, this.#length);
  }

  /** Nullable(Date): days since 1970-01-01. */
  nullableDay(day: number | null): void {
    this.#nullFlag(day === null);
    if (day !== null) this.uint16(day);
  }

  /** Begins an Array: its items follow. */
  arrayOf(items: number): void {
    this.#reserve(LONGEST_VARINT_BYTES);
    this.#varint(items);
  }

  int64(value: bigint): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeBigInt64LE(value, this.#length);
  }

  /** The bytes so far, as a view: valid until the writer is used again. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Starts over in the same memory. */
  clear(): void {
    this.#length = 0;
  }

  #nullFlag(isNull: boolean): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = isNull ? 1 : 0;
  }

  /** A safe integer in 64 bits, two's complement. */
  #wholeNumber(value: number): void {
    this.#reserve(8);
    const high = Math.floor(value / 0x1_0000_0000);
    this.#uint32(value - high * 0x1_0000_0000);
    this.#uint32(high);
  }

  /** The low 32 bits, also of a negative number. Callers have reserved the space. */
  #uint32(value: number): void {
    const bytes = this.#bytes;
    const length = this.#length;
    const bits = value | 0;
    bytes[length] = bits;
    bytes[length + 1] = bits >> 8;
    bytes[length + 2] = bits >> 16;
    bytes[length + 3] = bits >> 24;
    this.#length = length + 4;
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
  return bytes;
}
