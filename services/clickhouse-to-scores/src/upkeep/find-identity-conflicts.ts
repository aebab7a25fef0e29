/**
 * Finds events that have one name and are two: the same source and id under another subject or time.
 *
 * In: raw rows of the months that got rows since the last check, and of their neighbours (a sender that tries again with a new
 * time does so soon). So a check costs a few months, however long the history is; what lies further apart is found when both
 * months get rows. Out: identity_conflicts, then how far each month was checked. After a crash: the check is made again, and
 * its rows are the same rows.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import { rawTableOf } from "@mimamori/clickhouse-tables";
import { EVENT_TOPICS } from "@mimamori/event-contracts";
import type { EventTopic } from "@mimamori/event-contracts";

/** Above this much memory the server groups on its disk: a month may have more names than fit. */
const GROUP_BYTES_IN_MEMORY = "1000000000";

export interface ConflictCheck {
  /** Months of raw rows that were looked at, over all topics. */
  readonly months: number;
  /** Names that several events have, found in these months; those of earlier checks are among them where they lie there. */
  readonly conflicts: number;
}

interface TouchedMonth {
  readonly month: number;
  readonly max_block: string;
}

/** Checks what came since the last check. Throws ClickhouseError. */
export async function findIdentityConflicts(
  tables: ClickhouseTables,
  now: Date,
  signal: AbortSignal,
): Promise<ConflictCheck> {
  let months = 0;
  let conflicts = 0;
  for (const topic of EVENT_TOPICS) {
    signal.throwIfAborted();
    const touched = await touchedMonths(tables, topic);
    if (touched.length === 0) continue;
    const scope = withNeighbours(touched.map(({ month }) => month));
    await tables.command(
      FIND(rawTableOf(topic)),
      { topic, months: scope, now },
      { max_bytes_before_external_group_by: GROUP_BYTES_IN_MEMORY },
    );
    await tables.insertRows(
      "mimamori.identity_checks",
      ["topic", "month", "max_block"],
      touched.map((month) => ({ topic, ...month })),
    );
    months += scope.length;
    conflicts += await countFound(tables, topic, scope);
  }
  return { months, conflicts };
}

async function touchedMonths(tables: ClickhouseTables, topic: EventTopic): Promise<TouchedMonth[]> {
  return tables.query<TouchedMonth>(
    `SELECT month, max_block FROM (
       SELECT toUInt32(partition) AS month, max(max_block_number) AS max_block FROM system.parts
       WHERE active AND database = 'mimamori' AND table = {table:String} GROUP BY month
     ) AS part
     LEFT ANY JOIN (
       SELECT month, max(max_block) AS checked_block FROM mimamori.identity_checks
       WHERE topic = {topic:String} GROUP BY month
     ) AS checked ON part.month = checked.month
     WHERE checked.month = 0 OR max_block > checked_block ORDER BY month`,
    { topic, table: rawTableOf(topic).replace("mimamori.", "") },
  );
}

/** Months as YYYYMM, each with the one before and the one after it. */
export function withNeighbours(months: readonly number[]): number[] {
  const scope = new Set<number>();
  for (const month of months) {
    for (const shift of [-1, 0, 1]) {
      const index = Math.floor(month / 100) * 12 + (month % 100) - 1 + shift;
      scope.add(Math.floor(index / 12) * 100 + (index % 12) + 1);
    }
  }
  return [...scope].toSorted((a, b) => a - b);
}

/**
 * First by hashes, which are small: names whose events differ. Then these names' events, where they differ indeed. Rows that are
 * copies of one event are one group.
 */
const FIND = (table: string): string => `
INSERT INTO mimamori.identity_conflicts (topic, source, id, subject, time, known_at, found_at)
SELECT {topic:String}, source, id, subject, time, min(known_at) AS first_known_at, {now:DateTime64(3)}
FROM ${table}
WHERE toYYYYMM(time) IN {months:Array(UInt32)} AND cityHash64(source, id) IN (
  SELECT cityHash64(source, id) AS name FROM ${table}
  WHERE toYYYYMM(time) IN {months:Array(UInt32)}
  GROUP BY name
  HAVING min(cityHash64(subject, time)) != max(cityHash64(subject, time)))
GROUP BY source, id, subject, time
QUALIFY count() OVER (PARTITION BY source, id) > 1`;

async function countFound(
  tables: ClickhouseTables,
  topic: EventTopic,
  months: readonly number[],
): Promise<number> {
  const [found] = await tables.query<{ conflicts: number }>(
    `SELECT toUInt32(uniqExact(source, id)) AS conflicts FROM mimamori.identity_conflicts
     WHERE topic = {topic:String} AND toYYYYMM(time) IN {months:Array(UInt32)}`,
    { topic, months },
  );
  return found?.conflicts ?? 0;
}
