// In: an instant. Out: the company's calendar day. Pure, and fast enough for every event of a stream: Intl is asked once per
// quarter of an hour that occurs, for no zone's offset has changed in between since 1971.

const SLOT_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

/** Events with absurd times must not fill the memory. */
const MOST_SLOTS = 100_000;

/** A quarter of an hour: its offset from UTC, and the day on which it begins, which nearly always is that of all of it. */
interface Slot<Value> {
  readonly offsetMs: number;
  readonly day: number;
  readonly value: Value;
}

/** Makes a value for each company day once, and finds it again by instant. */
export class CompanyCalendar<Value> {
  readonly #valueOf: (day: string) => Value;
  readonly #wallClock: Intl.DateTimeFormat;
  readonly #slots = new Map<number, Slot<Value>>();
  readonly #values = new Map<number, Value>();

  /** `timeZone` is an IANA name; throws RangeError for a zone that does not exist. */
  constructor(timeZone: string, valueOf: (day: string) => Value) {
    this.#valueOf = valueOf;
    this.#wallClock = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  /** The value of the day (YYYY-MM-DD, as ClickHouse's toDate(instant, timeZone)) in which `ms` UTC lies. */
  at(ms: number): Value {
    const number = Math.floor(ms / SLOT_MS);
    const slot = this.#slots.get(number) ?? this.#addSlot(number);
    const day = Math.floor((ms + slot.offsetMs) / DAY_MS);
    return day === slot.day ? slot.value : this.#valueOfDay(day);
  }

  #addSlot(number: number): Slot<Value> {
    const startMs = number * SLOT_MS;
    const offsetMs = this.#askOffsetMs(startMs);
    const day = Math.floor((startMs + offsetMs) / DAY_MS);
    const slot = { offsetMs, day, value: this.#valueOfDay(day) };
    if (this.#slots.size >= MOST_SLOTS) this.#slots.clear();
    this.#slots.set(number, slot);
    return slot;
  }

  #valueOfDay(day: number): Value {
    const known = this.#values.get(day);
    if (known !== undefined) return known;
    if (this.#values.size >= MOST_SLOTS) this.#values.clear();
    const value = this.#valueOf(new Date(day * DAY_MS).toISOString().slice(0, 10));
    this.#values.set(day, value);
    return value;
  }

  #askOffsetMs(ms: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of this.#wallClock.formatToParts(ms)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - ms;
  }
}
