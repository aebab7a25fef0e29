// The scorecards that runs have used, by the version of the configuration: what a score of the past was made by. In: scorecards as they
// held for accounts, overlays included. Out: rows of mimamori.scorecards, the same row when it is written again.
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { scorecard, type Scorecard } from "@mimamori/health-score";
import { z } from "zod";

const COLUMNS = ["config_version", "scorecard", "definition"] as const;

/** Writes those that are not there yet. */
export async function recordScorecards(
  tables: ClickhouseTables,
  configVersion: string,
  cards: Iterable<Scorecard>,
): Promise<void> {
  const byName = new Map([...cards].map((card) => [card.name, card]));
  const known = await tables.query(
    "SELECT scorecard FROM mimamori.scorecards WHERE config_version = {configVersion:String}",
    { configVersion },
    z.object({ scorecard: z.string() }),
  );
  for (const row of known) byName.delete(row.scorecard);
  const rows = [...byName].map(([name, card]) => ({
    config_version: configVersion,
    scorecard: name,
    definition: JSON.stringify(card),
  }));
  await tables.insertRows("mimamori.scorecards", COLUMNS, rows);
}

/** The scorecard of a name under a version of the configuration; undefined where no run has recorded it, or not in today's form. */
export type ScorecardsInForce = (configVersion: string, name: string) => Scorecard | undefined;

/** Reads those of some versions. */
export async function readScorecards(
  tables: ClickhouseTables,
  configVersions: readonly string[],
): Promise<ScorecardsInForce> {
  const rows = await tables.query(
    "SELECT config_version, scorecard, definition FROM mimamori.scorecards FINAL WHERE config_version IN {configVersions:Array(String)}",
    { configVersions },
    z.object({ config_version: z.string(), scorecard: z.string(), definition: z.string() }),
  );
  const cards = new Map<string, Scorecard>();
  for (const row of rows) {
    // An overlay's measures come with any name of a scorecard: only the definition's own form is checked.
    const { name, ...rest } = JSON.parse(row.definition) as Record<string, unknown>;
    const parsed = scorecard.safeParse({ ...rest, name: "recorded" });
    if (parsed.success)
      cards.set(`${row.config_version} ${row.scorecard}`, { ...parsed.data, name: String(name) });
  }
  return (configVersion, name) => cards.get(`${configVersion} ${name}`);
}
