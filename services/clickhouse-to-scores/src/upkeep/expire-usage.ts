/**
 * Raw usage events that the company keeps no longer. In: usageRetentionMonths of config/company.yaml, read anew each time. Out: the
 * steps that are due (packages/account-facts, usage-retention.ts). After a crash: the next day takes the step again.
 */
import { expireRawUsage } from "@mimamori/account-facts";
import type { Expiry } from "@mimamori/account-facts";
import { readCompanyConfig } from "@mimamori/company-config";
import type { Scoring } from "../scoring.ts";

export async function expireUsage({ tables, configDir, log }: Scoring): Promise<Expiry> {
  const { company } = await readCompanyConfig(configDir);
  const store = { tables, timeZone: company.timeZone, currencies: company };
  const options = { months: company.usageRetentionMonths, nowMs: Date.now() };
  const expiry = await expireRawUsage(store, options);
  if (expiry.keepFrom !== null)
    log.info({ ...expiry }, "raw usage events before this day will expire");
  if (expiry.monthsDropped > 0) log.info({ ...expiry }, "raw usage events have expired");
  return expiry;
}
