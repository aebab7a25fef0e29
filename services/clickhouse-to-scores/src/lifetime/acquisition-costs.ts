/**
 * What a new customer costs per channel, and whether it is worth it.
 *
 * In: the months of each channel, what a new customer of each segment is worth. Out: rows of acquisition_channels. Only months whose
 * spend is known take part, with their spend and with their customers: a month that nobody has booked yet is not free of charge.
 */
import type { ClickhouseTables } from "@mimamori/clickhouse-tables";
import {
  allowableAcquisitionCost,
  annualRevenueLessAcquisition,
  customerAcquisitionCost,
  ltvToCac,
  markOfLtvToCac,
  simplePaybackMonths,
  survivingPaybackMonths,
} from "@mimamori/lifetime-value";
import { insertNamed } from "../insert-named.ts";
import { WHOLE_COMPANY } from "../revenue/revenue-months.ts";
import type { RunKey } from "../revenue/revenue-months.ts";
import type { ChannelMonth } from "./acquisition-months.ts";
import type { SegmentOutlook } from "./segment-outlook.ts";

export interface AcquisitionSettings {
  /** Complete months that are looked at, YYYY-MM. */
  readonly window: readonly string[];
  readonly targetLtvToCac: number;
  /** By segment; "" for the whole company. */
  readonly outlooks: ReadonlyMap<string, SegmentOutlook>;
}

/** The columns of a channel's row; "" is all channels together. Pure. */
export function costOfChannel(
  channel: string,
  months: readonly ChannelMonth[],
  { window, targetLtvToCac, outlooks }: AcquisitionSettings,
) {
  const inWindow = months.filter(({ month }) => window.includes(month));
  const spent = inWindow.filter(({ spendMinor }) => spendMinor !== null);
  const spendMinor = spent.reduce((sum, month) => sum + (month.spendMinor ?? 0), 0);
  const newCustomers = spent.reduce((sum, month) => sum + month.newCustomers, 0);
  const isKnown = spent.length > 0;
  const cac = isKnown ? customerAcquisitionCost(spendMinor, newCustomers) : null;
  const outlook = meanOutlook(newCustomers > 0 ? spent : inWindow, outlooks);
  const ltv = outlook === null || outlook.ltvMinor < 0 ? null : outlook.ltvMinor;
  const ratio = cac === null || ltv === null ? null : ltvToCac(ltv, cac);
  const lacksRate = inWindow.some(({ reason }) => reason === "no-exchange-rate");
  return {
    channel,
    window_months: window.length,
    months_with_spend: new Set(spent.map(({ month }) => month)).size,
    spend_minor: isKnown ? spendMinor : null,
    new_customers: newCustomers,
    cac_minor: cac,
    ltv_new_customer_60_months_minor: outlook?.ltvMinor ?? null,
    allowable_cac_minor: ltv === null ? null : allowableAcquisitionCost(ltv, targetLtvToCac),
    target_ltv_to_cac: targetLtvToCac,
    ltv_to_cac: ratio,
    mark: ratio === null ? "" : markOfLtvToCac(ratio),
    ...paybackColumns(cac, outlook),
    reason: isKnown
      ? newCustomers === 0
        ? "no-new-customers"
        : ""
      : lacksRate
        ? "no-exchange-rate"
        : "no-spend-recorded",
  };
}

function paybackColumns(cac: number | null, outlook: SegmentOutlook | null) {
  const pays = cac !== null && outlook !== null && outlook.marginMinor >= 0;
  return {
    payback_simple_months: pays ? simplePaybackMonths(cac, outlook.marginMinor, 1) : null,
    payback_surviving_months: pays
      ? survivingPaybackMonths(cac, outlook.marginMinor, outlook.survivalAt)
      : null,
    ltv_annual_revenue_times_years_less_cac_minor:
      cac === null || outlook?.lifetimeMonths == null
        ? null
        : annualRevenueLessAcquisition(outlook.arpaMinor * 12, outlook.lifetimeMonths / 12, cac),
  };
}

/** The mean over the new customers of what their segments say; over the company's where nobody was won. */
function meanOutlook(
  months: readonly ChannelMonth[],
  outlooks: ReadonlyMap<string, SegmentOutlook>,
): SegmentOutlook | null {
  const won = new Map<string, number>();
  for (const { bySegment } of months)
    for (const [segment, number] of bySegment) won.set(segment, (won.get(segment) ?? 0) + number);
  const parts = [...won].flatMap(([segment, number]) => {
    const outlook = outlooks.get(segment);
    return outlook === undefined ? [] : [{ outlook, number }];
  });
  const total = parts.reduce((sum, { number }) => sum + number, 0);
  if (total === 0) return outlooks.get(WHOLE_COMPANY) ?? null;
  const mean = (of: (outlook: SegmentOutlook) => number): number =>
    parts.reduce((sum, { outlook, number }) => sum + of(outlook) * number, 0) / total;
  const knowLifetime = parts.every(({ outlook }) => outlook.lifetimeMonths !== null);
  return {
    ltvMinor: mean(({ ltvMinor }) => ltvMinor),
    marginMinor: mean(({ marginMinor }) => marginMinor),
    arpaMinor: mean(({ arpaMinor }) => arpaMinor),
    lifetimeMonths: knowLifetime ? mean(({ lifetimeMonths }) => lifetimeMonths ?? 0) : null,
    survivalAt: (month) => mean(({ survivalAt }) => survivalAt(month)),
  };
}

/** Writes a row for every channel, and one for all of them. */
export async function writeAcquisitionCosts(
  tables: ClickhouseTables,
  { runId, asOf }: RunKey,
  months: readonly ChannelMonth[],
  settings: AcquisitionSettings,
): Promise<void> {
  const byChannel = Map.groupBy(months, ({ channel }) => channel);
  const rows = [[WHOLE_COMPANY, months] as const, ...byChannel].map(([channel, ofChannel]) => ({
    run_id: runId,
    as_of: asOf.toISOString(),
    ...costOfChannel(channel, ofChannel, settings),
  }));
  await insertNamed(tables, "mimamori.acquisition_channels", rows);
}
