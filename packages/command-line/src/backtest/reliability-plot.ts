/** Reliability as SVG: per bin the share that left, with its 90 % range, over the mean forecast; right is the diagonal. Pure. */
import type { ForecastReport } from "@mimamori/churn-risk";
import { percent } from "../demo/terminal.ts";
import { groupDigits } from "../progress.ts";
import { titleOf } from "./model-words.ts";
import { axisEnd, BLUE, drawFrame, INK, MUTED, px, type Scale, text } from "./plot-frame.ts";

/** An SVG document. */
export function drawReliability(model: ForecastReport): string {
  const { reliability: bins, n, events } = model;
  const end = axisEnd(
    Math.max(0.01, ...bins.flatMap(({ predicted, upper }) => [predicted, upper])),
  );
  const outcome =
    model.horizonDays === null ? "before the next forecast" : `within ${model.horizonDays} days`;
  return drawFrame(
    {
      title: `Reliability: ${titleOf(model)}`,
      subtitle: `${groupDigits(n)} account-months judged on later data, ${groupDigits(events)} left (${percent(model.prevalence)}); bars are 90 % intervals`,
      x: { title: "forecast: probability of leaving, mean of the bin", end },
      y: { title: `share that left ${outcome}`, end },
      note: `Each point is about a tenth of the forecasts. Verdict: ${model.verdict}.`,
    },
    (scale) => [
      diagonal(scale, end),
      ...legend(scale, end),
      ...averageLine(scale, end, model.prevalence),
      ...bins.map((bin) => point(scale, bin)),
    ],
  );
}

function diagonal({ x, y }: Scale, end: number): string {
  return `<path d="M${px(x(0))} ${px(y(0))}L${px(x(end))} ${px(y(end))}" stroke="${MUTED}" stroke-dasharray="5 4"/>`;
}

/** Top left, where no forecast is: so many more than forecast never leave. */
function legend({ x, y }: Scale, end: number): string[] {
  const [left, top] = [x(0) + 16, y(end) + 22];
  const words = (line: number, meaning: string): string =>
    text(left + 36, top + line * 20, meaning, `font-size="12" fill="${MUTED}"`);
  const dot = (line: number, fill: string, stroke: string): string =>
    `<circle cx="${px(left + 14)}" cy="${px(top + line * 20 - 4)}" r="5" fill="${fill}" stroke="${stroke}" stroke-width="1.5"/>`;
  return [
    `<path d="M${px(left)} ${px(top - 4)}h28" stroke="${MUTED}" stroke-dasharray="5 4"/>`,
    words(0, "right: as many left as forecast"),
    dot(1, BLUE, "#ffffff"),
    words(1, "the forecast lies within the interval"),
    dot(2, "#ffffff", INK),
    words(2, "it does not, as one in ten by chance"),
  ];
}

function averageLine({ x, y }: Scale, end: number, prevalence: number | null): string[] {
  if (prevalence === null || prevalence > end) return [];
  const at = y(prevalence);
  return [
    `<path d="M${px(x(0))} ${px(at)}H${px(x(end))}" stroke="${MUTED}" stroke-dasharray="1 4"/>`,
    text(
      x(end),
      at - 6,
      `all: ${percent(prevalence)}`,
      `font-size="12" text-anchor="end" fill="${MUTED}"`,
    ),
  ];
}

function point(
  { x, y }: Scale,
  { predicted, observed, lower, upper, n }: ForecastReport["reliability"][number],
): string {
  const isRight = lower <= predicted && predicted <= upper;
  const [atX, atY] = [px(x(predicted)), px(y(observed))];
  const whisker = `M${atX} ${px(y(lower))}V${px(y(upper))}m-4 0h8M${px(x(predicted) - 4)} ${px(y(lower))}h8`;
  const words = `forecast ${percent(predicted)}, left ${percent(observed)} (${percent(lower)} to ${percent(upper)}) of ${groupDigits(n)}`;
  return [
    `<g><title>${words}</title>`,
    `<path d="${whisker}" fill="none" stroke="${BLUE}" stroke-width="1.5" stroke-opacity=".75"/>`,
    `<circle cx="${atX}" cy="${atY}" r="5" fill="${isRight ? BLUE : "#ffffff"}" stroke="${isRight ? "#ffffff" : INK}" stroke-width="1.5"/></g>`,
  ].join("");
}
