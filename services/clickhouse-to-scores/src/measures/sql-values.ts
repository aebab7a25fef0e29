/**
 * Runs the scorecards' own SQL expressions (measures of kind sql) over the facts as of the run.
 *
 * In: expressions that passed packages/health-score (they read nothing but the facts of the account). Out: their values.
 * What only the server can tell (types, arguments) is asked before a run begins, and told with the file and the line.
 */
import { ClickhouseError } from "@mimamori/clickhouse-tables";
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { CompanyConfig } from "@mimamori/company-config";
import type { SqlFamily } from "@mimamori/health-score";
import { z } from "zod";
import { factsOfChunk, IS_SOUND_DAY } from "../features/chunk-facts.ts";
import type { ChunkFacts } from "../features/chunk-facts.ts";
import { ScoringError } from "../errors.ts";
import { sqlKey } from "./measure-sql.ts";
import { atOneMoment } from "../features/moment-facts.ts";

/** One expression, however many measures share it. */
export interface SqlExpression {
  readonly key: string;
  readonly from: SqlFamily;
  readonly value: string;
}

const valueRow = z.object({
  account: z.string(),
  moment: z.number(),
  value: z.number().nullable(),
});

/** Which rows an expression sees: whole days, and no usage of days that a fault of the capture spoiled. */
function visibleRows(family: SqlFamily): string {
  if (family === "usage_days") return `day < today AND ${IS_SOUND_DAY}`;
  return family === "engagement_days" ? "day < today" : "1";
}

function selectOf({ from, value }: SqlExpression, source: string): string {
  return `
SELECT account, moment, toFloat64(${value}) AS value
FROM ${source} AS facts
WHERE ${visibleRows(from)}
GROUP BY account, moment, as_of, today`;
}

/** Of each moment, by account, the values by key; an account that the facts say nothing of has none. */
export async function readSqlValues(
  tables: ClickhouseTables,
  facts: ChunkFacts,
  expressions: readonly SqlExpression[],
): Promise<readonly ReadonlyMap<string, ReadonlyMap<string, number | null>>[]> {
  const found: Map<string, Map<string, number | null>>[] = [];
  for (const expression of expressions) {
    const sql = selectOf(expression, facts.source(expression.from));
    for (const { account, moment, value } of await tables.query(sql, facts.parameters, valueRow)) {
      const byAccount = (found[moment] ??= new Map());
      const values = byAccount.get(account) ?? new Map<string, number | null>();
      byAccount.set(account, values.set(expression.key, value));
    }
  }
  return found;
}

/**
 * Asks the server whether every expression can be run.
 * @throws ScoringError measure_sql with every mistake, by file and line
 */
export async function checkSqlMeasures(
  tables: ClickhouseTables,
  { scorecards, overlays, measurePlaces }: CompanyConfig,
): Promise<void> {
  const mistakes: string[] = [];
  const source = (family: SqlFamily): string => `(SELECT * FROM mimamori.${family} FINAL)`;
  const moments = [{ asOf: new Date(0), today: "1970-01-02", faultDays: [] }];
  const facts = factsOfChunk(atOneMoment({ source }), moments, [], false);
  for (const { name, measures } of [...scorecards, ...overlays]) {
    for (const measure of measures) {
      if (measure.kind !== "sql") continue;
      const select = selectOf({ ...measure, key: sqlKey(measure) }, facts.source(measure.from));
      try {
        await tables.query(select, facts.parameters);
      } catch (error) {
        if (!(error instanceof ClickhouseError) || error.retryable) throw error;
        const place = measurePlaces.get(`${name}/${measure.id}`) ?? name;
        mistakes.push(`  ${place} measure ${measure.id}: ${error.message}`);
      }
    }
  }
  if (mistakes.length > 0)
    throw new ScoringError(
      "measure_sql",
      `ClickHouse cannot run what scorecards say in SQL; mend it and run again:\n${mistakes.join("\n")}`,
    );
}
