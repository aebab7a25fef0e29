// In: bytes. Out: where the parts of a JSON text lie, as long as it is written in one plain form.
// Plain is what JSON.stringify writes of what JSON.parse has read: no space between the parts, no escapes, numbers as JavaScript
// prints them, no key twice in an object, none that JavaScript would move to the front. Such a text is its own canonical form, so
// nothing needs to be decoded to be judged and stored. Everything else is not wrong, only not plain: JSON.parse is there for it.

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const UNDERSCORE = 0x5f;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Decimal digits that every double keeps, whatever they are. */
const MOST_DIGITS = 15;
/** JavaScript prints smaller fractions with an exponent. */
const MOST_FRACTION_DIGITS = 6;
const MOST_LEVELS = 16;
/** Of all objects that are open at one place. */
const MOST_OPEN_KEYS = 256;

const LITERALS = ["true", "false", "null"].map((word) => Buffer.from(word));

/** By byte: 1 inside ASCII text, 2 in longer UTF-8 sequences, 0 where a string ends or is not plain. */
const TEXT_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x80) return 2;
  return byte < 0x20 || byte === 0x7f || byte === QUOTE || byte === 0x5c ? 0 : 1;
});

/** The first byte of C1 control characters, which no name may have, and the first byte behind theirs. */
const C1_LEAD = 0xc2;
const BEHIND_C1 = 0xa0;

/**
 * A place in a JSON text. Every reading method goes over what it names and says whether that was there, in plain form; after a
 * `false` the place means nothing.
 */
export class PlainJson {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  /** The last string or key: its bytes without the quotes. */
  from = 0;
  to = 0;
  /** The last number. */
  isNegative = false;
  isInteger = false;
  /** Whether a byte above 0x7f came by: the caller looks whether the whole is UTF-8. */
  hasHighBytes = false;

  readonly #hashes = new Int32Array(MOST_OPEN_KEYS);
  #openKeys = 0;

  /** Whether everything has been read. */
  get hasEnded(): boolean {
    return this.at === this.bytes.length;
  }

  begin(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.at = 0;
    this.hasHighBytes = false;
    this.#openKeys = 0;
  }

  string(): boolean {
    const { bytes } = this;
    const end = bytes.length;
    let at = this.at;
    if (bytes[at] !== QUOTE) return false;
    this.from = ++at;
    while (at < end) {
      const byte = bytes[at] as number;
      const meaning = TEXT_BYTES[byte];
      if (meaning === 0) break;
      if (meaning === 2) {
        if (byte === C1_LEAD && (bytes[at + 1] as number) < BEHIND_C1) return false;
        this.hasHighBytes = true;
      }
      at++;
    }
    this.to = at;
    this.at = at + 1;
    return bytes[at] === QUOTE;
  }

  number(): boolean {
    const { bytes } = this;
    let at = this.at;
    this.isNegative = bytes[at] === MINUS;
    if (this.isNegative) at++;
    const whole = at;
    while (isDigit(bytes[at])) at++;
    let digits = at - whole;
    if (digits === 0 || (digits > 1 && bytes[whole] === ZERO)) return false;
    this.isInteger = bytes[at] !== POINT;
    if (this.isInteger) {
      // JSON.stringify writes -0 as 0.
      if (this.isNegative && bytes[whole] === ZERO) return false;
    } else {
      const fraction = ++at;
      while (isDigit(bytes[at])) at++;
      digits += at - fraction;
      if (at === fraction || at - fraction > MOST_FRACTION_DIGITS || bytes[at - 1] === ZERO)
        return false;
    }
    this.at = at;
    return digits <= MOST_DIGITS;
  }

  /** Any value, `levels` of objects and arrays deep at most. */
  value(levels = MOST_LEVELS): boolean {
    switch (this.bytes[this.at]) {
      case QUOTE:
        return this.string();
      case OPEN_OBJECT:
        return levels > 0 && this.#object(levels - 1);
      case OPEN_ARRAY:
        return levels > 0 && this.#array(levels - 1);
      default:
        return this.number() || this.#literal();
    }
  }

  /** An array of one item or more, each read by `readItem`. */
  items(readItem: () => boolean): boolean {
    let byte = this.bytes[this.at++];
    if (byte !== OPEN_ARRAY) return false;
    do {
      if (!readItem()) return false;
      byte = this.bytes[this.at++];
    } while (byte === COMMA);
    return byte === CLOSE_ARRAY;
  }

  /** The opening brace of an object. Returns what `closeObject` wants back; −1 when it is not there. */
  openObject(): number {
    return this.bytes[this.at++] === OPEN_OBJECT ? this.#openKeys : -1;
  }

  /** The next key, with its colon. Whether it stands twice is for `isNew`. */
  key(): boolean {
    if (!this.string() || this.bytes[this.at++] !== COLON) return false;
    const { bytes, from, to } = this;
    const first = bytes[from] as number;
    // Keys like "1" come first in JavaScript, and "__proto__" is no key at all.
    return from < to && !isDigit(first) && (first !== UNDERSCORE || bytes[from + 1] !== UNDERSCORE);
  }

  /** Whether the key is the first of its kind in its object. False also for keys that only share their hash: they are rare. */
  isNew(opened: number): boolean {
    const { bytes, to } = this;
    let hash = 0;
    for (let at = this.from; at < to; at++)
      hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    for (let index = opened; index < this.#openKeys; index++)
      if (this.#hashes[index] === hash) return false;
    if (this.#openKeys === MOST_OPEN_KEYS) return false;
    this.#hashes[this.#openKeys++] = hash;
    return true;
  }

  /** Whether another key follows (true), or the object has ended (false); undefined when neither stands there. */
  hasNextKey(opened: number): boolean | undefined {
    const byte = this.bytes[this.at++];
    if (byte === COMMA) return true;
    if (byte !== CLOSE_OBJECT) return undefined;
    this.#openKeys = opened;
    return false;
  }

  /** Goes over these bytes if they stand here; else the place stays. */
  skip(expected: Uint8Array): boolean {
    const { bytes, at } = this;
    const { length } = expected;
    for (let index = 0; index < length; index++)
      if (bytes[at + index] !== expected[index]) return false;
    this.at = at + length;
    return true;
  }

  #object(levels: number): boolean {
    const opened = this.openObject();
    if (this.bytes[this.at] === CLOSE_OBJECT) {
      this.at++;
      return true;
    }
    let more: boolean | undefined;
    do {
      if (!this.key() || !this.isNew(opened) || !this.value(levels)) return false;
      more = this.hasNextKey(opened);
    } while (more === true);
    return more === false;
  }

  #array(levels: number): boolean {
    if (this.bytes[this.at + 1] !== CLOSE_ARRAY) return this.items(() => this.value(levels));
    this.at += 2;
    return true;
  }

  #literal(): boolean {
    return LITERALS.some((word) => this.skip(word));
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}
