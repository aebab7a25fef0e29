/** The reliability table as a little chart: per bin the forecast, and where the share that left lies. Pure. */
import type { ForecastReport } from "@mimamori/churn-risk";
import { type Paint, percent } from "../demo/terminal.ts";
import { groupDigits } from "../progress.ts";
import { heading } from "./figures.ts";

const CHART_WIDTH = 44;

/** One line per bin, from the lowest forecast to the highest; all share one axis. */
export function reliabilityLines(bins: ForecastReport["reliability"], paint: Paint): string[] {
  if (bins.length === 0) return [];
  const most = axisEnd(Math.max(...bins.flatMap(({ upper, predicted }) => [upper, predicted])));
  const scale = `0 %${percent(most, 0).padStart(CHART_WIDTH - 3)}`;
  return [
    ...heading(
      "RELIABILITY",
      "of those with such a forecast, how many left: ● with its 90 % range, ┃ the forecast",
      paint,
    ),
    paint("dim", `  forecast  judged  ${scale}    left`),
    ...bins.map((bin) => {
      const counts = `${percent(bin.predicted).padStart(10)}${groupDigits(bin.n).padStart(8)}`;
      return `${counts}  ${drawBin(bin, most, paint)} ${percent(bin.observed).padStart(7)}`;
    }),
  ];
}

/** The next round share above, so that the axis ends at a number that one can read. */
function axisEnd(share: number): number {
  const steps = [0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1];
  return steps.find((step) => step >= share) ?? 1;
}

function drawBin(
  { predicted, observed, lower, upper }: ForecastReport["reliability"][number],
  most: number,
  paint: Paint,
): string {
  const column = (share: number): number =>
    Math.min(CHART_WIDTH - 1, Math.max(0, Math.round((share / most) * (CHART_WIDTH - 1))));
  const [from, to, at, forecast] = [lower, upper, observed, predicted].map(column) as [
    number,
    number,
    number,
    number,
  ];
  const isRight = lower <= predicted && predicted <= upper;
  const cells = Array.from({ length: CHART_WIDTH }, (_, cell) => {
    if (cell === at) return paint(isRight ? "green" : "yellow", "●");
    if (cell === forecast) return "┃";
    return cell >= from && cell <= to ? paint("dim", "─") : " ";
  });
  return cells.join("");
}
