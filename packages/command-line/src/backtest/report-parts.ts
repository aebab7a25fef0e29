/** Parts of the backtest's text: whom a model found, and the health bands. In: a model's report. Out: lines. Pure. */
import type { ForecastReport } from "@mimamori/churn-risk";
import { bar, type Colour, type Paint, percent, wrap } from "../demo/terminal.ts";
import { groupDigits } from "../progress.ts";
import { heading } from "./figures.ts";
import { titleOf } from "./model-words.ts";

const BAR_WIDTH = 36;
const SHOWN_SHARES = [0.05, 0.1, 0.2, 0.3, 0.5];
const TENTH = 0.1;

/** How many of those who left are among the riskiest few. */
export function foundLines({ lift, events, n }: ForecastReport, paint: Paint): string[] {
  const points = lift.filter(({ share }) => SHOWN_SHARES.includes(share));
  const tenth = lift.find(({ share }) => share === TENTH);
  if (tenth === undefined) return [];
  const found = Math.round(tenth.captured * events);
  const explanation = `the riskiest tenth holds ${groupDigits(found)} of the ${groupDigits(events)} who left`;
  return [
    ...heading("WHO IS FOUND", explanation, paint),
    ...points.map(({ share, lift: times, captured }) => {
      const drawn = bar(captured, 1, BAR_WIDTH);
      const rest = paint("dim", "·".repeat(BAR_WIDTH - drawn.length));
      const who = `riskiest ${percent(share, 0)}`.padEnd(16);
      const accounts = groupDigits(share * n).padStart(7);
      return `  ${who}${accounts}  ${paint("cyan", drawn)}${rest} ${percent(captured, 0).padStart(5)}  ${times.toFixed(1)} × the average`;
    }),
  ];
}

const BAND_COLOURS: Readonly<Record<string, Colour>> = {
  healthy: "green",
  attention: "yellow",
  "at-risk": "red",
};

/** How many of each health band left. */
export function bandLines(model: ForecastReport, paint: Paint): string[] {
  const most = Math.max(0, ...model.bands.map(({ observed }) => observed ?? 0));
  return [
    ...heading(
      "HEALTH BANDS",
      `who left within ${String(model.horizonDays)} days, by band at the start of each month`,
      paint,
    ),
    ...model.bands.map(({ band, n, events, observed }) => {
      const drawn = paint(BAND_COLOURS[band] ?? "dim", bar(observed ?? 0, most, BAR_WIDTH));
      const counts = `${groupDigits(events).padStart(6)} of ${groupDigits(n).padEnd(8)}`;
      return `  ${band.padEnd(18)}${counts}${percent(observed).padStart(8)}  ${drawn}`.trimEnd();
    }),
    ...wrap(`${titleOf(model)}: ${model.verdict}; ${model.why}`, 96).map(
      (line) => `  ${paint("dim", line)}`,
    ),
  ];
}
