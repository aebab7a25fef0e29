import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { drawLift } from "./lift-plot.ts";
import { axisEnd, drawFrame, ticksTo } from "./plot-frame.ts";
import { drawReliability } from "./reliability-plot.ts";
import { riskReport, sampleReport } from "./report-fixture.ts";
import { writePlots } from "./write-plots.ts";

/** Tags that open and never close, or close and never opened. */
function unbalancedTags(svg: string): string[] {
  const open: string[] = [];
  for (const [, isEnd, name = "", isAlone] of svg.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
    if (isAlone === "/") continue;
    if (isEnd !== "/") open.push(name);
    else if (open.pop() !== name) return [name];
  }
  return open;
}

test("the plots are well-formed, and every number in them is one", () => {
  for (const svg of [drawReliability(riskReport()), drawLift(riskReport())]) {
    expect(unbalancedTags(svg)).toEqual([]);
    expect(svg).not.toMatch(/NaN|undefined|null|Infinity/);
  }
});

test("a point lies on the diagonal exactly when as many left as forecast", () => {
  const bin = { from: 0, to: 1, n: 100, predicted: 0.5, observed: 0.5, lower: 0.4, upper: 1 };
  const svg = drawReliability(riskReport({ reliability: [bin] }));
  // The area is 596 wide from 84 and 420 high from 92: its middle.
  expect(svg).toContain('<circle cx="382" cy="302"');
});

test("axes end at a round number above what they show, and have few ticks", () => {
  for (const share of [0.0003, 0.012, 0.051, 0.1, 0.34, 0.77, 1]) {
    const end = axisEnd(share);
    expect(end).toBeGreaterThanOrEqual(share);
    expect(end).toBeLessThanOrEqual(1);
    expect(ticksTo(end).length).toBeLessThanOrEqual(8);
  }
});

test("words cannot break out of the document", () => {
  const axis = { title: "<b>", end: 1 };
  const svg = drawFrame({ title: "a & b", subtitle: "<c>", x: axis, y: axis, note: "" }, () => []);
  expect(svg).toContain("a &amp; b");
  expect(svg).not.toContain("<c>");
});

test("a folder holds two plots per model, each under its lead or horizon", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "plots-"));
  try {
    const files = await writePlots(sampleReport(), path.join(folder, "new"));
    expect(files.map((file) => path.basename(file))).toEqual(
      ["churn-risk-lead-spread", "churn-risk-lead-0", "churn-risk-lead-28"]
        .concat(["health-score-30-days", "health-score-90-days"])
        .flatMap((slug) => [`${slug}-reliability.svg`, `${slug}-lift.svg`]),
    );
    expect(await readFile(files[0] ?? "", "utf8")).toContain("</svg>");
  } finally {
    await rm(folder, { recursive: true });
  }
});
