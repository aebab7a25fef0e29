/**
 * The frame that the backtest's plots share: title, axes with ticks in percent, grid. In: words, ranges, and the marks that
 * stand inside. Out: an SVG document. Pure.
 */

const WIDTH = 720;
const HEIGHT = 600;
const AREA = { left: 84, top: 92, width: 596, height: 420 } as const;
const FONT = "font-family=\"system-ui, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif\"";
export const INK = "#1f2933";
export const MUTED = "#6b7785";
export const BLUE = "#1d6fb8";
const GRID = "#e4e8ec";

/** An axis from 0 to `end`, both shares. */
export interface Axis {
  readonly title: string;
  readonly end: number;
}

export interface Frame {
  readonly title: string;
  readonly subtitle: string;
  readonly x: Axis;
  readonly y: Axis;
  /** What stands below the axes, small. */
  readonly note: string;
}

/** From shares to places on the page. */
export interface Scale {
  readonly x: (share: number) => number;
  readonly y: (share: number) => number;
}

/** Text as it may stand in XML. */
export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Two digits of a pixel are enough. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** The whole document; `drawMarks` is given the scale. */
export function drawFrame(frame: Frame, drawMarks: (scale: Scale) => readonly string[]): string {
  const scale: Scale = {
    x: (share) => AREA.left + (share / frame.x.end) * AREA.width,
    y: (share) => AREA.top + AREA.height - (share / frame.y.end) * AREA.height,
  };
  const bottom = AREA.top + AREA.height;
  const middle = AREA.top + AREA.height / 2;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" ${FONT}>`,
    `<title>${escapeText(`${frame.title}: ${frame.subtitle}`)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(AREA.left, 38, frame.title, `font-size="20" font-weight="600" fill="${INK}"`),
    text(AREA.left, 64, frame.subtitle, `font-size="13" fill="${MUTED}"`),
    ...ticksTo(frame.x.end).map((tick) => verticalTick(scale.x(tick), tick)),
    ...ticksTo(frame.y.end).map((tick) => horizontalTick(scale.y(tick), tick)),
    `<path d="M${AREA.left} ${AREA.top}V${bottom}H${AREA.left + AREA.width}" fill="none" stroke="${MUTED}"/>`,
    text(
      AREA.left + AREA.width / 2,
      bottom + 44,
      frame.x.title,
      `font-size="13" text-anchor="middle" fill="${INK}"`,
    ),
    text(
      26,
      middle,
      frame.y.title,
      `font-size="13" text-anchor="middle" fill="${INK}" transform="rotate(-90 26 ${middle})"`,
    ),
    text(AREA.left, HEIGHT - 16, frame.note, `font-size="11" fill="${MUTED}"`),
    ...drawMarks(scale),
    "</svg>",
  ];
  return `${lines.join("\n")}\n`;
}

/** A line of text whose baseline starts (or whose middle stands) at x, y. */
export function text(x: number, y: number, words: string, style: string): string {
  return `<text x="${px(x)}" y="${px(y)}" ${style}>${escapeText(words)}</text>`;
}

function verticalTick(x: number, share: number): string {
  const bottom = AREA.top + AREA.height;
  const label = text(x, bottom + 20, tickLabel(share), tickStyle("middle"));
  return `<path d="M${px(x)} ${AREA.top}V${bottom}" stroke="${GRID}"/>${label}`;
}

function horizontalTick(y: number, share: number): string {
  const label = text(AREA.left - 10, y + 4, tickLabel(share), tickStyle("end"));
  return `<path d="M${AREA.left} ${px(y)}H${AREA.left + AREA.width}" stroke="${GRID}"/>${label}`;
}

function tickStyle(anchor: "middle" | "end"): string {
  return `font-size="12" text-anchor="${anchor}" fill="${MUTED}"`;
}

function tickLabel(share: number): string {
  return `${String(Math.round(share * 10_000) / 100)} %`;
}

const STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];
const MOST_TICKS = 6;

/** Round shares from 0 to the end of an axis. */
export function ticksTo(end: number): number[] {
  const step = STEPS.find((one) => end / one <= MOST_TICKS) ?? 0.2;
  return Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, index) => index * step);
}

/** The next end of an axis, a whole number of ticks, at or above `share`. */
export function axisEnd(share: number): number {
  const step = STEPS.find((one) => share / one <= MOST_TICKS) ?? 0.2;
  return Math.min(1, Math.max(step, Math.ceil(share / step - 1e-9) * step));
}
