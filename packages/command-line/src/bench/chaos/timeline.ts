/**
 * A run as a picture: what broke when, how long it was felt, and how many events became rows meanwhile. Pure.
 */
import { sparkline } from "../../demo/terminal.ts";
import { FAULT_KINDS, type FaultKind } from "./fault-plan.ts";

const COLUMNS = 72;

const TITLES: Readonly<Record<FaultKind, string>> = {
  worker: "kill worker",
  clickhouse: "kill ClickHouse",
  kafka: "kill Kafka",
  redis: "kill Redis",
  collector: "kill collector",
  cut: "cut connections",
  delay: "slow connections",
  halve: "deaf connections",
  join: "third worker",
};

/** A fault as it happened; times from the start of the run. */
export interface Struck {
  readonly kind: FaultKind;
  readonly beganMs: number;
  /** When everything sent after it had got through. */
  readonly throughMs: number;
}

/** Rows so far at a time from the start of the run. */
export type RowsAt = readonly [atMs: number, rows: number];

/** @param rowsAt in the order of time */
export function renderTimeline(
  struck: readonly Struck[],
  rowsAt: readonly RowsAt[],
  lengthMs: number,
): string {
  const column = (ms: number): number =>
    Math.min(COLUMNS - 1, Math.max(0, Math.floor((ms / lengthMs) * COLUMNS)));
  const lines = FAULT_KINDS.map((kind) => {
    const cells = Array.from({ length: COLUMNS }, () => "·");
    const ofKind = struck.filter((fault) => fault.kind === kind);
    for (const { beganMs, throughMs } of ofKind) {
      for (let at = column(beganMs); at <= column(throughMs); at += 1) {
        if (cells[at] === "·") cells[at] = "─";
      }
    }
    for (const { beganMs } of ofKind) cells[column(beganMs)] = "✕";
    return `  ${TITLES[kind].padEnd(17)} ${cells.join("")} ${String(ofKind.length).padStart(3)} ${felt(ofKind)}`;
  });
  return `${axis(lengthMs)}\n${lines.join("\n")}\n  ${"rows stored".padEnd(17)} ${sparkline(ratesOf(rowsAt, lengthMs))}\n`;
}

function axis(lengthMs: number): string {
  const end = `${Math.floor(lengthMs / 60_000)}:${String(Math.round((lengthMs % 60_000) / 1_000)).padStart(2, "0")}`;
  return `${" ".repeat(20)}0:00${" ".repeat(COLUMNS - 4 - end.length)}${end}   felt for: half of them, longest`;
}

function felt(struck: readonly Struck[]): string {
  const times = recoveryTimes(struck);
  if (times.length === 0) return "";
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`.padStart(7);
  return `${seconds(quantile(times, 0.5))} ${seconds(quantile(times, 1))}`;
}

/** How long each fault was felt, ascending. */
export function recoveryTimes(struck: readonly Struck[]): number[] {
  return struck.map(({ beganMs, throughMs }) => throughMs - beganMs).sort((a, b) => a - b);
}

/** Of ascending values: the least that is not below a share of them. NaN of none. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}

/** Rows per column of the picture. Merges take duplicates away, so a count may fall: that is no negative rate. */
function ratesOf(rowsAt: readonly RowsAt[], lengthMs: number): number[] {
  const reached = Array.from({ length: COLUMNS + 1 }, (_, index) => {
    const ms = (index / COLUMNS) * lengthMs;
    return rowsAt.findLast(([at]) => at <= ms)?.[1] ?? 0;
  });
  return reached.slice(1).map((rows, index) => Math.max(0, rows - (reached[index] ?? 0)));
}
