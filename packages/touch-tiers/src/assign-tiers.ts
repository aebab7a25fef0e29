// In: all accounts with what they are worth, what they were before, what people have said. Out: the tier of each, why, and what
// is kept for the next run. Pure: the same input gives the same tiers for ever.
//
// The order within a run: decisions and expiries; what the rules say, over the whole base; changes that follow from it; what takes
// effect today, where there is room. People come before rules: a pin holds until it ends, a declined change rests, an approved one
// takes effect.
import { candidateOf } from "./candidates.ts";
import type { Candidate, TieredAccount } from "./candidates.ts";
import { followIndication } from "./change-steps.ts";
import type { ChangeProgress } from "./change-steps.ts";
import { takeEffect } from "./effective-tiers.ts";
import type { TierOutcome } from "./effective-tiers.ts";
import { indicateTiers } from "./indicate-tiers.ts";
import type { CutOff, Indication } from "./indicate-tiers.ts";
import type { TouchTierSettings } from "./settings.ts";
import type { Day } from "./tier-state.ts";

export interface TierAssignment {
  readonly outcomes: readonly TierOutcome[];
  readonly cutOffs: readonly CutOff[];
}

/** Its change as it goes on after the rules have spoken; under a pin, and on the day that it ends, nothing is proposed. */
function progressed(
  { given: { before, pin }, progress }: Candidate,
  indication: Indication,
  today: Day,
  { changes }: TouchTierSettings,
): ChangeProgress {
  if (before === null) return progress;
  if (pin !== null || before.pin !== null) {
    const calm = { ...progress, change: progress.change && { ...progress.change, approval: null } };
    return followIndication(calm, before.base, before.base, today, changes);
  }
  return followIndication(progress, before.base, indication.tier, today, changes);
}

/**
 * The tiers of a whole base on a day.
 *
 * Guarantees, for a base whose pools and efforts stay as they are: no raise and no new account makes a pool's tier exceed its
 * places; values that vary within the margin move nobody twice; within the minimum stay nobody is moved back, unless there is no
 * room; a change takes effect on its day or later, never before.
 */
export function assignTiers(
  accounts: readonly TieredAccount[],
  settings: TouchTierSettings,
  today: Day,
): TierAssignment {
  const candidates = accounts.map((account) => candidateOf(account, today, settings));
  const { byAccount, cutOffs } = indicateTiers(candidates, settings);
  const moving = candidates.map((candidate) => {
    const indication = byAccount.get(candidate.account);
    if (indication === undefined) throw new Error("every contender is indicated a tier");
    return {
      ...candidate,
      indication,
      progress: progressed(candidate, indication, today, settings),
    };
  });
  return { outcomes: takeEffect(moving, settings, today), cutOffs };
}
