// In: subjects as bytes, each with the number of a bucket. Out: whether the pair is seen for the first time.
// A set of strings would do; but subjects of a stream come as bytes, hundreds of thousands a second, and nearly all of them have been
// seen: making a string of each to look it up took longer than reading the event. Pure memory.

const INITIAL_PAIRS = 1 << 10;
const INITIAL_BYTES = 1 << 14;
/** Open addressing stays short when at least half of the slots are free. */
const SLOTS_PER_PAIR = 2;

export class SeenSubjects {
  #size = 0;
  /** By hash, then the next free one: the number of a pair, from 1. */
  #slots = new Int32Array(INITIAL_PAIRS * SLOTS_PER_PAIR);
  // Of each pair, by its number.
  #hashes = new Int32Array(INITIAL_PAIRS);
  #buckets = new Int32Array(INITIAL_PAIRS);
  #ends = new Int32Array(INITIAL_PAIRS);
  /** All subjects, one behind the other. */
  #bytes = Buffer.allocUnsafe(INITIAL_BYTES);

  get size(): number {
    return this.#size;
  }

  /** True when the bucket and the subject, bytes[from..to), are new together. */
  add(bucket: number, bytes: Uint8Array, from: number, to: number): boolean {
    const hash = hashOf(bucket, bytes, from, to);
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const pair = this.#slots[slot] as number;
      if (pair === 0) {
        this.#slots[slot] = this.#size + 1;
        this.#append(hash, bucket, bytes, from, to);
        return true;
      }
      if (this.#hashes[pair] === hash && this.#is(pair, bucket, bytes, from, to)) return false;
    }
  }

  #is(pair: number, bucket: number, bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#buckets[pair] !== bucket) return false;
    const start = this.#ends[pair - 1] as number;
    if ((this.#ends[pair] as number) - start !== to - from) return false;
    const known = this.#bytes;
    for (let at = from; at < to; at++) if (known[start + at - from] !== bytes[at]) return false;
    return true;
  }

  #append(hash: number, bucket: number, bytes: Uint8Array, from: number, to: number): void {
    const start = this.#ends[this.#size] as number;
    const end = start + to - from;
    if (end > this.#bytes.length) this.#growBytes(end);
    for (let at = from; at < to; at++) this.#bytes[start + at - from] = bytes[at] as number;
    const pair = ++this.#size;
    this.#hashes[pair] = hash;
    this.#buckets[pair] = bucket;
    this.#ends[pair] = end;
    if (pair + 1 === this.#ends.length) this.#growPairs();
  }

  #growBytes(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger);
    this.#bytes = larger;
  }

  #growPairs(): void {
    this.#hashes = doubled(this.#hashes);
    this.#buckets = doubled(this.#buckets);
    this.#ends = doubled(this.#ends);
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let pair = 1; pair <= this.#size; pair++) {
      let slot = (this.#hashes[pair] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = pair;
    }
    this.#slots = slots;
  }
}

function doubled(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}

/** FNV-1a, whose low bits are mixed again: subjects often differ in their last byte only. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(bucket: number, bytes: Uint8Array, from: number, to: number): number {
  let hash = Math.imul(bucket ^ 0x811c9dc5, 0x01000193);
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}
