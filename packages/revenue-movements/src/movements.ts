// In: an account's days of change. Out: the five movements of its MRR, and what caused them. Pure.
// Source of the rules: ChartMogul's MRR movement types; one net movement per company day.
import type { ActivityDay } from "./account-days.ts";
import type { CurrencySettings } from "./monthly-price.ts";
import { causesOf, wholeByProduct } from "./movement-causes.ts";
import type { CauseAmounts } from "./movement-causes.ts";

export type MovementKind = "new" | "expansion" | "contraction" | "churn" | "reactivation";

/** One day's net change; the amounts of an account's movements sum to its MRR. Reporting currency, minor unit. */
export interface Movement {
  readonly day: string;
  readonly kind: MovementKind;
  readonly amountMinor: number;
  readonly mrrAfterMinor: number;
}

/** A movement, and the amounts of its causes, which sum to its own. */
export interface ExplainedMovement extends Movement {
  readonly causes: CauseAmounts;
}

/** What the rules remember of an account from day to day. */
interface PayingHistory {
  /** Whether it pays, or would if its rate were known: only then can it churn. */
  pays: boolean;
  lastKind: MovementKind | undefined;
  knownMrrMinor: number;
}

/** Null where nothing moved. A churn counts even when the MRR had already fallen to 0 under a full discount. */
function kindOf(now: ActivityDay, before: PayingHistory, amountMinor: number): MovementKind | null {
  if (!now.active) return before.pays ? "churn" : null;
  if (amountMinor === 0) return null;
  if (before.lastKind === undefined) return "new";
  if (before.lastKind === "churn") return "reactivation";
  return amountMinor > 0 ? "expansion" : "contraction";
}

/**
 * New: first MRR ever. Expansion, contraction: more or less from an account that keeps an active subscription (cancelling
 * one of several is a contraction). Churn: no active subscription remains. Reactivation: MRR after a churn.
 * A day whose MRR is unknown (no rate) moves nothing; the next known day is compared with the last known one.
 */
export function movementsOf(
  days: readonly ActivityDay[],
  settings: CurrencySettings,
): ExplainedMovement[] {
  const history: PayingHistory = { pays: false, lastKind: undefined, knownMrrMinor: 0 };
  const movements: ExplainedMovement[] = [];
  for (const now of days) {
    const mrrAfterMinor = now.mrrMinor ?? history.knownMrrMinor;
    const amountMinor = mrrAfterMinor - history.knownMrrMinor;
    const kind = kindOf(now, history, amountMinor);
    if (kind !== null) {
      const isChange = kind === "expansion" || kind === "contraction";
      const causes = isChange
        ? causesOf(now.changes, amountMinor, settings)
        : wholeByProduct(amountMinor);
      movements.push({ day: now.day, kind, amountMinor, mrrAfterMinor, causes });
      history.lastKind = kind;
    }
    history.knownMrrMinor = mrrAfterMinor;
    history.pays = now.active && (history.pays || now.mrrMinor !== 0);
  }
  return movements;
}
