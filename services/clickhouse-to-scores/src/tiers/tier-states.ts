/**
 * Where the accounts stood after a run: what a row of touch_tiers keeps of a state, in both directions.
 *
 * In: a run's id. Out: states by account; and the columns that a state is written as. A row of a release that kept only the tier is a
 * state without a past.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { TIERS } from "@mimamori/touch-tiers";
import type { TierState } from "@mimamori/touch-tiers";
import { z } from "zod";

const tier = z.enum(TIERS);
const maybeTier = z.union([tier, z.literal("")]);
const maybeDay = z.string().nullable();

const stateRow = z.object({
  account: z.string(),
  tier,
  base_tier: maybeTier,
  since: maybeDay,
  entered: z.enum(["first", "raised", "lowered", ""]),
  potential: z.number(),
  potential_on: maybeDay,
  change_id: z.string(),
  change_to: maybeTier,
  change_proposed_on: maybeDay,
  change_approved_by: z.string(),
  change_approval_reason: z.string(),
  change_effective_on: maybeDay,
  rest_until: maybeDay,
  pin_id: z.string(),
  pin_author: z.string(),
  pin_reason: z.string(),
  pin_expires_at: maybeDay,
});

type StateRow = z.output<typeof stateRow>;

const COLUMNS = Object.keys(stateRow.shape).join(", ");

/** The states that a run has left; none without a run. */
export async function readStates(
  tables: ClickhouseTables,
  runId: string | undefined,
): Promise<Map<string, TierState>> {
  if (runId === undefined) return new Map();
  const rows = await tables.query(
    `SELECT ${COLUMNS} FROM mimamori.touch_tiers FINAL WHERE run_id = {runId:String}`,
    { runId },
    stateRow,
  );
  return new Map(rows.map((row) => [row.account, stateOf(row)]));
}

function stateOf(row: StateRow): TierState {
  const base = row.base_tier === "" ? row.tier : row.base_tier;
  return {
    tier: row.tier,
    base,
    since: row.since,
    entered: row.entered === "" ? "first" : row.entered,
    potential: row.potential_on === null ? null : { share: row.potential, on: row.potential_on },
    change: changeOf(row, base),
    restUntil: row.rest_until,
    pin:
      row.pin_id === "" || row.pin_expires_at === null
        ? null
        : {
            id: row.pin_id,
            tier: row.tier,
            author: row.pin_author,
            reason: row.pin_reason,
            expiresAt: row.pin_expires_at,
          },
  };
}

function changeOf(row: StateRow, from: TierState["base"]): TierState["change"] {
  const { change_id: id, change_to: to, change_proposed_on: proposedOn } = row;
  if (id === "" || to === "" || proposedOn === null) return null;
  const { change_approved_by: by, change_effective_on: effectiveOn } = row;
  const approval =
    by === "" || effectiveOn === null
      ? null
      : { by, reason: row.change_approval_reason, effectiveOn };
  return { id, from, to, proposedOn, approval };
}

function columnsOfChange(change: TierState["change"]) {
  const approval = change?.approval ?? null;
  return {
    change_id: change?.id ?? "",
    change_to: change?.to ?? ("" as const),
    change_proposed_on: change?.proposedOn ?? null,
    change_approved_by: approval?.by ?? "",
    change_approval_reason: approval?.reason ?? "",
    change_effective_on: approval?.effectiveOn ?? null,
  };
}

function columnsOfPin(pin: TierState["pin"]) {
  return {
    pin_id: pin?.id ?? "",
    pin_author: pin?.author ?? "",
    pin_reason: pin?.reason ?? "",
    pin_expires_at: pin?.expiresAt ?? null,
  };
}

/** The columns of a state. */
export function columnsOfState(state: TierState): Omit<StateRow, "account"> {
  const { potential } = state;
  return {
    tier: state.tier,
    base_tier: state.base,
    since: state.since,
    entered: state.entered,
    potential: potential?.share ?? 0,
    potential_on: potential?.on ?? null,
    rest_until: state.restUntil,
    ...columnsOfChange(state.change),
    ...columnsOfPin(state.pin),
  };
}
