// For tests: accounts of a base, and days that follow one another, each starting from what the one before has left.
import { addDays } from "./calendar-days.ts";
import { assignTiers } from "./index.ts";
import { touchTierSettings } from "./index.ts";
import type { Decision, Pin, TieredAccount, TierOutcome, TouchTierSettings } from "./index.ts";

/** Day 0 of the tests. */
export const START = "2026-01-05";

/** High from 5,000 and low from 1,000 with a margin of 10 %; `more` replaces whole sections. */
export function settingsWith(more: object = {}): TouchTierSettings {
  return touchTierSettings.parse({
    value: "arr",
    margin: 0.1,
    thresholds: { high: 5_000, low: 1_000 },
    minimumStayDays: 0,
    ...more,
  });
}

/** Every change is approved at once and in effect the same day. */
export const AT_ONCE = { approval: { raise: "rule", lower: "rule" }, noticeDays: 0 };
/** Every change waits for a person. */
export const BY_PERSON = { approval: { raise: "person", lower: "person" }, noticeDays: 14 };

/** One pool with so many places per tier. */
export function oneTeam(high: number, low?: number): object {
  const team = (csms: number): object => ({ csms, accountsPerCsm: 1 });
  return { all: { high: team(high), ...(low === undefined ? {} : { low: team(low) }) } };
}

/** What is said of an account on a day besides its value. */
export interface Said {
  readonly decision?: Decision;
  readonly pin?: Pin;
  readonly more?: Partial<TieredAccount>;
}

/** A base over days. */
export class Base {
  readonly #settings: TouchTierSettings;
  #left = new Map<string, TierOutcome>();

  constructor(settings: TouchTierSettings) {
    this.#settings = settings;
  }

  /** The tiers of a day of a base with these values. */
  run(
    day: number,
    values: Readonly<Record<string, number | null>>,
    said: Readonly<Record<string, Said>> = {},
    settings = this.#settings,
  ): Record<string, TierOutcome> {
    const accounts = Object.entries(values).map(([account, value]): TieredAccount => {
      const { decision = null, pin = null, more } = said[account] ?? {};
      return {
        account,
        value,
        parts: { seats: null, plans: null, growth: null },
        isStrategic: false,
        language: "",
        country: "",
        segment: "",
        before: this.#left.get(account)?.state ?? null,
        decision,
        pin,
        ...more,
      };
    });
    const { outcomes } = assignTiers(accounts, settings, addDays(START, day));
    this.#left = new Map(outcomes.map((outcome) => [outcome.account, outcome]));
    return Object.fromEntries(this.#left);
  }
}

/** The tiers in effect by account. */
export function tiersOf(outcomes: Readonly<Record<string, TierOutcome>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outcomes).map(([account, { state }]) => [account, state.tier]),
  );
}

/** The steps of an account's changes on a day, short. */
export function stepsOf(outcome: TierOutcome | undefined): string[] {
  return (outcome?.steps ?? []).map(
    ({ kind, from, to, status }) => `${kind} ${from ?? "none"}>${to} ${status}`,
  );
}
