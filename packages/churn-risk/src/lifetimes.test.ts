// Kaplan-Meier and the discrete-time hazard on two public data sets with fixed folds: IBM's telco sample, and pysurvival's churn.
import { describe, expect, it } from "vitest";
import { concordance } from "./concordance.ts";
import { type DesignMatrix, designMatrix } from "./design-matrix.ts";
import { ipcwBrier } from "./ipcw-brier.ts";
import { kaplanMeier, type Lifetimes, survivalAt } from "./kaplan-meier.ts";
import type { Link } from "./links.ts";
import { fitLogistic } from "./logistic-fit.ts";
import { linearPredictors, probabilities } from "./logistic-predict.ts";
import { type PersonPeriods, personPeriods } from "./person-periods.ts";
import {
  arePresent,
  encode,
  type Encoding,
  numbersIn,
  readRows,
} from "./reference-data-fixture.ts";

interface Survey {
  readonly name: string;
  readonly link: Link;
  readonly file: string;
  readonly split: string;
  readonly leftOut: readonly string[];
  readonly numeric: readonly string[];
  /** Ends of the periods in months. */
  readonly edges: readonly number[];
  readonly kaplanMeier: Readonly<Record<number, number>>;
  readonly concordance: { readonly known: number; readonly within: number };
  /** Month, then the score of the Kaplan-Meier curve alone and that of a hazard model worked out elsewhere. */
  readonly briers: readonly (readonly [month: number, curve: number, model: number])[];
}

const TELCO: Survey = {
  name: "telco, log-odds by period",
  link: "logit",
  file: "telco_ibm.csv",
  split: "splits/surv_telco.csv",
  leftOut: ["customerID", "tenure", "TotalCharges", "Churn"],
  numeric: ["MonthlyCharges"],
  edges: [1, 3, 6, 12, 18, 24, 36, 48, 60, 72],
  kaplanMeier: {
    1: 0.94596,
    2: 0.92783,
    3: 0.91372,
    6: 0.88483,
    12: 0.8432,
    24: 0.78874,
    36: 0.74855,
    48: 0.70884,
    60: 0.6644,
    72: 0.59279,
  },
  concordance: { known: 0.864, within: 0.003 },
  briers: [
    [6, 0.1018, 0.076],
    [12, 0.132, 0.0873],
    [24, 0.1662, 0.0906],
    [48, 0.2056, 0.08],
  ],
};

/** The same periods with their lengths as exposure: who was withdrawn in the midst of one counts for the months that it was seen. */
const TELCO_EXPOSED: Survey = { ...TELCO, name: "telco, hazard by month", link: "cloglog" };

const PYSURVIVAL: Survey = {
  name: "pysurvival, log-odds by month",
  link: "logit",
  file: "pysurvival_churn.csv",
  split: "splits/surv_pysurvival.csv",
  leftOut: ["months_active", "churned"],
  numeric: [
    "product_data_storage",
    "csat_score",
    "articles_viewed",
    "smartphone_notifications_viewed",
    "marketing_emails_clicked",
    "social_media_ads_viewed",
    "minutes_customer_support",
  ],
  edges: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  kaplanMeier: {
    1: 0.9285,
    2: 0.78101,
    3: 0.61325,
    4: 0.52748,
    6: 0.47779,
    9: 0.4122,
    12: 0.24357,
  },
  concordance: { known: 0.877, within: 0.004 },
  briers: [
    [3, 0.2315, 0.1064],
    [6, 0.2314, 0.0594],
    [9, 0.2067, 0.0447],
  ],
};

const FOLDS = [0, 1, 2, 3, 4];

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Dummies of the period, then the account's columns. */
function rowsOf(
  table: PersonPeriods,
  features: readonly number[][],
  periods: number,
): DesignMatrix {
  return designMatrix(
    Array.from(table.subjects, (subject, at) => [
      ...Array.from({ length: periods }, (_, period) => Number(period === table.periods[at])),
      ...features[subject]!,
    ]),
  );
}

function select({ durations, ended }: Lifetimes, isWanted: (row: number) => boolean): Lifetimes {
  return {
    durations: durations.filter((_, row) => isWanted(row)),
    ended: ended.filter((_, row) => isWanted(row)),
  };
}

