// What the page for a quarterly review says, and what each sentence needs to know. Types only. What is text here is already in the
// language's form (days, amounts, shares).
import type { Names, Sentences } from "./message-shapes.ts";

type Headings = Names<
  | `brief.${"adoption" | "value" | "goals" | "tickets" | "surveys" | "open-items"}`
  | `brief.${"overdue-invoices" | "open-tickets" | "open-goals"}`
  | `brief.${"internal" | "health" | "reasons" | "moves" | "outlook" | "renewal"}`
>;

/** What stands over a column or a figure. */
type Labels = Names<
  | `brief.${"weekly-users" | "features-used" | "users-by-week" | "feature"}`
  | `brief.${"this-quarter" | "quarter-before" | "changed-by"}`
  | `brief.${"plan" | "paid-per-month" | "paid-per-user" | "users-of-28-days" | "seats-used" | "paid-by-month"}`
  | `brief.${"goal" | "status" | "due" | "reached-on"}`
  | `brief.${"tickets-opened" | "tickets-solved" | "first-reply" | "time-to-solve"}`
  | `brief.${"ticket" | "about" | "priority" | "opened" | "days-open"}`
  | `brief.${"survey" | "answers" | "mean-answer"}`
  | `brief.${"invoice" | "days-late" | "amount-open"}`
  | `brief.${"health-score" | "coverage" | "score-by-week" | "reason" | "points" | "weight" | "lost-points" | "part"}`
  | `brief.${"churn-90" | "not-renewing" | "ltv-36" | "ltv-unbounded" | "monthly-margin" | "tier"}`
  | `brief.${"renews" | "notice-by" | "how" | "renews-itself" | "renews-signed" | "foreseen" | "at-risk"}`
>;

type States = Names<
  | `brief.goal.${"open" | "reached" | "missed" | "dropped" | "overdue"}`
  | `brief.priority.${"low" | "normal" | "high" | "urgent"}`
  | `brief.churn.${"leaving" | "closed" | "lead" | "too-young" | "no-model"}`
  | `brief.at-risk.${"notice" | "health" | "churn" | "renewal" | "invoices"}`
  | `brief.outlook.${"leaving" | "at-risk" | "expected"}`
>;

/** That there is nothing, or that nobody knows: two different things. */
type Absences = Names<
  | `brief.missing.${"usage" | "subscriptions" | "invoices" | "tickets" | "engagement" | "goals"}`
  | `brief.${"unknown" | "none" | "no-data" | "no-day" | "no-comparison" | "no-rate" | "no-seats" | "dash"}`
  | `brief.${"buys-nothing" | "no-goals" | "no-answers"}`
  | `brief.${"not-scored" | "no-score-history" | "no-moves" | "no-tier" | "no-churn-run" | "no-ltv" | "no-renewal"}`
  | "brief.company-language"
>;

export type BriefMessages = Headings &
  Labels &
  States &
  Absences &
  Sentences<"brief.title" | "brief.csm", { readonly who: string }> &
  Sentences<"brief.window", { readonly since: string; readonly through: string }> &
  Sentences<
    "brief.prepared" | "brief.as-of" | "brief.decides-by" | "brief.renews-on",
    { readonly day: string }
  > &
  Sentences<"brief.amounts", { readonly currency: string }> &
  Sentences<"brief.more" | "brief.just-late", { readonly value: number }> &
  Sentences<"brief.before", { readonly before: string }> &
  Sentences<"brief.change", { readonly share: string; readonly before: string }> &
  Sentences<"brief.per-year", { readonly amount: string }> &
  Sentences<"brief.seats", { readonly used: string; readonly bought: string }> &
  Sentences<"brief.hours", { readonly hours: string }> &
  Sentences<"brief.of-scale", { readonly score: string; readonly most: string }> &
  Sentences<"brief.past-due", { readonly due: string }> &
  Sentences<"brief.interval", { readonly low: string; readonly high: string }> &
  Sentences<
    "brief.moved",
    {
      readonly before: string;
      readonly after: string;
      readonly since: string;
      readonly through: string;
    }
  >;
