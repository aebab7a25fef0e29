/** The job that trains. In: a tick or a request. Out: the churn model of the week of the settled watermark, if it was not there yet. */
import { readCompanyConfig } from "@mimamori/company-config";
import type { TrainingSummary } from "@mimamori/job-schedules";
import { readWatermark } from "../choose-as-of.ts";
import type { Scoring } from "../scoring.ts";
import { modelOfWeek } from "./choose-model.ts";

const NO_FACTS =
  "there are no facts yet: nothing has been taken in, or its facts are still being made";

/** Safe to repeat: a model that is there is not trained again. */
export async function trainModel(
  { tables, configDir, log }: Scoring,
  signal: AbortSignal,
): Promise<TrainingSummary> {
  const watermark = await readWatermark(tables);
  if (watermark === undefined) {
    return { modelVersion: null, trainedAsOf: null, verdict: "", message: NO_FACTS };
  }
  const { company } = await readCompanyConfig(configDir);
  const model = await modelOfWeek(tables, company, watermark.settledAt, signal);
  const { version: modelVersion, verdict, why: message } = model;
  const trainedAsOf = model.trainedAsOf.toISOString();
  log.info({ modelVersion, trainedAsOf, verdict }, "the churn model of the week is there");
  return { modelVersion, trainedAsOf, verdict, message };
}
