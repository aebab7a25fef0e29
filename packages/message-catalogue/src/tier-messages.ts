// What is said of touch tiers, and what each sentence needs to know. Types only.
import type { IndicationReason, LoyaltyCondition, Tier } from "@mimamori/touch-tiers";
import type { Names, Sentences } from "./message-shapes.ts";

/** `valueName` is ARR or LTV; amounts in whole units of the currency. */
export interface TierParams {
  readonly tierName: string;
  /** The tier that the reason speaks of. */
  readonly aboutName: string;
  readonly valueName: string;
  readonly value: number;
  /** The value, lifted by the potential (a share). */
  readonly counts: number;
  readonly potential: number;
  /** What an account must count for. */
  readonly from: number;
  readonly currency: string;
}

export interface PinParams {
  readonly tierName: string;
  readonly by: string;
  readonly reason: string;
  readonly expiresMs: number;
  readonly timeZone: string;
}

/** A change on its way; days YYYY-MM-DD. */
export interface ChangeParams {
  readonly tierName: string;
  readonly toName: string;
  readonly day: string;
  readonly by: string;
  readonly because: string;
}

export type TierMessages = Names<`tier.${Tier}`> &
  Names<"value.arr" | "value.ltv"> &
  Sentences<`tier-reason.${Exclude<IndicationReason, "value-unknown" | "fixed">}`, TierParams> &
  Sentences<"tier-reason.value-unknown", Pick<TierParams, "tierName" | "valueName">> &
  Sentences<"tier.pinned", PinParams> &
  Sentences<"tier.pin-ended", Pick<PinParams, "tierName" | "by">> &
  Sentences<"tier.resting", { readonly tierName: string; readonly restUntil: string }> &
  Sentences<
    "change.proposed" | "change.by-rule" | "change.by-person" | "change.waits",
    ChangeParams
  > &
  Names<`not-loyal.${LoyaltyCondition}`>;
