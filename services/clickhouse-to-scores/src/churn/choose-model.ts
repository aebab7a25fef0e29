/**
 * Which model a run looks at. In: its as_of. Out: the model of the week, trained first where it is missing and the run has the time.
 *
 * A run over all accounts trains when it must; the small runs in between take the newest there is.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { Company } from "@mimamori/company-config";
import { daysInTimeZone } from "@mimamori/revenue-movements";
import { findModel } from "./model-store.ts";
import type { KeptModel } from "./model-store.ts";
import { trainAsOf } from "./train-churn.ts";
import { trainingMoment } from "./training-moment.ts";

/** An older model than this is no model for a run that does not train. */
const OLDEST_MS = 14 * 86_400_000;

/** The model of the week that `asOf` lies in; trains it unless it is there. */
export async function modelOfWeek(
  tables: ClickhouseTables,
  company: Company,
  asOf: Date,
  signal: AbortSignal,
): Promise<KeptModel> {
  const moment = trainingMoment(asOf, daysInTimeZone(company.timeZone));
  const kept = await findModel(tables, moment, moment);
  return kept ?? trainAsOf(tables, company, moment, signal);
}

/** The newest model that nothing known after `asOf` went into; undefined when there is none, or only old ones. */
export function newestModel(tables: ClickhouseTables, asOf: Date): Promise<KeptModel | undefined> {
  return findModel(tables, new Date(asOf.getTime() - OLDEST_MS), asOf);
}
