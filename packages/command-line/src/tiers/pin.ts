/**
 * Pins of tiers: overrides of target touch_tier. In: the words of the command line; for unpinning the overrides that hold. Out: events,
 * and the sentences that tell what will be.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { daysInTimeZone } from "@mimamori/revenue-movements";
import { TIERS } from "@mimamori/touch-tiers";
import type { Tier } from "@mimamori/touch-tiers";
import { z } from "zod";
import type { AccountDecision } from "../account-events.ts";
import { CommandError } from "../errors.ts";

export interface PinWords {
  readonly to: string | undefined;
  /** YYYY-MM-DD */
  readonly until: string | undefined;
  readonly reason: string | undefined;
  readonly author: string;
  /** IANA name: a pin ends with the end of its last day there. */
  readonly timeZone: string;
}

function tierOf(text: string | undefined): Tier {
  const tier = TIERS.find((each) => each === text);
  if (tier !== undefined) return tier;
  throw new CommandError("usage", "tiers pin takes --to high, low or tech.");
}

const DAY_MS = 86_400_000;
/** An account has one pin: setting it again replaces it. */
const PIN_ID = "tier";

/** The first instant after a day of the time zone. */
function endOfDay(day: string, timeZone: string): Date {
  const dayNumber = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  return new Date(daysInTimeZone(timeZone).startOfDayMs(dayNumber + 1));
}

/** @throws CommandError usage */
export function pinEvent(account: string, words: PinWords): AccountDecision {
  const { until, reason, author, timeZone } = words;
  if (until === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(until) || Number.isNaN(Date.parse(until)))
    throw new CommandError("usage", "tiers pin takes --until with its last day, as 2026-12-31.");
  if (reason === undefined)
    throw new CommandError("usage", "tiers pin takes --reason: a pin without one helps nobody.");
  return {
    account,
    type: "account.override_set.v1",
    data: {
      override_id: PIN_ID,
      target: "touch_tier",
      value: tierOf(words.to),
      reason,
      author,
      expires_at: endOfDay(until, timeZone).toISOString(),
    },
  };
}

export function pinSentence(account: string, { to, until }: PinWords): string {
  return `${account} is ${to ?? ""} touch until the end of ${until ?? ""}, and then what it is without the pin.`;
}

/** @throws CommandError usage, when nothing is known of one of the accounts: a mistyped id would be pinned for nothing */
export async function requireAccounts(
  tables: ClickhouseTables,
  accounts: readonly string[],
): Promise<void> {
  const rows = await tables.query(
    "SELECT account FROM cs.touch_tiers_latest WHERE account IN {accounts:Array(String)}",
    { accounts },
    z.object({ account: z.string() }),
  );
  const known = new Set(rows.map(({ account }) => account));
  const without = accounts.find((account) => !known.has(account));
  if (without !== undefined)
    throw new CommandError("usage", `tiers: ${without} has no tier. Nothing was pinned.`);
}

const pinRow = z.object({ account: z.string(), override_id: z.string(), value: z.string() });

/** @throws CommandError usage, when one of the accounts is not pinned */
export async function unpinEvents(
  tables: ClickhouseTables,
  accounts: readonly string[],
  author: string,
): Promise<{ events: AccountDecision[]; sentences: string[] }> {
  const pins = await tables.query(
    `SELECT account, override_id, value FROM mimamori.overrides FINAL
     WHERE present AND target = 'touch_tier' AND account IN {accounts:Array(String)}
       AND expires_at > now64(3) AND isNull(cleared_at)`,
    { accounts },
    pinRow,
  );
  const without = accounts.find((account) => !pins.some((pin) => pin.account === account));
  if (without !== undefined)
    throw new CommandError("usage", `tiers: ${without} is not pinned. Nothing was unpinned.`);
  return {
    events: pins.map(({ account, override_id }) => ({
      account,
      type: "account.override_cleared.v1",
      data: { override_id, author },
    })),
    sentences: pins.map(
      ({ account, value }) => `${account} is no longer pinned to ${value} touch.`,
    ),
  };
}
