/**
 * Progress on stderr for everything that takes longer than two seconds: a moving bar on a terminal, a line now and then elsewhere.
 * stdout stays free for results.
 */
const WIDTH = 30;
const TERMINAL_INTERVAL_MS = 80;
const LINE_INTERVAL_MS = 5_000;

/** Where progress goes: process.stderr, or a test's own. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface ProgressBar {
  /** How much is done now; `total` may be corrected on the way. */
  update(done: number, total?: number): void;
  /** Leaves the last state standing as a line of its own. */
  finish(note?: string): void;
}

/** 1234567 as "1,234,567". */
export function groupDigits(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** One state of a bar as text: label, bar, share, counts. */
export function renderBar(label: string, done: number, total: number, elapsedMs: number): string {
  const share = total > 0 ? Math.min(1, Math.max(0, done / total)) : 0;
  const filled = Math.round(share * WIDTH);
  const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
  return `${label.padEnd(22)} ${bar} ${`${Math.floor(share * 100)}%`.padStart(4)}  ${groupDigits(done)} of ${groupDigits(total)}  ${seconds(elapsedMs)}`;
}

/** Starts a bar for work of `total` units. */
export function startProgressBar(
  label: string,
  total: number,
  output: ProgressOutput = process.stderr,
  now: () => number = Date.now,
): ProgressBar {
  const begun = now();
  let done = 0;
  let most = total;
  let shownAt = begun;
  let shown = false;
  const text = (): string => renderBar(label, done, most, now() - begun);
  const show = (): void => {
    shownAt = now();
    shown = true;
    output.write(output.isTTY === true ? `\r\u001b[2K${text()}` : `${text()}\n`);
  };
  return {
    update(nowDone, nowTotal) {
      done = nowDone;
      if (nowTotal !== undefined) most = nowTotal;
      const interval = output.isTTY === true ? TERMINAL_INTERVAL_MS : LINE_INTERVAL_MS;
      if (now() - shownAt >= interval || (output.isTTY === true && !shown)) show();
    },
    finish(note) {
      const line =
        note === undefined ? text() : `${label.padEnd(22)} ${note}  ${seconds(now() - begun)}`;
      output.write(output.isTTY === true ? `\r\u001b[2K${line}\n` : `${line}\n`);
    },
  };
}

/** Writes one line of progress to stderr. */
export function say(message: string): void {
  process.stderr.write(`${message}\n`);
}
