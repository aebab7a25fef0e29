// All families of facts.
import { contacts } from "./contacts.ts";
import { engagementDays } from "./engagement-days.ts";
import type { FactTable } from "./fact-tables.ts";
import { goals } from "./goals.ts";
import { invoices } from "./invoices.ts";
import { overrides } from "./overrides.ts";
import { profiles } from "./profiles.ts";
import { revenue } from "./revenue.ts";
import { tierDecisions } from "./tier-decisions.ts";
import { tickets } from "./tickets.ts";
import type { FactFamily } from "./touched-buckets.ts";
import { usageDays } from "./usage-days.ts";

const byFamily: Readonly<Record<FactFamily, FactTable>> = {
  usage_days: usageDays,
  engagement_days: engagementDays,
  tickets,
  invoices,
  revenue,
  profiles,
  overrides,
  goals,
  contacts,
  tier_decisions: tierDecisions,
};

export const FACT_TABLES: readonly FactTable[] = Object.values(byFamily);

export function factTable(family: FactFamily): FactTable {
  return byFamily[family];
}
