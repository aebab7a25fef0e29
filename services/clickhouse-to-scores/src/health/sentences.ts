/** What the numbers say, in the language of the company. In: what was found. Out: sentences of the message catalogue. Pure. */
import type { Company } from "@mimamori/company-config";
import type { Contribution, Scorecard } from "@mimamori/health-score";
import {
  explainCap,
  explainMeasure,
  explainOverride,
  formatsOf,
  say,
} from "@mimamori/message-catalogue";
import type { HeldOverride } from "./account-overrides.ts";
import type { FleetMove } from "../capture/hold-back.ts";

/** Why a measure gave its points, or why it is missing. */
export function reasonSentence(
  { language }: Company,
  card: Scorecard,
  contribution: Contribution,
): string {
  const measure = card.measures.find(({ id }) => id === contribution.measure);
  return measure === undefined ? "" : explainMeasure(language, measure, contribution);
}

/** Why the score was capped; empty when it was not. */
export function capSentence(
  { language }: Company,
  card: Scorecard,
  capId: string | null,
  contributions: readonly Contribution[],
): string {
  const cap = card.caps.find(({ id }) => id === capId);
  const measure = card.measures.find(({ id }) => id === cap?.when.measure);
  const watched = contributions.find((one) => one.measure === measure?.id);
  if (cap === undefined || measure === undefined) return "";
  return explainCap(language, measure, watched?.rawValue ?? 0, cap);
}

/** What a person put in place of a computed value; empty when nobody did. */
export function overrideSentence(
  { language, timeZone }: Company,
  held: HeldOverride | undefined,
): string {
  return held === undefined ? "" : explainOverride(language, held.value, { ...held.by, timeZone });
}

/** What looks like a fault of a source; empty when nothing does. */
export function captureSentence(
  { language }: Company,
  faultDays: readonly string[],
  move: FleetMove | undefined,
): string {
  const days = new Intl.ListFormat(language).format(faultDays.map(formatsOf(language).day));
  return [
    ...(faultDays.length === 0 ? [] : [say(language, "capture.usage", { days })]),
    ...(move === undefined ? [] : [say(language, "capture.scores", move)]),
  ].join("; ");
}
