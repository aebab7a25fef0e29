/**
 * Touch tiers of all accounts that have not left.
 *
 * In: MRR per account, the segments' lifetime values, facts as of the run, the states of the last live run over all accounts before
 * as_of, what people have said. Out: rows of touch_tiers, tier_change_steps and tier_cut_offs under the run's id. The value is ARR, or
 * LTV at the segment's average churn: an account's own risk never lowers it. It may be repeated: the same rows.
 */
import type { CompanyConfig } from "@mimamori/company-config";
import { arpaMarginOverChurn } from "@mimamori/lifetime-value";
import type { SegmentValues } from "@mimamori/lifetime-value";
import { minorUnitExponent } from "@mimamori/revenue-movements";
import { assignTiers, potentialParts } from "@mimamori/touch-tiers";
import type { TierState, TouchTierSettings } from "@mimamori/touch-tiers";
import { insertNamed } from "../insert-named.ts";
import { NO_SEGMENT } from "../revenue/revenue-months.ts";
import type { RunContext } from "../run-context.ts";
import { lastRunOverAll } from "./last-run.ts";
import { readPeopleWords } from "./people-words.ts";
import type { PeopleWords } from "./people-words.ts";
import { NO_TIER_FACTS } from "./tier-facts.ts";
import type { TierFacts } from "./tier-facts.ts";
import { cutOffRow, stepRows, termsOf, tierRow } from "./tier-rows.ts";
import type { JudgedAccount } from "./tier-rows.ts";
import { readStates } from "./tier-states.ts";

export interface PayingAccount {
  readonly account: string;
  readonly segment: string;
  readonly mrrMinor: number | null;
}

export interface AccountTier {
  readonly account: string;
  readonly tier: string;
}

const ROWS_PER_INSERT = 20_000;
const MONTHS_PER_YEAR = 12;

/** Assigns and writes the tiers. */
export async function writeTiers(
  context: RunContext,
  accounts: readonly PayingAccount[],
  values: ReadonlyMap<string, SegmentValues>,
  factsOf: ReadonlyMap<string, TierFacts>,
): Promise<AccountTier[]> {
  const { tables, facts, config, run, dayOf } = context;
  const today = dayOf(run.asOf.getTime());
  const states = await readStates(tables, await lastRunOverAll(tables, run.asOf));
  const words = await facts.read(() => readPeopleWords(tables, facts, run.asOf, dayOf));
  const judged = accounts.map((account) =>
    judge(account, config, values, factsOf.get(account.account) ?? NO_TIER_FACTS, states, words),
  );
  const { outcomes, cutOffs } = assignTiers(judged, config.touchTiers, today);
  const terms = termsOf(config, today);
  for (let from = 0; from < judged.length; from += ROWS_PER_INSERT) {
    const part = judged.slice(from, from + ROWS_PER_INSERT).flatMap((one, at) => {
      const outcome = outcomes[from + at];
      return outcome === undefined ? [] : [[one, outcome] as const];
    });
    const rows = part.map(([one, outcome]) => tierRow(run, one, outcome, terms));
    const steps = part.flatMap(([one, outcome]) => stepRows(run, one, outcome, terms));
    await insertNamed(tables, "mimamori.tier_change_steps", steps);
    await insertNamed(tables, "mimamori.touch_tiers", rows);
  }
  const limits = cutOffs.map((cutOff) => cutOffRow(run, cutOff));
  await insertNamed(tables, "mimamori.tier_cut_offs", limits);
  return outcomes.map(({ account, state: { tier } }) => ({ account, tier }));
}

function judge(
  { account, segment, mrrMinor }: PayingAccount,
  { company, touchTiers }: CompanyConfig,
  values: ReadonlyMap<string, SegmentValues>,
  facts: TierFacts,
  states: ReadonlyMap<string, TierState>,
  words: PeopleWords,
): JudgedAccount {
  const before = states.get(account) ?? null;
  const arrMinor = mrrMinor === null ? null : mrrMinor * MONTHS_PER_YEAR;
  const ltvMinor = ltvAtAverageChurn(mrrMinor, values.get(segment === "" ? NO_SEGMENT : segment));
  const valueMinor = touchTiers.value === "arr" ? arrMinor : ltvMinor;
  return {
    account,
    segment,
    language: facts.language,
    country: facts.country,
    facts,
    arrMinor,
    ltvMinor,
    value:
      valueMinor === null ? null : valueMinor / 10 ** minorUnitExponent(company.reportingCurrency),
    parts: partsOf(facts, mrrMinor, touchTiers),
    isStrategic: facts.strategic === 1,
    before,
    decision: words.decisions.get(account)?.get(before?.change?.id ?? "") ?? null,
    pin: words.pins.get(account) ?? null,
  };
}

function partsOf(facts: TierFacts, mrr: number | null, { potential }: TouchTierSettings) {
  const { active_users: activeUsers, seats, products, mrr_a_year_ago: mrrAYearAgo } = facts;
  return potentialParts({ activeUsers, seats, products, mrr, mrrAYearAgo }, potential);
}

/** ARPA x margin / churn, with the account's MRR for the ARPA. Null when either is unknown. */
function ltvAtAverageChurn(
  mrrMinor: number | null,
  values: SegmentValues | undefined,
): number | null {
  const churn = values?.monthlyLogoChurn ?? null;
  if (mrrMinor === null || values === undefined || churn === null) return null;
  return arpaMarginOverChurn(mrrMinor, values.grossMargin, churn).value;
}