interface HeldOut {
  readonly lifetimes: Lifetimes;
  readonly risks: Float64Array;
  /** Share that is there at the end of each period, per held-out account. */
  readonly survivals: readonly Float64Array[];
  readonly training: Lifetimes;
}

function fitFold(
  survey: Survey,
  all: Lifetimes,
  encoding: Encoding,
  isTraining: (row: number) => boolean,
): HeldOut {
  const rows = readRows(survey.file);
  const { edges, link } = survey;
  const features = encode(rows, encoding, isTraining).rows;
  const training = select(all, isTraining);
  const table = personPeriods(training, edges);
  const fit = fitLogistic({
    x: rowsOf(
      table,
      features.filter((_, row) => isTraining(row)),
      edges.length,
    ),
    y: table.ended,
    ...(link === "cloglog" ? { link, offset: table.exposures.map(Math.log) } : {}),
    l2: 1,
  });
  const held = features.filter((_, row) => !isTraining(row));
  let survival = new Float64Array(held.length).fill(1);
  const survivals: Float64Array[] = [];
  for (const period of edges.keys()) {
    const dummies = edges.map((_, place) => Number(place === period));
    const length = edges[period]! - (edges[period - 1] ?? 0);
    const hazards = probabilities(
      fit,
      designMatrix(held.map((row) => [...dummies, ...row])),
      new Float64Array(held.length).fill(link === "cloglog" ? Math.log(length) : 0),
      link,
    );
    survival = survival.map((share, row) => share * (1 - hazards[row]!));
    survivals.push(survival);
  }
  const risks = linearPredictors(
    fit,
    designMatrix(held.map((row) => [...edges.map(() => 0), ...row])),
  );
  return { lifetimes: select(all, (row) => !isTraining(row)), risks, survivals, training };
}

describe.each([TELCO, TELCO_EXPOSED, PYSURVIVAL])("lifetimes of $name", (survey) => {
  const isPresent = arePresent([survey.file, survey.split]);
  if (!isPresent) process.stderr.write(`${survey.file}: skipped, it or its folds are not there\n`);
  const split = isPresent ? readRows(survey.split) : [];
  const all = { durations: numbersIn(split, "T"), ended: Uint8Array.from(numbersIn(split, "E")) };

  it.skipIf(!isPresent)(
    "have the known Kaplan-Meier curve, with tied times and accounts of 0 months",
    () => {
      expect(all.durations.some((duration) => duration === 0)).toBe(true);
      const curve = kaplanMeier(all);
      for (const [month, known] of Object.entries(survey.kaplanMeier))
        expect(survivalAt(curve, Number(month)), `month ${month}`).toBeCloseTo(known, 5);
    },
  );

  it.skipIf(!isPresent)(
    "are put in their order by a discrete-time logistic hazard, on folds that it has not seen",
    () => {
      const rows = readRows(survey.file);
      const encoding = {
        numeric: survey.numeric,
        categories: Object.keys(rows[0]!).filter(
          (name) => !survey.leftOut.includes(name) && !survey.numeric.includes(name),
        ),
      };
      const fold = numbersIn(split, "fold");
      const folds = FOLDS.map((held) =>
        fitFold(survey, all, encoding, (row) => fold[row] !== held),
      );
      const { known, within } = survey.concordance;
      const reached = mean(folds.map(({ lifetimes, risks }) => concordance(lifetimes, risks)));
      expect(Math.abs(reached - known)).toBeLessThan(within);
      for (const [month, curveScore, modelScore] of survey.briers) {
        const period = survey.edges.indexOf(month);
        const ofModel = mean(
          folds.map(({ lifetimes, survivals }) => ipcwBrier(lifetimes, survivals[period]!, month)),
        );
        const ofCurve = mean(
          folds.map(({ lifetimes, training }) => {
            const share = survivalAt(kaplanMeier(training), month);
            return ipcwBrier(
              lifetimes,
              lifetimes.durations.map(() => share),
              month,
            );
          }),
        );
        expect(ofCurve, `curve at ${month}`).toBeCloseTo(curveScore, 2);
        expect(Math.abs(ofModel - modelScore), `model at ${month}`).toBeLessThan(0.004);
      }
    },
  );
});
