// In: bytes. Out: the instant that they write, in the one form that senders' clocks print: 2026-01-31T09:30:00.000Z, or without
// the milliseconds. Other RFC 3339 forms are for the contract (fields.ts), which takes them all.

const ZERO = 0x30;
const SHORT_BYTES = "2026-01-31T09:30:00Z".length;
const LONG_BYTES = "2026-01-31T09:30:00.000Z".length;
const MARKS: readonly (readonly [number, number])[] = [
  [4, 0x2d],
  [7, 0x2d],
  [10, 0x54],
  [13, 0x3a],
  [16, 0x3a],
];
const POINT = 0x2e;
const ZED = 0x5a;
/** Every month has so many; later days are for the contract. */
const DAYS_OF_EVERY_MONTH = 28;
const DAYS_OF_MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const DAY_MS = 86_400_000;
/** Years that lie within the contract's bounds as a whole. */
const [FIRST_YEAR, LAST_YEAR] = [1972, 2198];

/** Unix ms of the instant at bytes[from..to); NaN when it is not one in this form. */
export function readPlainInstant(bytes: Uint8Array, from: number, to: number): number {
  const isLong = to - from === LONG_BYTES;
  if ((!isLong && to - from !== SHORT_BYTES) || bytes[to - 1] !== ZED) return NaN;
  for (const [place, mark] of MARKS) if (bytes[from + place] !== mark) return NaN;
  if (isLong && bytes[from + SHORT_BYTES - 1] !== POINT) return NaN;
  const dayMs = daysSince1970(
    pair(bytes, from) * 100 + pair(bytes, from + 2),
    pair(bytes, from + 5),
    pair(bytes, from + 8),
  );
  const hour = pair(bytes, from + 11);
  const minute = pair(bytes, from + 14);
  const second = pair(bytes, from + 17);
  if (hour > 23 || minute > 59 || second > 59) return NaN;
  const ms = isLong ? digit(bytes, from + 20) * 100 + pair(bytes, from + 21) : 0;
  return dayMs * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
}

/** Days from 1970-01-01 to the day; NaN when there is no such day, or its year is not among those read here. */
function daysSince1970(year: number, month: number, day: number): number {
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12 && day >= 1))
    return NaN;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  if (day > DAYS_OF_EVERY_MONTH) {
    const days = (DAYS_OF_MONTHS[month - 1] as number) + (month === 2 && isLeap ? 1 : 0);
    if (day > days) return NaN;
  }
  return daysBeforeYear(year) + daysBeforeMonth(month, isLeap) + day - 1;
}

function daysBeforeYear(year: number): number {
  const past = year - 1;
  const leaps = (past >> 2) - Math.trunc(past / 100) + Math.trunc(past / 400);
  return (year - 1970) * 365 + leaps - LEAPS_BEFORE_1970;
}

/** 4 goes 492 times into 1969, less 19 centuries, plus 4 of every fourth. */
const LEAPS_BEFORE_1970 = 477;

const DAYS_BEFORE_MONTHS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

function daysBeforeMonth(month: number, isLeap: boolean): number {
  return (DAYS_BEFORE_MONTHS[month - 1] as number) + (isLeap && month > 2 ? 1 : 0);
}

/** NaN when it is no digit, and NaN goes through all arithmetic. */
function digit(bytes: Uint8Array, at: number): number {
  const value = (bytes[at] as number) - ZERO;
  return value >= 0 && value <= 9 ? value : NaN;
}

function pair(bytes: Uint8Array, at: number): number {
  return digit(bytes, at) * 10 + digit(bytes, at + 1);
}
