// What is kept of an account's tier from one daily run to the next, and what people have said about it. Types only.
import type { RememberedPotential } from "./potential.ts";
import type { Tier } from "./tiers.ts";

/** Days are calendar days of the company, YYYY-MM-DD. */
export type Day = string;

/** Who approves where nobody needs to. */
export const BY_RULE = "rule";

/** A change on its way: proposed, and when `approval` is there, approved. */
export interface OpenChange {
  /** Unique within the account. */
  readonly id: string;
  readonly from: Tier;
  readonly to: Tier;
  readonly proposedOn: Day;
  readonly approval: Approval | null;
}

export interface Approval {
  /** A person, or BY_RULE. */
  readonly by: string;
  readonly reason: string;
  /** From the first daily run of this day on the change is in effect, where there is room. */
  readonly effectiveOn: Day;
}

export interface TierState {
  /** The tier in effect: the pin's where there is one, else `base`. */
  readonly tier: Tier;
  readonly base: Tier;
  /** The day on which `base` began; null: before such days were kept. */
  readonly since: Day | null;
  /** How `base` began. */
  readonly entered: "first" | "raised" | "lowered";
  readonly potential: RememberedPotential | null;
  readonly change: OpenChange | null;
  /** Until this day (exclusive) no change is proposed: the last one was declined, or nobody decided it. */
  readonly restUntil: Day | null;
  readonly pin: Pin | null;
}

/** A person's word on an open change: of several the last one known. */
export interface Decision {
  readonly changeId: string;
  readonly verdict: "approved" | "declined";
  readonly author: string;
  readonly reason: string;
  /** The day of the decision. */
  readonly on: Day;
  /** The day that the person has named; null: after the notice of the settings. */
  readonly effectiveOn: Day | null;
}

/** In force: set, neither cleared nor expired. */
export interface Pin {
  readonly id: string;
  readonly tier: Tier;
  readonly author: string;
  readonly reason: string;
  /** ISO instant at which it ends by itself. */
  readonly expiresAt: string;
}

export type ChangeKind = "first" | "raise" | "lower" | "pin" | "unpin";

export type ChangeStatus =
  | "proposed"
  | "approved"
  | "declined"
  | "expired"
  | "withdrawn"
  | "in-effect";

/** A step in the life of a change: what there is one row of. */
export interface ChangeStep {
  readonly id: string;
  readonly kind: ChangeKind;
  /** Null for an account that had no tier. */
  readonly from: Tier | null;
  readonly to: Tier;
  readonly status: ChangeStatus;
  readonly proposedOn: Day;
  /** Who approved, declined or pinned; empty where nobody has decided. */
  readonly decidedBy: string;
  readonly decisionReason: string;
  readonly effectiveOn: Day | null;
}
