// What the rest of the house may use of the revenue mathematics.
export { revenueOfAccount } from "./account-revenue.ts";
export type {
  AccountRevenue,
  MrrDay,
  RevenueRules,
  RevenueSettings,
  SubscriptionState,
} from "./account-revenue.ts";
export type { ExplainedMovement, Movement, MovementKind } from "./movements.ts";
export { MOVEMENT_CAUSES } from "./contract-factors.ts";
export type { MovementCause } from "./contract-factors.ts";
export type { CauseAmounts } from "./movement-causes.ts";
export type { ContractState } from "./contract-states.ts";
export { mainSubscription, paysAt } from "./main-subscription.ts";
export type { Leaving } from "./leavings.ts";
export { addAccount, beginMonths, metricsOf, MONTH_METRIC_DEFINITIONS } from "./month-metrics.ts";
export type { MonthMetrics, MonthTotals } from "./month-metrics.ts";
export { isPaying, minorRate, mrrMinorOf } from "./monthly-price.ts";
export type { ChurnDate } from "./subscription-line.ts";
export { minorUnitExponent } from "./currency-digits.ts";
export { dayInTimeZone, daysInTimeZone } from "./company-day.ts";
export type { ZonedDays } from "./company-day.ts";
export { compareSnapshots } from "./snapshot-order.ts";
export type { SubscriptionSnapshot } from "./snapshot-order.ts";
