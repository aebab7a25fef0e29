/** Headings and numbers as the backtest's text writes them. Pure. */
import type { Paint } from "../demo/terminal.ts";

export function heading(title: string, explanation: string, paint: Paint): string[] {
  return ["", `  ${paint("bold", title)}  ${paint("dim", explanation)}`.trimEnd()];
}

/** Without the zero before the point, as the field writes such figures; "–" when there is none. */
export function decimal(value: number | null, digits: number): string {
  return value === null ? "–" : value.toFixed(digits).replace(/^(-?)0\./, "$1.");
}

/** "(.82–1.14)", or nothing. */
export function range(lower: number | null, upper: number | null, digits: number): string {
  if (lower === null || upper === null) return "";
  return `(${decimal(lower, digits)} to ${decimal(upper, digits)})`;
}
