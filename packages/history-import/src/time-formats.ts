// Dates and times as files write them, by an explicit format. In: a text. Out: milliseconds since the epoch, or
// undefined when the text is not of the format or names no real moment (31-02-2024): nothing is guessed.
import { literalPattern } from "./literal-pattern.ts";
import { wallClockToUtc } from "./time-zones.ts";

export type ReadTime = (text: string) => number | undefined;

/** A repeated date is parsed once; beyond this many different ones the memory starts anew. */
const REMEMBERED_DATES = 20_000;

const FIELDS: Readonly<Record<string, string>> = {
  YYYY: String.raw`(?<year>\d{4})`,
  MM: String.raw`(?<month>\d{2})`,
  M: String.raw`(?<month>\d{1,2})`,
  DD: String.raw`(?<day>\d{2})`,
  D: String.raw`(?<day>\d{1,2})`,
  HH: String.raw`(?<hour>\d{2})`,
  H: String.raw`(?<hour>\d{1,2})`,
  hh: String.raw`(?<hour>\d{2})`,
  h: String.raw`(?<hour>\d{1,2})`,
  mm: String.raw`(?<minute>\d{2})`,
  ss: String.raw`(?<second>\d{2})`,
  SSS: String.raw`(?<fraction>\d{3})`,
  A: String.raw`(?<half>[AaPp][Mm])`,
};
const FIELD = /YYYY|MM|M|DD|D|HH|H|hh|h|mm|ss|SSS|A/g;

const ISO =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?(?<zone>Z|[+-]\d{2}:?\d{2})?)?$/;

/** What is wrong with a format, or undefined. */
export function faultOfTimeFormat(format: string): string | undefined {
  if (["ISO", "epoch_seconds", "epoch_milliseconds"].includes(format)) return undefined;
  const fields = format.match(FIELD) ?? [];
  const names = fields.map((field) => /<(\w+)>/.exec(FIELDS[field] ?? "")?.[1] ?? field);
  const isWhole = ["year", "month", "day"].every((name) => names.includes(name));
  if (isWhole && new Set(names).size === names.length) return undefined;
  return `expected ISO, epoch_seconds, epoch_milliseconds, or a pattern with YYYY, MM (or M) and DD (or D) once each, such as "DD-MM-YYYY HH:mm", found "${format}"`;
}

/**
 * The reader of a format: "ISO" (a date, or a date and time with or without offset), "epoch_seconds",
 * "epoch_milliseconds", or a pattern of YYYY MM M DD D HH H hh h mm ss SSS A and literal characters.
 * What the text does not say is 0; a time without offset is the zone's wall clock.
 */
export function timeReader(format: string, timeZone: string): ReadTime {
  if (format === "epoch_seconds") return (text) => epoch(text, 1000);
  if (format === "epoch_milliseconds") return (text) => epoch(text, 1);
  const toUtc = wallClockToUtc(timeZone);
  const pattern = format === "ISO" ? ISO : patternOf(format);
  const read: ReadTime = (text) => {
    const groups = pattern.exec(text)?.groups;
    return groups === undefined ? undefined : moment(groups, toUtc);
  };
  return /[Hh]/.test(format) ? read : remembering(read);
}

function patternOf(format: string): RegExp {
  let source = "";
  let at = 0;
  for (const match of format.matchAll(FIELD)) {
    source += literalPattern(format.slice(at, match.index)) + (FIELDS[match[0]] ?? "");
    at = match.index + match[0].length;
  }
  return new RegExp(`^${source}${literalPattern(format.slice(at))}$`);
}

type Groups = Readonly<Record<string, string | undefined>>;

function moment(groups: Groups, toUtc: (localMs: number) => number): number | undefined {
  const [year, month, day] = [
    Number(groups["year"]),
    Number(groups["month"]),
    Number(groups["day"]),
  ];
  const hour = hourOf(groups);
  const [minute, second] = [Number(groups["minute"] ?? 0), Number(groups["second"] ?? 0)];
  const ms = Math.trunc(Number(`0.${groups["fraction"] ?? 0}`) * 1000);
  const local = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  const date = new Date(local);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!isReal || !(hour < 24) || minute > 59 || second > 59) return undefined;
  const zone = groups["zone"];
  return zone === undefined ? toUtc(local) : local - offsetMs(zone);
}

function hourOf(groups: Groups): number {
  const hour = Number(groups["hour"] ?? 0);
  const half = groups["half"]?.toLowerCase();
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half === "pm" ? 12 : 0);
}

function offsetMs(zone: string): number {
  if (zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

function epoch(text: string, unitMs: number): number | undefined {
  return /^-?\d+(\.\d+)?$/.test(text) ? Math.trunc(Number(text) * unitMs) : undefined;
}

function remembering(read: ReadTime): ReadTime {
  const remembered = new Map<string, number | undefined>();
  return (text) => {
    if (remembered.has(text)) return remembered.get(text);
    if (remembered.size >= REMEMBERED_DATES) remembered.clear();
    const ms = read(text);
    remembered.set(text, ms);
    return ms;
  };
}
