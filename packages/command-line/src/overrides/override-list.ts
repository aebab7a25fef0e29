/** What `./mimamori override list` shows. In: rows of cs.overrides. Out: lines. */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { z } from "zod";

const overrideRow = z.object({
  account: z.string(),
  override_id: z.string(),
  in_force: z.coerce.boolean(),
  target: z.string(),
  measure: z.string(),
  value: z.string(),
  reason: z.string(),
  author: z.string(),
  expires_at: z.string(),
  cleared_at: z.string().nullable(),
  cleared_by: z.string(),
});
export type OverrideRow = z.output<typeof overrideRow>;

/** Those that hold now; with `all` also those that are over. No accounts: of everybody. */
export function readOverrides(
  tables: ClickhouseTables,
  { accounts, all }: { readonly accounts: readonly string[]; readonly all: boolean },
): Promise<OverrideRow[]> {
  return tables.query(
    `SELECT account, override_id, in_force, target, measure, value, reason, author, expires_at, cleared_at, cleared_by
     FROM cs.overrides
     WHERE ({all:Bool} OR in_force) AND (empty({accounts:Array(String)}) OR account IN {accounts:Array(String)})
     ORDER BY in_force DESC, expires_at, account, override_id`,
    { accounts, all },
    overrideRow,
  );
}

function stateOf({ in_force, cleared_at, cleared_by, expires_at }: OverrideRow): string {
  if (in_force) return `until ${expires_at.slice(0, 16)}Z`;
  return cleared_at === null
    ? `ended ${expires_at.slice(0, 16)}Z`
    : `cleared ${cleared_at.slice(0, 16)}Z by ${cleared_by}`;
}

const COLUMNS: readonly (readonly [string, (row: OverrideRow) => string])[] = [
  ["ACCOUNT", ({ account }) => account],
  ["ID", ({ override_id }) => override_id],
  ["HOLDS", ({ target, measure }) => (measure === "" ? target : `${target} ${measure}`)],
  ["AT", ({ value }) => (value === "" ? "left out" : value)],
  ["STATE", stateOf],
  ["BY", ({ author }) => author],
  ["WHY", ({ reason }) => reason],
];

export function overrideLines(rows: readonly OverrideRow[]): string {
  if (rows.length === 0) return "There are no such overrides.\n";
  const table = [
    COLUMNS.map(([title]) => title),
    ...rows.map((row) => COLUMNS.map(([, text]) => text(row))),
  ];
  const widths = COLUMNS.map((_, at) => Math.max(...table.map((line) => line[at]?.length ?? 0)));
  const lines = table.map((line) =>
    line
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}
