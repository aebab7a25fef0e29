// What the rest of the house may use of the statistics of churn.
export { designMatrix } from "./design-matrix.ts";
export type { DesignMatrix } from "./design-matrix.ts";
export { fitLogistic } from "./logistic-fit.ts";
export type { LogisticFit, LogisticProblem } from "./logistic-fit.ts";
export { linearPredictors, probabilities } from "./logistic-predict.ts";
export type { LinearModel } from "./logistic-predict.ts";
export type { Link } from "./links.ts";
export { fitStandardisation, standardise } from "./standardisation.ts";
export type { Standardisation } from "./standardisation.ts";
export { averagePrecision, liftAt, rocAuc } from "./ranking.ts";
export {
  brier,
  logLoss,
  logLossOf,
  prevalenceLogLoss,
  squaredErrorOf,
} from "./probability-scores.ts";
export {
  calibrationErrorByChance,
  expectedCalibrationError,
  reliabilityTable,
} from "./reliability.ts";
export type { ReliabilityBin } from "./reliability.ts";
export { calibrationLine } from "./calibration-line.ts";
export type { CalibrationLine } from "./calibration-line.ts";
export { calibrate, fitIsotonic, fitPlatt } from "./calibrators.ts";
export type { Calibrator } from "./calibrators.ts";
export { kaplanMeier, survivalAt, survivalBefore } from "./kaplan-meier.ts";
export type { Lifetimes, SurvivalCurve } from "./kaplan-meier.ts";
export { concordance } from "./concordance.ts";
export { personPeriods } from "./person-periods.ts";
export type { PersonPeriods } from "./person-periods.ts";
export { ipcwBrier, watchingCurve } from "./ipcw-brier.ts";
export { bootstrapQuantile, pairedBootstrap } from "./paired-bootstrap.ts";
export type { PairedDifference, PairedLosses } from "./paired-bootstrap.ts";
export { ChurnRiskError } from "./errors.ts";
export type { ChurnRiskErrorCode } from "./errors.ts";
export { checkDataset, MID_TERM } from "./dataset.ts";
export type { ChurnDataset, FeatureColumn } from "./dataset.ts";
export { backtestReportSchema, forecastReportSchema, verdictSchema } from "./backtest-report.ts";
export type { BacktestReport, ForecastReport, SegmentReport, Verdict } from "./backtest-report.ts";
export { asOfDay } from "./company-days.ts";
export type { CompanyDays } from "./company-days.ts";
export { CONTRACT_COLUMNS } from "./contract-features.ts";
export type { ContractHistory } from "./known-contract.ts";
export { snapshotAt, snapshotsOf } from "./snapshots.ts";
export type { AccountAtMoment, ChurnSnapshot, SnapshotSettings } from "./snapshots.ts";
export { exposuresAhead } from "./decision-dates.ts";
export type { DecisionPlan, WindowExposure } from "./decision-dates.ts";
export { leadDaysOf } from "./spread-leads.ts";
export { figuresOf } from "./forecast-figures.ts";
export type { ForecastFigures, JudgedForecasts } from "./forecast-figures.ts";
export { observedOverExpected } from "./observed-over-expected.ts";
export type { ObservedOverExpected } from "./observed-over-expected.ts";
