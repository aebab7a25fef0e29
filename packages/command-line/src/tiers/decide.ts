/**
 * Which open changes a person means, and what is said of them.
 *
 * In: the words of the command line, the changes that are open. Out: events, and the sentences that tell what will be. Pure.
 */
import { effectiveDay, TIERS } from "@mimamori/touch-tiers";
import type { TouchTierSettings } from "@mimamori/touch-tiers";
import type { AccountDecision } from "../account-events.ts";
import { CommandError } from "../errors.ts";
import type { OpenChangeRow } from "./tier-readings.ts";

export interface Choice {
  /** Account ids. */
  readonly accounts: readonly string[];
  readonly all: boolean;
  /** Only changes that lead to this tier. */
  readonly to: string | undefined;
  readonly pool: string | undefined;
}

export interface Verdict {
  readonly verdict: "approved" | "declined";
  readonly author: string;
  readonly reason: string;
  /** YYYY-MM-DD */
  readonly on: string | undefined;
}

function fits({ to_tier: to, pool }: OpenChangeRow, choice: Choice): boolean {
  const isTo = choice.to === undefined || choice.to === to;
  return isTo && (choice.pool === undefined || choice.pool === pool);
}

/**
 * The changes that are meant. With --all those that wait for a decision; named accounts may also have an approved one.
 * @throws CommandError usage, when a named account has none, or nothing is named
 */
export function chooseChanges(open: readonly OpenChangeRow[], choice: Choice): OpenChangeRow[] {
  const { accounts, all, to } = choice;
  if (to !== undefined && !(TIERS as readonly string[]).includes(to))
    throw new CommandError("usage", `tiers: "${to}" is no tier; write high, low or tech.`);
  if (all === accounts.length > 0)
    throw new CommandError(
      "usage",
      "tiers approve and decline take accounts, or --all for everything that waits (--to and --pool narrow it).",
    );
  if (all) return open.filter((change) => change.status === "proposed" && fits(change, choice));
  return accounts.map((account) => {
    const change = open.find((one) => one.account === account && fits(one, choice));
    if (change !== undefined) return change;
    throw new CommandError(
      "usage",
      `tiers: no change of ${account} is on its way; \`./mimamori tiers list\` shows those that are. Nothing was decided.`,
    );
  });
}

export function decisionEvent(change: OpenChangeRow, verdict: Verdict): AccountDecision {
  const { on, ...said } = verdict;
  return {
    account: change.account,
    type: "account.tier_change_decided.v1",
    data: {
      change_id: change.change_id,
      ...said,
      ...(on === undefined ? {} : { effective_on: on }),
    },
  };
}

/** What will become of it. `today` is the company's day. */
export function decisionSentence(
  change: OpenChangeRow,
  { verdict, on }: Verdict,
  today: string,
  settings: TouchTierSettings["changes"],
): string {
  const { account, name, from_tier: from, to_tier: to } = change;
  const who = name === "" ? account : `${name} (${account})`;
  if (verdict === "declined")
    return `${who} stays ${from} touch, and nothing is proposed for ${settings.restDays} days.`;
  return `${who}: ${from} → ${to} touch from ${on ?? effectiveDay(today, settings)} on.`;
}
