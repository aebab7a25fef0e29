// What every recompute needs: the tables, and what the company decided about days and money.
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import type { RevenueSettings } from "@mimamori/revenue-movements";

export interface FactsStore {
  readonly tables: ClickhouseTables;
  /** The company's reporting time zone, an IANA name: a day of facts is a day there. */
  readonly timeZone: string;
  /** The reporting currency and its fixed rates. */
  readonly currencies: Omit<RevenueSettings, "msToDay">;
}
