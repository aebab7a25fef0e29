// What the rest of the house may use of the statistics of churn.
export { designMatrix } from "./design-matrix.ts";
export type { DesignMatrix } from "./design-matrix.ts";
export { coefficientCovariance, fitLogistic } from "./logistic-fit.ts";
export type { LogisticFit, LogisticProblem } from "./logistic-fit.ts";
export { linearPredictors, probabilities } from "./logistic-predict.ts";
export type { LinearModel } from "./logistic-predict.ts";
export { probabilityOf } from "./links.ts";
export type { Link } from "./links.ts";
export { fitStandardisation, standardise } from "./standardisation.ts";
export type { Standardisation } from "./standardisation.ts";
export { averagePrecision, liftsAt, rocAuc } from "./ranking.ts";
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
export { isOutOfLine, observedOverExpected } from "./observed-over-expected.ts";
export type { ObservedOverExpected } from "./observed-over-expected.ts";
export { trainChurnModel } from "./train-model.ts";
export type { NoModelReason, TrainingOptions, TrainingResult } from "./train-model.ts";
export type { ChurnModel, ModelColumn, ModelGroup, TrainingReport } from "./churn-model.ts";
export type { LogitCalibration } from "./logit-calibration.ts";
export { rowScorer, scoreDataset } from "./score-rows.ts";
export type { RowScorer } from "./score-rows.ts";
export { explainer } from "./explain-risk.ts";
export type { Explain, Reason, ReasonValue } from "./explain-risk.ts";
export { lookAhead } from "./risk-ahead.ts";
export type { LookAhead, RiskAhead, RiskRange, ScoredRow } from "./risk-ahead.ts";
export { backtestRolling, backtestSplit } from "./backtest.ts";
export type { BacktestForecasts, BacktestOrigin, BacktestResult } from "./backtest.ts";
export { judge, judgeForecasts } from "./judge-model.ts";
export type { Improvement, Judgement } from "./judge-model.ts";
export { countInBins, populationStabilityIndex } from "./stability.ts";
export type { ColumnBins, Stability } from "./stability.ts";
export { forecastsOf, reportForecasts, reportSegments, trainingOf } from "./report-forecasts.ts";
export type { ReportContext, ReportSubject, SegmentedForecasts } from "./report-forecasts.ts";
export { backtestScore, NEVER } from "./score-backtest.ts";
export type { MonthlyScores, ScoreBacktest, ScoreBacktestOptions } from "./score-backtest.ts";
export { seededRandom } from "./seeded-random.ts";
export { withOutcomesSeenBy } from "./seen-outcomes.ts";
