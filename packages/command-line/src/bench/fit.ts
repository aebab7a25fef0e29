/**
 * `bench fit`: how fast models are fitted. Only the fits are timed; the rows reach the peer through a file that is removed.
 * ratios.time: our seconds by scikit-learn's (lbfgs, one thread). figures.objectiveDifference: our penalised loss less its:
 * 0 or less is as good a fit or a better one.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fitLogistic, type LinearModel, linearPredictors } from "@mimamori/churn-risk";
import { fitRetentionCurve } from "@mimamori/lifetime-value";
import { z } from "zod";
import { type BenchResult, type BenchSurroundings, bestOf, peakMegabytes } from "./bench.ts";
import { makePersonPeriods, type PersonPeriodData } from "./person-period-data.ts";
import { runPeer } from "./python-peer.ts";
import { makeCohorts } from "./retention-cohorts.ts";

const ROWS = 500_000;
const L2 = 1;
const RUNS = 3;
const COHORTS = 1000;

const peerSchema = z.object({
  seconds: z.number(),
  intercept: z.number(),
  coefficients: z.array(z.number()),
  iterations: z.int(),
});

/** What both minimise, worked out the same way for both. */
function objectiveOf(model: LinearModel, { x, y }: PersonPeriodData): number {
  const losses = linearPredictors(model, x).reduce(
    (sum, eta, row) =>
      sum + Math.max(eta, 0) + Math.log1p(Math.exp(-Math.abs(eta))) - (y[row] ?? 0) * eta,
    0,
  );
  return losses + (L2 / 2) * model.coefficients.reduce((sum, value) => sum + value * value, 0);
}

function fitPeer(
  surroundings: BenchSurroundings,
  { x, y }: PersonPeriodData,
): z.infer<typeof peerSchema> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "mimamori-bench-"));
  const file = path.join(folder, "rows.bin");
  try {
    fs.writeFileSync(file, x.values);
    fs.appendFileSync(file, y);
    const sizes = [x.rows, x.columns, L2, RUNS].map(String);
    return peerSchema.parse(runPeer(surroundings, "fit-peer.py", [file, ...sizes]));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function fitThousandCohorts(): number {
  const cohorts = makeCohorts(COHORTS);
  return bestOf(RUNS, () => {
    for (const counts of cohorts) {
      fitRetentionCurve("sBG", counts);
      fitRetentionCurve("BdW", counts);
    }
  }).seconds;
}

/** Runs the bench. Throws CommandError when the peer cannot be installed or run. */
export function bench(surroundings: BenchSurroundings): Promise<BenchResult> {
  const { say } = surroundings;
  say(`making ${ROWS} person-periods …`);
  const data = makePersonPeriods(ROWS);
  say("fitting them here …");
  const { seconds, result: ours } = bestOf(RUNS, () => fitLogistic({ ...data, l2: L2 }));
  const megabytes = peakMegabytes();
  say("fitting them with scikit-learn …");
  const peer = fitPeer(surroundings, data);
  const theirs = { ...peer, coefficients: Float64Array.from(peer.coefficients) };
  say(`fitting ${COHORTS} retention curves …`);
  const thousandCohortsSeconds = fitThousandCohorts();
  return Promise.resolve({
    ratios: { time: seconds / peer.seconds },
    figures: {
      seconds,
      peerSeconds: peer.seconds,
      passes: ours.iterations,
      peerIterations: peer.iterations,
      peakMegabytes: megabytes,
      objectiveDifference: objectiveOf(ours, data) - objectiveOf(theirs, data),
      thousandCohortsSeconds,
    },
  });
}
