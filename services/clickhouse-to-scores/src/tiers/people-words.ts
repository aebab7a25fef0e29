/**
 * What people have said of tiers, as it was known at the run's moment: pins that hold, and the latest word on each proposed change.
 *
 * In: facts as of the run (overrides, tier_decisions). Out: both by account.
 */
import type { FactsAsOf } from "@mimamori/account-facts";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { TIERS } from "@mimamori/touch-tiers";
import type { Decision, Pin } from "@mimamori/touch-tiers";
import { z } from "zod";

export interface PeopleWords {
  readonly pins: ReadonlyMap<string, Pin>;
  /** By account, then by change. */
  readonly decisions: ReadonlyMap<string, ReadonlyMap<string, Decision>>;
}

const account = z.string();
const pinRow = z.object({
  account,
  id: z.string(),
  tier: z.enum(TIERS),
  author: z.string(),
  reason: z.string(),
  expires_at: z.string(),
});
const decisionRow = z.object({
  account,
  change_id: z.string(),
  verdict: z.enum(["approved", "declined"]),
  author: z.string(),
  reason: z.string(),
  effective_on: z.string().nullable(),
  decided_at: z.string(),
});

/** Of several pins of an account the one that was set last. */
const PINS = (facts: FactsAsOf): string => `
SELECT account, override_id AS id, value AS tier, author, reason, expires_at
FROM ${facts.source("overrides")} AS overrides
WHERE target = 'touch_tier' AND set_at <= {asOf:DateTime64(3)} AND expires_at > {asOf:DateTime64(3)}
  AND ifNull(cleared_at > {asOf:DateTime64(3)}, 1)
ORDER BY set_at DESC, override_id
LIMIT 1 BY account`;

const DECISIONS = (facts: FactsAsOf): string => `
SELECT account, change_id, verdict, author, reason, effective_on, decided_at
FROM ${facts.source("tier_decisions")} AS decisions`;

/** `dayOf` is the company's day of an instant. */
export async function readPeopleWords(
  tables: ClickhouseTables,
  facts: FactsAsOf,
  asOf: Date,
  dayOf: (ms: number) => string,
): Promise<PeopleWords> {
  const [pins, decided] = await Promise.all([
    tables.query(PINS(facts), { asOf }, pinRow),
    tables.query(DECISIONS(facts), {}, decisionRow),
  ]);
  const decisions = new Map<string, Map<string, Decision>>();
  for (const row of decided) {
    const ofAccount = decisions.get(row.account) ?? new Map<string, Decision>();
    decisions.set(row.account, ofAccount);
    const { change_id: changeId, verdict, author, reason, effective_on: effectiveOn } = row;
    const on = dayOf(Date.parse(row.decided_at));
    ofAccount.set(changeId, { changeId, verdict, author, reason, on, effectiveOn });
  }
  return {
    pins: new Map(
      pins.map(({ account: of, id, tier, author, reason, expires_at: expiresAt }) => [
        of,
        { id, tier, author, reason, expiresAt },
      ]),
    ),
    decisions,
  };
}
