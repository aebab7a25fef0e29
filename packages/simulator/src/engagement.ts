// The latent engagement of an account: a weekly mean-reverting walk with shocks. Nothing of it is ever sent; everything
// that is sent follows from it.
import type { Account } from "./account.ts";
import { DAY_MS } from "./days.ts";
import type { Emit } from "./emission.ts";
import { contactChanged } from "./profiles.ts";

const REVERSION_PER_WEEK = 0.08;
const NOISE_PER_WEEK = 0.27;
const WEEKLY_CHANCE_OF_LOSS = 0.008;
const WEEKLY_CHANCE_OF_GAIN = 0.004;

/** One week's step; when a champion leaves, the CRM hears of it some days later. */
export function stepEngagement(account: Account, dayMs: number, emit: Emit): void {
  const { truth } = account.random;
  const pull = REVERSION_PER_WEEK * (account.engagementMean - account.engagement);
  account.engagement += pull + NOISE_PER_WEEK * truth.normal();
  const shock = truth.unit();
  if (shock < WEEKLY_CHANCE_OF_LOSS) {
    account.engagement -= truth.between(0.9, 1.9);
    const leftMs = dayMs + 8 * 3_600_000;
    emit(account, contactChanged(account, leftMs + 2 * DAY_MS, leftMs));
    account.championNumber += 1;
    emit(account, contactChanged(account, leftMs + 12 * DAY_MS, undefined));
  } else if (shock < WEEKLY_CHANCE_OF_LOSS + WEEKLY_CHANCE_OF_GAIN) {
    account.engagement += truth.between(0.5, 1.1);
  }
}
