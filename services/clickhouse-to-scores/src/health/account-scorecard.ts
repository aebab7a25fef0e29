/**
 * Which scorecard an account is scored by: its stage and segment choose one, and overlays lie over it while a decision nears.
 *
 * In: the configuration, an account's features. Out: its stage, and the scorecard that holds. Pure.
 */
import type { CompanyConfig } from "@mimamori/company-config";
import { scorecardFor, stageOf, withOverlays } from "@mimamori/health-score";
import type { Scorecard, Stage } from "@mimamori/health-score";
import type { AccountFeatures } from "../features/account-features.ts";
import { DAY_MS } from "../measures/measure-context.ts";
import type { MeasureContext } from "../measures/measure-context.ts";

export interface ChosenScorecard {
  /** Empty: the account's beginning is not known. */
  readonly stage: Stage | "";
  /** Undefined: no scorecard is for such accounts. */
  readonly card: Scorecard | undefined;
}

type Rules = Pick<CompanyConfig, "lifecycle" | "overlays" | "scorecards">;

export function chooseScorecard(
  { lifecycle, overlays, scorecards }: Rules,
  { segment, startDay, milestoneDays, revenue }: AccountFeatures,
  { asOfMs, today }: Pick<MeasureContext, "asOfMs" | "today">,
): ChosenScorecard {
  const milestones = new Set(milestoneDays.keys());
  const stage: Stage | "" =
    startDay === null ? "" : stageOf(lifecycle, { ageDays: today - startDay, milestones });
  const card = scorecardFor(scorecards, segment, stage);
  if (card === undefined) return { stage, card };
  const daysTo = (ms: number | null): number | null =>
    ms === null ? null : (ms - asOfMs) / DAY_MS;
  const ahead = {
    segment,
    stage,
    daysToNoticeDeadline: daysTo(revenue?.noticeDeadlineMs ?? null),
    daysToRenewal: daysTo(revenue?.renewsAtMs ?? null),
  };
  return { stage, card: withOverlays(card, overlays, ahead) };
}
