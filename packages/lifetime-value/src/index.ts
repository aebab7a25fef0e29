// What the rest of the house may use of the lifetime values.

// One price, one churn: the formulas of the textbooks.
export {
  annualRevenueLessAcquisition,
  arpaMarginOverChurn,
  arpaOverChurn,
  arpaTimesLifetime,
  lifetimeMonthsAt,
  saleMarginTimesTransactions,
  saleValueTimesTransactions,
} from "./textbook-formulas.ts";
export type { LifetimeValue } from "./textbook-formulas.ts";
export {
  clvFirstPaymentAtPeriodEnd,
  clvFirstPaymentNow,
  clvWithExpansion,
  clvWithin,
  clvWithoutFirstPayment,
  contractualLifetimeValue,
  expansionLimit,
  marginOverChurnLessExpansion,
  periodDiscountRate,
} from "./contractual-value.ts";
export type { ConstantContract, TermContract } from "./contractual-value.ts";
export {
  allowableAcquisitionCost,
  customerAcquisitionCost,
  ltvToCac,
  markOfLtvToCac,
  simplePaybackMonths,
  survivingPaybackMonths,
  TARGET_LTV_TO_CAC,
} from "./acquisition-cost.ts";
export type { LtvToCacMark } from "./acquisition-cost.ts";
export {
  censoringAwareMeanLifetimeMonths,
  restrictedMeanLifetimeMonths,
} from "./observed-lifetimes.ts";
export type { ObservedLifetime } from "./observed-lifetimes.ts";
export { textbookLifetimeValues } from "./segment-values.ts";
export type { Exposure, ObservedSegment, SegmentValues, ValueSettings } from "./segment-values.ts";

// Curves of retention, fitted to what cohorts did at their renewals.
export { countsOfAccounts, countsOfCohorts, pooledCounts } from "./renewal-counts.ts";
export type { FacedRenewals, RenewalCounts } from "./renewal-counts.ts";
export { limitingRetention, retention, survival } from "./retention-curves.ts";
export type {
  BdwCurve,
  CurveKind,
  DwCurve,
  GeometricCurve,
  RetentionCurve,
  SbgCurve,
  TwoSegmentCurve,
} from "./retention-curves.ts";
export { fitRetentionCurve } from "./fit-curve.ts";
export type { CurveFit, FitFlag, NoFit } from "./fit-curve.ts";
export { fitCohorts } from "./fit-cohorts.ts";
export type { CohortFits } from "./fit-cohorts.ts";
export type { LogPrior } from "./curve-likelihood.ts";
export { likelihoodRatioOfBdw } from "./compare-curves.ts";
export type { LikelihoodRatio } from "./compare-curves.ts";
export { bootstrapCurves, bootstrapInterval } from "./bootstrap-curves.ts";
export type { BootstrapSettings, Interval } from "./bootstrap-curves.ts";
export { standardErrorOf } from "./delta-method.ts";

// What a curve says of an account.
export {
  discountedExpectedLifetime,
  lifetimeWithin,
  residualLifetimeAfterRenewal,
  residualLifetimeBeforeRenewal,
} from "./residual-lifetime.ts";
export { accountChurn } from "./account-posterior.ts";
export type { AccountChurn } from "./account-posterior.ts";
export {
  homogeneousRetentionElasticity,
  meanOfAccountElasticities,
  portfolioValueElasticity,
} from "./retention-elasticity.ts";

// What a customer base, and each of its accounts, is expected to bring.
export {
  activeByAge,
  aggregateRetention,
  explainResidualValue,
  naiveResidualValue,
  residualValueByCurve,
} from "./customer-base.ts";
export type {
  AgeExplanation,
  AgeGroup,
  PaymentTerms,
  ResidualExplanation,
} from "./customer-base.ts";
export { valuePredictor } from "./predict-value.ts";
export type {
  ExistingAccount,
  ExistingAccountValue,
  NewAccount,
  NewAccountValue,
  PredictedValue,
  ValueFlag,
  ValuePredictor,
  ValueTail,
  ValueTerms,
} from "./predicted-values.ts";

export { LifetimeInputError } from "./errors.ts";
