// In: an instant. Out: the company's calendar day. Pure, and fast enough for every event of a stream: Intl is asked once per
// quarter of an hour that occurs, for no zone's offset has changed in between since 1971.

const SLOT_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

/** Events with absurd times must not fill the memory. */
const MOST_SLOTS = 100_000;

/** Makes a value for each company day once, and finds it again by instant. */
export class CompanyCalendar<Value> {
  readonly #valueOf: (day: string) => Value;
  readonly #wallClock: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();
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
    const day = Math.floor((ms + this.#offsetMs(ms)) / DAY_MS);
    const known = this.#values.get(day);
    if (known !== undefined) return known;
    if (this.#values.size >= MOST_SLOTS) this.#values.clear();
    const value = this.#valueOf(new Date(day * DAY_MS).toISOString().slice(0, 10));
    this.#values.set(day, value);
    return value;
  }

  #offsetMs(ms: number): number {
    const slot = Math.floor(ms / SLOT_MS);
    const known = this.#offsets.get(slot);
    if (known !== undefined) return known;
    if (this.#offsets.size >= MOST_SLOTS) this.#offsets.clear();
    const offset = this.#askOffsetMs(slot * SLOT_MS);
    this.#offsets.set(slot, offset);
    return offset;
  }

  #askOffsetMs(ms: number): number {
    const part: Record<string, number> = {};
    for (const { type, value } of this.#wallClock.formatToParts(ms)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - ms;
  }
}
