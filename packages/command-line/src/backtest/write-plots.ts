/** The plots of a backtest as files, two per model that has something to draw. In: the report. Out: SVG files, replaced if there. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { BacktestReport } from "@mimamori/churn-risk";
import { drawLift } from "./lift-plot.ts";
import { slugOf } from "./model-words.ts";
import { drawReliability } from "./reliability-plot.ts";

/** Makes the folder when it is not there. @returns the files' paths */
export async function writePlots(report: BacktestReport, folder: string): Promise<string[]> {
  const plots = report.models.flatMap((model) => [
    ...(model.reliability.length === 0
      ? []
      : [{ kind: "reliability", model, svg: drawReliability(model) }]),
    ...(model.lift.length === 0 ? [] : [{ kind: "lift", model, svg: drawLift(model) }]),
  ]);
  await mkdir(folder, { recursive: true });
  return Promise.all(
    plots.map(async ({ kind, model, svg }) => {
      const file = path.join(folder, `${slugOf(model)}-${kind}.svg`);
      await writeFile(file, svg);
      return file;
    }),
  );
}
