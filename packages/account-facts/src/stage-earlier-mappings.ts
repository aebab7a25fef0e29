// To whom events belonged at earlier moments, where that has changed since. In: the listed buckets of a batch with their moments, the
// changes of identity. Out: account_subjects_at_moments, under the batch. After a crash: it goes with its batch.
import { loadChanges } from "./identity-changes-store.ts";
import type { FactsStore } from "./facts-store.ts";
import { subjectRows } from "./refresh-identity.ts";

/** To whom the members' events belonged at the pairs' moments, where that has changed since. */
export async function stageEarlierMappings(store: FactsStore, batch: string): Promise<void> {
  const changed = await store.tables.query<{ subject: string; times: string[] }>(
    `SELECT subject, arraySort(groupUniqArray(at)) AS times
     FROM (
       SELECT subject, max_known_at, arrayJoin(accounts) AS account FROM mimamori.account_subjects FINAL
       WHERE subject IN (SELECT subject FROM mimamori.recompute_members WHERE batch = {batch:String})
     ) AS mapping
     INNER JOIN (
       SELECT DISTINCT account, at FROM mimamori.recompute_buckets WHERE batch = {batch:String}
     ) AS pair ON mapping.account = pair.account
     WHERE mapping.max_known_at > pair.at
     GROUP BY subject ORDER BY subject`,
    { batch },
  );
  const subjects = changed.map(({ subject }) => subject);
  const changes = await loadChanges(store, subjects);
  const rows = changed.flatMap(({ subject, times }) =>
    times.map((at) => {
      const [row] = subjectRows([subject], changes, Date.parse(at));
      return { batch, subject, at, intervals: row?.intervals ?? [] };
    }),
  );
  await store.tables.insertRows(
    "mimamori.account_subjects_at_moments",
    ["batch", "subject", "at", "intervals"],
    rows,
  );
}
