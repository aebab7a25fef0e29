/**
 * An override as a person says it on the command line. In: words. Out: the event, and the sentence that tells what will be. Pure.
 */
import { daysInTimeZone } from "@mimamori/revenue-movements";
import type { AccountDecision } from "../account-events.ts";
import { isDate, isMoment } from "../date-words.ts";
import { CommandError } from "../errors.ts";

export interface OverrideWords {
  readonly score: string | undefined;
  readonly band: string | undefined;
  readonly measure: string | undefined;
  readonly points: string | undefined;
  readonly exclude: boolean;
  readonly reason: string | undefined;
  /** YYYY-MM-DD, its last day; or the moment of its end, ISO 8601. */
  readonly until: string | undefined;
  readonly author: string;
}

/** What an override needs to know of the company. */
export interface OverrideRules {
  /** An override ends with the end of its last day there. */
  readonly timeZone: string;
  /** Ids of the measures of all scorecards. */
  readonly measures: readonly string[];
}

interface Target {
  /** One override for each target of an account: setting it again replaces it. */
  readonly id: string;
  readonly data: {
    readonly target: "health_score" | "health_band" | "measure";
    readonly measure?: string;
    readonly value: number | string | null;
  };
  readonly words: string;
}

const DAY_MS = 86_400_000;

function usage(message: string): CommandError {
  return new CommandError("usage", `override set: ${message}`);
}

function numberOf(text: string, option: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 100) return value;
  throw usage(`${option} takes a number from 0 to 100, not "${text}".`);
}

function measureTarget(measure: string, words: OverrideWords, rules: OverrideRules): Target {
  const { points, exclude } = words;
  if (!rules.measures.includes(measure))
    throw usage(`no scorecard has a measure ${measure}; there are ${rules.measures.join(", ")}.`);
  if ((points === undefined) === !exclude)
    throw usage("--measure takes either --points N or --exclude beside it.");
  const value = points === undefined ? null : numberOf(points, "--points");
  const what = value === null ? "is left out" : `counts with ${value} points`;
  return {
    id: `measure-${measure}`,
    data: { target: "measure", measure, value },
    words: `${measure} ${what}`,
  };
}

function targetOf(words: OverrideWords, rules: OverrideRules): Target {
  const { score, band, measure } = words;
  if ([score, band, measure].filter((one) => one !== undefined).length !== 1)
    throw usage("it takes one of --score N, --band NAME and --measure ID.");
  if (measure !== undefined) return measureTarget(measure, words, rules);
  if (score !== undefined) {
    const value = numberOf(score, "--score");
    return {
      id: "score",
      data: { target: "health_score", value },
      words: `the score is ${value}`,
    };
  }
  return {
    id: "band",
    data: { target: "health_band", value: band ?? "" },
    words: `the band is ${band ?? ""}`,
  };
}

function expiryOf(until: string | undefined, timeZone: string, now: Date): Date {
  if (until === undefined || !(isDate(until) || isMoment(until)))
    throw usage("it takes --until with its last day, as 2026-12-31: an override ends by itself.");
  const expiresAt = isDate(until)
    ? new Date(daysInTimeZone(timeZone).startOfDayMs(Date.parse(until) / DAY_MS + 1))
    : new Date(until);
  if (expiresAt <= now) throw usage(`${until} is over already.`);
  return expiresAt;
}

/** @throws CommandError usage */
export function setOverride(
  account: string,
  words: OverrideWords,
  rules: OverrideRules,
  now: Date,
): { readonly decision: AccountDecision; readonly sentence: string } {
  const { id, data, words: what } = targetOf(words, rules);
  const { reason, until, author } = words;
  if (reason === undefined || reason.trim() === "")
    throw usage("it takes --reason: whoever reads the score wants to know why.");
  const expires_at = expiryOf(until, rules.timeZone, now).toISOString();
  return {
    decision: {
      account,
      type: "account.override_set.v1",
      data: { override_id: id, ...data, reason, author, expires_at },
    },
    sentence: `${account}: ${what} until ${until === undefined || isMoment(until) ? (until ?? "") : `the end of ${until}`}. What is computed stays beside it, and the override is ${id}.`,
  };
}
