/**
 * Freezes the figures of months that are over.
 *
 * In: complete live runs over all accounts. Out: one row of closed_months per month, which names the run whose figures hold from
 * then on. A month is due `monthsCloseAfterDays` days after its end, and not before as many days after the first live run: the
 * history that is loaded when an installation begins is not frozen half loaded. The first such run after that closes it, whenever
 * this is called: after a crash the next call closes the month with the same run, and a repeat finds nothing left to do.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { Company } from "@mimamori/company-config";

const CLOSE = `
INSERT INTO mimamori.closed_months (month, run_id, as_of)
WITH
    live AS
    (
        SELECT run_id, as_of, assumeNotNull(completed_at) AS completed_at FROM mimamori.score_runs FINAL
        WHERE kind = 'live' AND scope = 'all' AND status IN ('complete', 'thinned')
    ),
    assumeNotNull((SELECT min(as_of) FROM live)) AS began_at,
    toDateTime64(toString(addMonths(month, 1)), 3, {timeZone:String}) AS ended_at,
    addDays(greatest(ended_at, toTimeZone(began_at, {timeZone:String})), {days:UInt16}) AS due_at
SELECT month, argMin(run_id, (live.as_of, completed_at)), min(live.as_of)
FROM mimamori.revenue_months AS months
INNER JOIN live USING (run_id)
WHERE segment = '' AND arr_minor IS NOT NULL AND live.as_of >= due_at
  AND month NOT IN (SELECT month FROM mimamori.closed_months)
GROUP BY month`;

/** Closes the months that are due. Throws ClickhouseError. */
export async function closeMonths(tables: ClickhouseTables, company: Company): Promise<void> {
  await tables.command(CLOSE, {
    timeZone: company.timeZone,
    days: company.revenue.monthsCloseAfterDays,
  });
}
