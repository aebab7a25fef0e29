/** Small pieces of a terminal picture: colours, bars, sparklines, numbers. Pure. */

const COLOURS = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;
export type Colour = keyof typeof COLOURS;
export type Paint = (colour: Colour, text: string) => string;

/** Colours on a terminal that wants them (https://no-color.org), the text as it is elsewhere. */
export function painterFor(
  output: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
): Paint {
  const wanted = output.isTTY === true && (environment["NO_COLOR"] ?? "") === "";
  return (colour, text) =>
    wanted && text !== "" ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of `value` out of `most`, at most `width` characters; whatever is above 0 shows. */
export function bar(value: number, most: number, width: number): string {
  if (value <= 0 || most <= 0) return "";
  const eighths = Math.max(1, Math.round((Math.min(value, most) / most) * width * 8));
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
}

const LEVELS = "▁▂▃▄▅▆▇█";

/** One character per value, from the lowest to the highest of them. */
export function sparkline(values: readonly number[]): string {
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  const level = (value: number): number =>
    range === 0 ? 3 : Math.round(((value - low) / range) * (LEVELS.length - 1));
  return values.map((value) => LEVELS[level(value)] ?? "").join("");
}

/** 78213000 JPY as "¥78.2M"; "–" when it is not known. */
export function compactMoney(amount: number | null, currency: string): string {
  if (amount === null || currency === "") return "–";
  const style = { style: "currency", currency, notation: "compact", maximumSignificantDigits: 3 };
  return new Intl.NumberFormat("en-US", style as Intl.NumberFormatOptions).format(amount);
}

/** 0.0234 as "2.3 %"; "–" when it is not known. */
export function percent(share: number | null, digits = 1): string {
  return share === null ? "–" : `${(share * 100).toFixed(digits)} %`;
}

/** Cuts a text that is too long, and says so. */
export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

/** Characters that a terminal draws two columns wide: Chinese and Japanese ones, and their punctuation. */
const WIDE = "\\u3000-\\u30ff\\u3400-\\u9fff\\uff01-\\uff60";
/** A line breaks after a space, and between two wide characters unless one of them belongs to the other. */
const BREAK = new RegExp(
  `(?<= )|(?<=[${WIDE}])(?<![（「『])(?![、。）」』：％ーっゃゅょッャュョ])(?=.)`,
  "u",
);
const EACH_WIDE = new RegExp(`[${WIDE}]`, "gu");

function columnsOf(text: string): number {
  return text.length + (text.match(EACH_WIDE)?.length ?? 0);
}

/** Text broken into lines of at most `width` columns, at spaces or between Japanese characters. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.split(BREAK)) {
    if (line !== "" && columnsOf(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = piece;
    } else {
      line += piece;
    }
  }
  return line.trimEnd() === "" ? lines : [...lines, line.trimEnd()];
}
