// In: an account's open change, what people have said, what the rules say today. Out: the change as it goes on, and the steps that
// it took. Pure. Nothing takes effect here: effective-tiers.ts does that, where there is room.
import { addDays, firstOfMonthFrom } from "./calendar-days.ts";
import type { TouchTierSettings } from "./settings.ts";
import { BY_RULE } from "./tier-state.ts";
import type { ChangeStep, Day, Decision, OpenChange, TierState } from "./tier-state.ts";
import { isAbove } from "./tiers.ts";
import type { Tier } from "./tiers.ts";

/** What goes on of an account's change. */
export interface ChangeProgress {
  readonly change: OpenChange | null;
  readonly restUntil: Day | null;
  readonly steps: readonly ChangeStep[];
}

type ChangeSettings = TouchTierSettings["changes"];

/** A step that the change takes; `more` is what the step adds. */
export function stepOf(
  change: OpenChange,
  status: ChangeStep["status"],
  more: Partial<ChangeStep> = {},
): ChangeStep {
  const { id, from, to, proposedOn, approval } = change;
  return {
    id,
    kind: isAbove(to, from) ? "raise" : "lower",
    from,
    to,
    status,
    proposedOn,
    decidedBy: approval?.by ?? "",
    decisionReason: approval?.reason ?? "",
    effectiveOn: approval?.effectiveOn ?? null,
    ...more,
  };
}

/** The day from which a change is in effect that was approved on a day. */
export function effectiveDay(approvedOn: Day, settings: ChangeSettings): Day {
  const day = addDays(approvedOn, settings.noticeDays);
  return settings.takesEffectOn === "first-of-month" ? firstOfMonthFrom(day) : day;
}

/** Whether people have decided that the account moves: then it does, whatever the rules say meanwhile. */
export function isApprovedByPerson(change: OpenChange | null): boolean {
  return change?.approval != null && change.approval.by !== BY_RULE;
}

function approve(change: OpenChange, decision: Decision, settings: ChangeSettings): ChangeProgress {
  const approval = {
    by: decision.author,
    reason: decision.reason,
    effectiveOn: decision.effectiveOn ?? effectiveDay(decision.on, settings),
  };
  const approved = { ...change, approval };
  const { approval: before } = change;
  const isNew =
    before === null ||
    before.by !== approval.by ||
    before.reason !== approval.reason ||
    before.effectiveOn !== approval.effectiveOn;
  return {
    change: approved,
    restUntil: null,
    steps: isNew ? [stepOf(approved, "approved")] : [],
  };
}

/** Applies what people have said, or that nobody has said anything for too long. The same decision again changes nothing. */
export function settleChange(
  { change, restUntil }: Pick<TierState, "change" | "restUntil">,
  decision: Decision | null,
  today: Day,
  settings: ChangeSettings,
): ChangeProgress {
  const rest = restUntil !== null && today < restUntil ? restUntil : null;
  if (change === null) return { change, restUntil: rest, steps: [] };
  if (decision !== null && decision.changeId === change.id) {
    if (decision.verdict === "approved") return approve(change, decision, settings);
    const { author: decidedBy, reason: decisionReason } = decision;
    const declined = stepOf(change, "declined", { decidedBy, decisionReason, effectiveOn: null });
    const until = addDays(decision.on, settings.restDays);
    return { change: null, restUntil: today < until ? until : null, steps: [declined] };
  }
  const isOld = today >= addDays(change.proposedOn, settings.expireAfterDays);
  if (change.approval === null && isOld) {
    const until = addDays(today, settings.restDays);
    return { change: null, restUntil: until, steps: [stepOf(change, "expired")] };
  }
  return { change, restUntil: rest, steps: [] };
}

function propose(from: Tier, to: Tier, today: Day, settings: ChangeSettings): ChangeProgress {
  const open = { id: `${today}-${from}-${to}`, from, to, proposedOn: today, approval: null };
  const approver = isAbove(to, from) ? settings.approval.raise : settings.approval.lower;
  if (approver === "person")
    return { change: open, restUntil: null, steps: [stepOf(open, "proposed")] };
  const approval = { by: BY_RULE, reason: "", effectiveOn: effectiveDay(today, settings) };
  const approved = { ...open, approval };
  return { change: approved, restUntil: null, steps: [stepOf(approved, "approved")] };
}

/** Holds the change against what the rules say today: it goes on, is withdrawn, or another is proposed. */
export function followIndication(
  progress: ChangeProgress,
  base: Tier,
  indicated: Tier,
  today: Day,
  settings: ChangeSettings,
): ChangeProgress {
  const { change, restUntil, steps } = progress;
  if (change !== null && (change.to === indicated || isApprovedByPerson(change))) return progress;
  const withdrawn = change === null ? [] : [stepOf(change, "withdrawn")];
  const goneOn = [...steps, ...withdrawn];
  if (indicated === base || restUntil !== null) return { change: null, restUntil, steps: goneOn };
  const next = propose(base, indicated, today, settings);
  return { ...next, steps: [...goneOn, ...next.steps] };
}
