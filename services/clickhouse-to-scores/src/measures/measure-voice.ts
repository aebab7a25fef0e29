/** What customers and we say to one another, as measures. In: an account's features. Out: a raw value, or why there is none. Pure. */
import type { Measured, MeasureOf } from "@mimamori/health-score";
import type { AccountFeatures, SurveyKind } from "../features/account-features.ts";
import { DAY_MS, missing } from "./measure-context.ts";
import type { MeasureContext } from "./measure-context.ts";

export function ticketLoad(
  measure: MeasureOf<"ticket_load">,
  { tickets, revenue }: AccountFeatures,
  { asOfMs, sources }: MeasureContext,
): Measured {
  if (!sources.tickets) return missing("not-connected");
  const since = asOfMs - measure.windowDays * DAY_MS;
  const opened = tickets.openedAtMs.filter((at) => at > since).length;
  const load = opened + measure.urgentWeight * tickets.urgentOpen;
  const perSeats = Math.max(revenue?.seats ?? 0, measure.perSeats) / measure.perSeats;
  return { rawValue: load / perSeats, dataAtMs: asOfMs };
}

/** Silence is no opinion: without an answer NPS is missing. */
export function nps(
  measure: MeasureOf<"nps">,
  features: AccountFeatures,
  context: MeasureContext,
): Measured {
  return averageAnswer("nps", measure, features, context);
}

export function survey(
  measure: MeasureOf<"survey">,
  features: AccountFeatures,
  context: MeasureContext,
): Measured {
  return averageAnswer(measure.survey, measure, features, context);
}

type AnswerMeasure = Pick<MeasureOf<"nps">, "windowDays" | "minimumAnswers" | "halfLifeDays">;

function averageAnswer(
  kind: SurveyKind,
  { windowDays, minimumAnswers, halfLifeDays = Infinity }: AnswerMeasure,
  features: AccountFeatures,
  { asOfMs, sources }: MeasureContext,
): Measured {
  const answers = features.answers.get(kind) ?? [];
  if (answers.length === 0)
    return missing(sources.surveys.has(kind) ? "not-applicable" : "not-connected");
  const latestMs = Math.max(...answers.map(({ atMs }) => atMs));
  const recent = answers.filter(({ atMs }) => atMs > asOfMs - windowDays * DAY_MS);
  if (recent.length === 0) return missing("too-old", latestMs);
  if (recent.length < minimumAnswers) return missing("not-applicable", latestMs);
  // Counted from the latest: the mean is the same, and no weight is too small for a number.
  const weights = recent.map(({ atMs }) => 0.5 ** ((latestMs - atMs) / DAY_MS / halfLifeDays));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const sum = recent.reduce((total, { score }, at) => total + score * (weights[at] ?? 0), 0);
  return { rawValue: sum / all, dataAtMs: latestMs };
}

/**
 * An account that nobody ever talked to has been waiting since its beginning, as far as is known: what was before the first
 * conversation that the source tells of, nobody can say.
 */
export function interactionRecency(
  measure: MeasureOf<"interaction_recency">,
  { interactionDays, startDay }: AccountFeatures,
  { asOfMs, today, sources }: MeasureContext,
): Measured {
  if (sources.interactionsSince === null) return missing("not-connected");
  const days = [...interactionDays]
    .filter(([kind]) => measure.kinds?.includes(kind) ?? true)
    .map(([, day]) => day);
  const never = Math.max(startDay ?? 0, sources.interactionsSince);
  const since = days.length === 0 ? never : Math.max(...days);
  return { rawValue: Math.max(0, today - since), dataAtMs: asOfMs };
}

/** A judgement that nobody has made is no judgement. */
export function csmPulse(
  { windowDays }: MeasureOf<"csm_pulse">,
  { pulse }: AccountFeatures,
  { asOfMs, sources }: MeasureContext,
): Measured {
  if (pulse === undefined) return missing(sources.pulses ? "not-applicable" : "not-connected");
  return pulse.atMs > asOfMs - windowDays * DAY_MS
    ? { rawValue: pulse.score, dataAtMs: pulse.atMs }
    : missing("too-old", pulse.atMs);
}
