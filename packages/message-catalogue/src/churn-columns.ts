// The features of the churn model that have words of their own. Templates hold one of {number}, {percent} (of a share), {change} (of a
// log ratio) and {money} (of minor units) where the raw value goes: whoever shows the reason puts it in.

/** Names as the churn model's features have them; those of the product's features begin with "usage:". */
export const CHURN_COLUMNS = [
  "usage_other",
  "usage_trend",
  "active_users_per_seat",
  "days_since_last_use",
  "feature_breadth",
  "tickets",
  "urgent_tickets_open",
  "invoice_overdue_days",
  "payment_attempts",
  "nps",
  "days_since_conversation",
  "csm_pulse",
  "tenure_months",
  "mrr_per_seat",
  "seats",
  "discount_share",
  "mrr_log_ratio",
  "seats_log_ratio",
  "auto_renew_off",
] as const;

export type ChurnColumn = (typeof CHURN_COLUMNS)[number];
