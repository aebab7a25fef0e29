// What the rest of the house may use of the revenue mathematics.
export { revenueOfAccount } from "./account-revenue.ts";
export type {
  AccountRevenue,
  MrrDay,
  RevenueSettings,
  SubscriptionState,
} from "./account-revenue.ts";
export { movementsOf } from "./movements.ts";
export type { ActivityDay, Movement, MovementKind } from "./movements.ts";
export { addAccount, beginMonths, metricsOf, MONTH_METRIC_DEFINITIONS } from "./month-metrics.ts";
export type { MonthMetrics, MonthTotals } from "./month-metrics.ts";
export { isPaying, mrrMinorOf } from "./monthly-price.ts";
export { minorUnitExponent } from "./currency-digits.ts";
export { dayInTimeZone } from "./company-day.ts";
export { compareSnapshots } from "./snapshot-order.ts";
export type { SubscriptionSnapshot } from "./snapshot-order.ts";
