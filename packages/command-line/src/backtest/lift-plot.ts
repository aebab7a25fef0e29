/** Lift as SVG: how many of those who left are among the riskiest few; the diagonal is a list in no order. Pure. */
import type { ForecastReport } from "@mimamori/churn-risk";
import { percent } from "../demo/terminal.ts";
import { groupDigits } from "../progress.ts";
import { titleOf } from "./model-words.ts";
import { BLUE, drawFrame, INK, MUTED, px, type Scale, text } from "./plot-frame.ts";

const LABELLED = [0.05, 0.1, 0.2, 0.3];

/** An SVG document. */
export function drawLift(model: ForecastReport): string {
  const { lift, n, events, prevalence } = model;
  return drawFrame(
    {
      title: `Who is found: ${titleOf(model)}`,
      subtitle: `${groupDigits(n)} account-months judged on later data, ${groupDigits(events)} left (${percent(prevalence)})`,
      x: { title: "share of accounts looked at, from the riskiest down", end: 1 },
      y: { title: "share of those who left that are among them", end: 1 },
      note: `Beside the points: lift, how many times more often they left than the average. Verdict: ${model.verdict}.`,
    },
    (scale) => [
      ...references(scale, prevalence),
      curve(scale, lift),
      ...lift.map((one) => mark(scale, one)),
    ],
  );
}

/** Nobody does worse than a list in no order, or better than one with all who left on top. */
function references({ x, y }: Scale, prevalence: number | null): string[] {
  const [labelX, labelY] = [x(0.985), y(0.985) + 20];
  const angle = (Math.atan2(y(1) - y(0), x(1) - x(0)) * 180) / Math.PI;
  const best =
    prevalence === null
      ? []
      : [
          `<path d="M${px(x(0))} ${px(y(0))}L${px(x(prevalence))} ${px(y(1))}H${px(x(1))}" fill="none" stroke="${MUTED}" stroke-dasharray="1 4"/>`,
          text(
            x(0.99),
            y(1) - 7,
            "perfect foresight",
            `font-size="12" text-anchor="end" fill="${MUTED}"`,
          ),
        ];
  return [
    ...best,
    `<path d="M${px(x(0))} ${px(y(0))}L${px(x(1))} ${px(y(1))}" stroke="${MUTED}" stroke-dasharray="5 4"/>`,
    text(
      labelX,
      labelY,
      "no order: chance",
      `font-size="12" text-anchor="end" fill="${MUTED}" transform="rotate(${px(angle)} ${px(labelX)} ${px(labelY)})"`,
    ),
  ];
}

function curve({ x, y }: Scale, lift: ForecastReport["lift"]): string {
  const points = [{ share: 0, captured: 0 }, ...lift];
  const path = points.map(({ share, captured }) => `${px(x(share))} ${px(y(captured))}`).join("L");
  const area = `M${path}L${px(x(1))} ${px(y(1))}L${px(x(0))} ${px(y(0))}Z`;
  return `<path d="${area}" fill="${BLUE}" fill-opacity=".08"/><path d="M${path}" fill="none" stroke="${BLUE}" stroke-width="2.5" stroke-linejoin="round"/>`;
}

function mark({ x, y }: Scale, { share, lift, captured }: ForecastReport["lift"][number]): string {
  const isLabelled = LABELLED.includes(share);
  const words = `the riskiest ${percent(share, 0)} hold ${percent(captured, 0)} of those who left: ${lift.toFixed(1)} × the average`;
  const dot = `<circle cx="${px(x(share))}" cy="${px(y(captured))}" r="${isLabelled ? 5 : 3}" fill="${BLUE}" stroke="#ffffff" stroke-width="1.5"><title>${words}</title></circle>`;
  if (!isLabelled) return dot;
  return `${dot}${text(x(share) + 9, y(captured) + 16, `${lift.toFixed(1)} ×`, `font-size="12" fill="${INK}"`)}`;
}
