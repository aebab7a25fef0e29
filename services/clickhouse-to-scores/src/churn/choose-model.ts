/**
 * Which model a run looks at. In: its as_of. Out: the model of the week, trained first where it is missing and the run has the time.
 *
 * A run over all accounts trains when it must; the small runs in between take the newest there is. A model that was trained while a
 * history was still coming in is not kept for the week: it is trained again when there is more to learn from.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { Company } from "@mimamori/company-config";
import { daysInTimeZone } from "@mimamori/revenue-movements";
import { readHistorySize } from "./history-size.ts";
import { findModel } from "./model-store.ts";
import type { KeptModel } from "./model-store.ts";
import { trainAsOf } from "./train-churn.ts";
import { trainingMoment } from "./training-moment.ts";

/** An older model than this is no model for a run that does not train. */
const OLDEST_MS = 14 * 86_400_000;

/** So much may late events change the history before a model's moment; an import changes more. */
const LATE_EVENTS_SHARE = 0.02;

/** The model of the week that `asOf` lies in; trains it unless it is there and has seen the history that there is. */
export async function modelOfWeek(
  tables: ClickhouseTables,
  company: Company,
  asOf: Date,
  signal: AbortSignal,
): Promise<KeptModel> {
  const moment = trainingMoment(asOf, daysInTimeZone(company.timeZone));
  const kept = await findModel(tables, moment, moment);
  if (kept !== undefined) {
    const grownBy = Math.abs((await readHistorySize(tables, moment)) - kept.historySize);
    if (grownBy <= LATE_EVENTS_SHARE * kept.historySize) return kept;
  }
  return trainAsOf(tables, company, moment, signal);
}

/** The newest model that nothing known after `asOf` went into; undefined when there is none, or only old ones. */
export function newestModel(tables: ClickhouseTables, asOf: Date): Promise<KeptModel | undefined> {
  return findModel(tables, new Date(asOf.getTime() - OLDEST_MS), asOf);
}
