/** Cohorts of a subscription company, whose accounts renew as differently as sBG says. Out: the same for ever. Pure. */
import type { RenewalCounts } from "@mimamori/lifetime-value";
import { Random } from "@mimamori/simulator";

const RENEWALS = 12;

function makeCohort(random: Random): RenewalCounts {
  let left = random.whole(100, 1000);
  // Mean churn 5 % to 35 %, more or less mixed.
  const [gamma, mean] = [random.between(0.4, 3), random.between(0.05, 0.35)];
  const delta = gamma / mean - gamma;
  const atRisk: number[] = [];
  const lost: number[] = [];
  for (let renewal = 1; renewal <= RENEWALS && left > 0; renewal++) {
    const churn = gamma / (gamma + delta + renewal - 1);
    let leavers = 0;
    for (let account = 0; account < left; account++) leavers += random.chance(churn) ? 1 : 0;
    atRisk.push(left);
    lost.push(leavers);
    left -= leavers;
  }
  return { atRisk, lost };
}

/** Makes so many cohorts of 100 to 1,000 accounts that face up to 12 renewals. */
export function makeCohorts(count: number): RenewalCounts[] {
  const random = Random.named("bench/retention-cohorts");
  return Array.from({ length: count }, () => makeCohort(random));
}
