// English. Sentences begin in lower case and have no full stop: they stand in tables and after names.
import { brief } from "./brief-en.ts";
import { formatsOf } from "./formats.ts";
import type { MeasureParams, Messages, OverrideParams } from "./messages.ts";
import { tiers } from "./tiers-en.ts";

const { money, number, percent } = formatsOf("en");

function counted(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function trend({ value }: MeasureParams<"usage_trend">): string {
  const change = percent(Math.abs(value - 1));
  if (value === 0) return "no use at all, against its own usual level";
  if (change === percent(0)) return "used as much as usual";
  return value < 1
    ? `use ${change} below its own usual level`
    : `use ${change} above its own usual level`;
}

function recency({ value }: MeasureParams<"usage_recency">): string {
  return value === 0
    ? "in use up to the last working day"
    : `no use for ${counted(value, "working day")}`;
}

function perPerson({ value, per }: MeasureParams<"usage_per_seat">): string {
  return `${number(value)} uses per ${per === "seats_sold" ? "seat" : "active user"} and working day`;
}

function inUse({ value, of }: MeasureParams<"seats_used">): string {
  return of === "seats_sold"
    ? `${percent(value)} of the seats are in use`
    : `${percent(value)} of the known users are active`;
}

function satisfaction({ value, survey }: MeasureParams<"survey">): string {
  return `the latest ${survey.toUpperCase()} answers lie at ${percent(value)} of their scale`;
}

function attempts({ value }: MeasureParams<"payment_attempts">): string {
  return value === 0
    ? "no open invoice had to be collected again"
    : `an open invoice has taken ${counted(value, "attempt")} to collect`;
}

function goals({ value }: MeasureParams<"goals_reached">): string {
  if (value === 0) return "no goal that was due has been reached";
  return value === 1
    ? "all goals that were due have been reached"
    : `${percent(value)} of the goals that were due have been reached`;
}

function beforeRenewal({ value }: MeasureParams<"renewal_adoption">): string {
  const apart = `${number(Math.abs(value) * 100)} percentage points`;
  return value < 0
    ? `seat use is ${apart} short of what the coming renewal asks for`
    : `seat use is ${apart} above what the coming renewal asks for`;
}

function byHand({ author, until, reason }: Omit<OverrideParams, "value">): string {
  return `by ${author} until ${until}: ${reason}`;
}

function tickets({ value, windowDays, perSeats }: MeasureParams<"ticket_load">): string {
  return `${counted(value, "ticket")} per ${counted(perSeats, "seat")} in ${counted(windowDays, "day")}`;
}

function average({ value }: MeasureParams<"nps">): string {
  return `the latest NPS answers average ${number(value)} of 10`;
}

function overdue({ value }: MeasureParams<"invoice_overdue_days">): string {
  return value === 0
    ? "no invoice is overdue"
    : `an invoice has been overdue for ${counted(value, "day")}`;
}

function milestones({ value }: MeasureParams<"milestones_reached">): string {
  if (value === 0) return "no onboarding milestone reached";
  return value === 1
    ? "all onboarding milestones reached"
    : `${percent(value)} of the onboarding milestones reached`;
}

export const en: Messages = {
  "band.healthy": () => "healthy",
  "band.attention": () => "needs attention",
  "band.at-risk": () => "at risk",
  "band.insufficient-data": () => "too little data",
  "band.closed": () => "closed",

  "measure.usage_per_seat.name": () => "Use per seat",
  "measure.usage_per_seat.low": (params) => `only ${perPerson(params)}`,
  "measure.usage_per_seat.high": perPerson,
  "measure.usage_level.name": () => "Use",
  "measure.usage_level.low": ({ value }) => `only ${number(value)} uses per working day`,
  "measure.usage_level.high": ({ value }) => `${number(value)} uses per working day`,
  "measure.usage_trend.name": () => "Usage trend",
  "measure.usage_trend.low": trend,
  "measure.usage_trend.high": trend,
  "measure.feature_breadth.name": () => "Features in use",
  "measure.feature_breadth.low": ({ value }) => `only ${percent(value)} of the features are in use`,
  "measure.feature_breadth.high": ({ value }) => `${percent(value)} of the features are in use`,
  "measure.seats_used.name": () => "Seats in use",
  "measure.seats_used.low": (params) => `only ${inUse(params)}`,
  "measure.seats_used.high": inUse,
  "measure.usage_recency.name": () => "Last use",
  "measure.usage_recency.low": recency,
  "measure.usage_recency.high": recency,
  "measure.ticket_load.name": () => "Support load",
  "measure.ticket_load.low": (params) => `as many as ${tickets(params)}`,
  "measure.ticket_load.high": (params) =>
    params.value === 0 ? `no tickets in ${counted(params.windowDays, "day")}` : tickets(params),
  "measure.nps.name": () => "NPS",
  "measure.nps.low": average,
  "measure.nps.high": average,
  "measure.invoice_overdue_days.name": () => "Overdue invoices",
  "measure.invoice_overdue_days.low": overdue,
  "measure.invoice_overdue_days.high": overdue,
  "measure.interaction_recency.name": () => "Last conversation",
  "measure.interaction_recency.low": ({ value }) => `no conversation for ${counted(value, "day")}`,
  "measure.interaction_recency.high": ({ value }) =>
    value === 0 ? "talked with us today" : `last conversation ${counted(value, "day")} ago`,
  "measure.milestones_reached.name": () => "Onboarding",
  "measure.milestones_reached.low": milestones,
  "measure.milestones_reached.high": milestones,
  "measure.survey.name": () => "Satisfaction",
  "measure.survey.low": satisfaction,
  "measure.survey.high": satisfaction,
  "measure.payment_attempts.name": () => "Payment attempts",
  "measure.payment_attempts.low": attempts,
  "measure.payment_attempts.high": attempts,
  "measure.csm_pulse.name": () => "CSM pulse",
  "measure.csm_pulse.low": ({ value }) => `the CSM judges it ${number(value)} of 5`,
  "measure.csm_pulse.high": ({ value }) => `the CSM judges it ${number(value)} of 5`,
  "measure.milestone_within.name": () => "Time to milestone",
  "measure.milestone_within.low": ({ value, milestone }) =>
    `the first ${counted(value, "day")} were without “${milestone}”`,
  "measure.milestone_within.high": ({ value, milestone }) =>
    `only the first ${counted(value, "day")} were without “${milestone}”`,
  "measure.goals_reached.name": () => "Goals",
  "measure.goals_reached.low": goals,
  "measure.goals_reached.high": goals,
  "measure.renewal_adoption.name": () => "Seat use before the renewal",
  "measure.renewal_adoption.low": beforeRenewal,
  "measure.renewal_adoption.high": beforeRenewal,
  "measure.sql.name": () => "Own measure",
  "measure.sql.low": ({ value, name }) => `${name.en}: ${number(value)}`,
  "measure.sql.high": ({ value, name }) => `${name.en}: ${number(value)}`,

  "missing.not-connected": ({ measureName }) =>
    `${measureName}: no data, its source is not connected`,
  "missing.source-down": ({ measureName }) => `${measureName}: no data, its source is down`,
  "missing.too-old": ({ measureName }) => `${measureName}: the data is too old to count`,
  "missing.not-applicable": ({ measureName }) => `${measureName}: nothing to measure yet`,

  "missing.excluded": ({ measureName }) => `${measureName}: left out by hand`,

  "override.score": (params) => `set to ${params.value} ${byHand(params)}`,
  "override.band": (params) => `set to “${params.value}” ${byHand(params)}`,
  "override.measure": (params) => `set to ${params.value} points ${byHand(params)}`,
  "override.excluded": (params) => `left out ${byHand(params)}`,

  "capture.usage": ({ days }) =>
    `most accounts used the product far less than usual, all at once, on ${days}: taken for a fault of the capture, so usage of those days does not count`,
  "capture.scores": ({ fallen, accounts }) =>
    `${number(fallen)} of ${number(accounts)} scores fell at once: taken for a fault of a source until the next run, so no changes of health were published`,

  cap: ({ atMost, because }) => `held at ${number(atMost)} at most: ${because}`,

  ...tiers,
  ...brief,

  "curve.tenure-matters": () =>
    "an account's own churn changes with its tenure (BdW, or dW where accounts are alike; likelihood-ratio test, p < 0.05)",
  "curve.tenure-does-not-show": () =>
    "that an account's own churn changes with its tenure does not show (likelihood-ratio test, p of 0.05 or more)",
  "curve.too-few-to-compare": () =>
    "the simplest curve that the renewals allow: they are too few, or too much alike, to compare curves",
  "curve.few-churns-in-term": () =>
    "fewer than 10 accounts have left at a renewal of this term, so the churn per month of the other terms helps out",
  "curve.nothing-known": () => "no curve: no account has faced a renewal yet",
  "value-gap": ({ retention, naiveMinor, valueMinor, currency }) =>
    `one retention rate of ${percent(retention)} for all makes the base worth ${money(naiveMinor, currency)}; by the age of each account, and by how accounts differ, it is worth ${money(valueMinor, currency)}`,
  "value-gap.unknown": () => "not enough renewals, or no paying accounts, to compare",

  "churn.base": () => "an average account",
  "churn.term": () => "the term of its contract, and whether it decides within the month",
  "churn.calibration": () => "how often customers with such signs have really left",
  "churn.usage": ({ feature }) => `use of ${feature} per seat in 28 days: {number}`,
  "churn.with": ({ reason, others }) => `${reason} (counted together with: ${others.join(", ")})`,
  "churn.usage_other": () => "use of other features per seat in 28 days: {number}",
  "churn.usage_trend": () => "use of the last 28 days against its own usual level: {change}",
  "churn.active_users_per_seat": () => "seats in use within 28 days: {percent}",
  "churn.days_since_last_use": () => "days without use, in whole weeks: {number}",
  "churn.feature_breadth": () => "share of the features in use: {percent}",
  "churn.tickets": () => "support tickets in 84 days: {number}",
  "churn.urgent_tickets_open": () => "urgent tickets open: {number}",
  "churn.invoice_overdue_days": () => "days that the worst invoice is overdue: {number}",
  "churn.payment_attempts": () => "attempts to collect an open invoice: {number}",
  "churn.nps": () => "mean of the latest NPS answers: {number}",
  "churn.days_since_conversation": () => "days since the last conversation: {number}",
  "churn.csm_pulse": () => "latest judgement of the CSM: {number}",
  "churn.tenure_months": () => "months as a paying customer: {number}",
  "churn.mrr_per_seat": () => "MRR per seat: {money}",
  "churn.seats": () => "seats: {number}",
  "churn.discount_share": () => "discount: {percent}",
  "churn.mrr_log_ratio": () => "MRR against 180 days before: {change}",
  "churn.seats_log_ratio": () => "seats against 180 days before: {change}",
  "churn.auto_renew_off": () => "automatic renewal switched off (1: yes): {number}",

  // {value} stands for a share in percent or a number of days; SQL puts it in.
  "disagreement.given-notice": () => "it has given notice",
  "disagreement.churn-risk-high": () => "{value} probability to give notice within 90 days",
  "disagreement.mrr-falling": () => "MRR falls by {value} against 90 days ago",
  "disagreement.invoice-overdue": () => "an invoice has been overdue for {value} days",
  "disagreement.churn-risk-low": () => "only {value} probability to give notice within 90 days",
  "disagreement.mrr-growing": () => "MRR grows by {value} against 90 days ago",

  "move.scorecard.name": () => "Scorecard",
  "move.cap.name": () => "Cap",
  "move.override.name": () => "Override",
  "move.other.name": () => "Other",
  "move.came.name": () => "Data that came",
  "move.went.name": () => "Data that went",
  "move.points": ({ then, now }) => (then === now ? `still: ${now}` : `${now} (before: ${then})`),
  "move.came": ({ now }) => `new data: ${now}`,
  "move.went": ({ now }) =>
    now === "" ? "no data any more" : `${now}; its weight is spread over the others`,
  "move.scorecard": ({ then, now }) =>
    then === now
      ? `scorecard ${now} weighs or judges it otherwise than before`
      : `scorecard ${now} instead of ${then}`,
  "move.scorecard.all": ({ then, now, most, more, morePoints }) => {
    const rest = more === 0 ? "" : `, ${counted(more, "other")} ${morePoints}`;
    const change = then === now ? `${now} was changed` : `${now} instead of ${then}`;
    return `${change} (${most}${rest})`;
  },
  "move.held": ({ then, now }) => {
    if (then === "") return now;
    return now === "" ? `no longer: ${then}` : `still: ${now}; what changed below it does not show`;
  },
  "move.other": () => "what the stored rows do not explain",
};
