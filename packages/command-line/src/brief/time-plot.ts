/**
 * A plot for a page: bars over time, those of the quarter before paler, or a line of scores. In: values with their labels in words.
 * Out: inline SVG. Pure. The words beside it say the same, so that it can be printed without colour and read aloud.
 */
import { BLUE, px } from "../backtest/plot-frame.ts";
import { html, type Html, NOTHING } from "./html.ts";

const WIDTH = 680;
const HEIGHT = 120;
const AREA = { left: 64, right: 8, top: 10, bottom: 22 } as const;
const PALE = "#b9d3ea";
const GAP = 0.2;

export interface PlotPoint {
  /** What it is and how much, in words. */
  readonly title: string;
  /** Null: missing; nothing is drawn, which is not 0. */
  readonly value: number | null;
  readonly isPale: boolean;
}

export interface Plot {
  /** What is shown, in words. */
  readonly title: string;
  readonly points: readonly PlotPoint[];
  /** The top of the axis; values lie between 0 and it. */
  readonly most: number;
  readonly mostLabel: string;
  readonly zeroLabel: string;
  readonly firstLabel: string;
  readonly lastLabel: string;
}

const plotWidth = WIDTH - AREA.left - AREA.right;
const bottom = HEIGHT - AREA.bottom;

function height(value: number, most: number): number {
  return most === 0 ? 0 : (value / most) * (bottom - AREA.top);
}

function label(x: number, y: number, side: "left" | "right", words: string): Html {
  return html`<text x="${px(x)}" y="${px(y)}" class="tick ${side}">${words}</text>`;
}

function frame(plot: Plot, marks: readonly Html[]): Html {
  const right = WIDTH - AREA.right;
  const line = (y: number): Html =>
    html`<path d="M${px(AREA.left)} ${px(y)}H${px(right)}" stroke="#e4e8ec" />`;
  return html`<svg viewBox="0 0 ${px(WIDTH)} ${px(HEIGHT)}" role="img">
    <title>${plot.title}</title>
    ${line(AREA.top)}${line(bottom)} ${label(AREA.left - 8, AREA.top + 4, "right", plot.mostLabel)}
    ${label(AREA.left - 8, bottom + 4, "right", plot.zeroLabel)}
    ${label(AREA.left, HEIGHT - 4, "left", plot.firstLabel)}
    ${label(right, HEIGHT - 4, "right", plot.lastLabel)} ${marks}
  </svg>`;
}

export function drawBars(plot: Plot): Html {
  const step = plotWidth / Math.max(1, plot.points.length);
  const bars = plot.points.map(({ title, value, isPale }, index) => {
    if (value === null) return NOTHING;
    const x = AREA.left + step * (index + GAP / 2);
    const top = px(bottom - height(value, plot.most));
    const outline = `M${px(x)} ${px(bottom)}V${top}h${px(step * (1 - GAP))}V${px(bottom)}Z`;
    const hint = html`<title>${title}</title>`;
    return html`<path d="${outline}" fill="${isPale ? PALE : BLUE}">${hint}</path>`;
  });
  return frame(plot, bars);
}

/** Points that lie beside each other are joined; a missing one leaves a gap. */
export function drawLine(plot: Plot): Html {
  const step = plotWidth / Math.max(1, plot.points.length);
  const placed = plot.points.map(({ title, value }, index) => ({
    title,
    x: px(AREA.left + step * (index + 0.5)),
    y: value === null ? null : px(bottom - height(value, plot.most)),
  }));
  const marks = placed.flatMap(({ x, y, title }, index) => {
    if (y === null) return [];
    const last = placed[index - 1];
    const from = last === undefined || last.y === null ? [] : [`M${last.x} ${last.y}L${x} ${y}`];
    const joined = from.map((d) => html`<path d="${d}" stroke="${BLUE}" stroke-width="2" />`);
    const hint = html`<title>${title}</title>`;
    return [...joined, html`<circle cx="${x}" cy="${y}" r="3" fill="${BLUE}">${hint}</circle>`];
  });
  return frame(plot, marks);
}
