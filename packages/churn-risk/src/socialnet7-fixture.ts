// Only for tests: ../shared/data/socialnet7 as a churn dataset. In: its files. Out: snapshots with the features of docs/statistics.md.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { ContractState, Leaving } from "@mimamori/revenue-movements";
import type { CompanyDays } from "./company-days.ts";
import { CONTRACT_COLUMNS } from "./contract-features.ts";
import type { ChurnDataset, FeatureColumn } from "./dataset.ts";
import type { ContractHistory } from "./known-contract.ts";
import { type ChurnSnapshot, snapshotsOf } from "./snapshots.ts";
import { leadDaysOf } from "./spread-leads.ts";

export const SOCIALNET7 = new URL("../../../../shared/data/socialnet7/", import.meta.url);
const DAY_MS = 86_400_000;
/** Terms are complete up to this day. */
const DATA_END_DAY = Date.parse("2020-06-01") / DAY_MS;

export const utcDays: CompanyDays = {
  dayOf: (ms) => Math.floor(ms / DAY_MS),
  startOfDayMs: (day) => day * DAY_MS,
};

export function dayOf(date: string): number {
  return Date.parse(date) / DAY_MS;
}

function rowsOf(name: string): string[][] {
  const bytes = readFileSync(new URL(name, SOCIALNET7));
  const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(","));
}

interface Term {
  readonly product: string;
  readonly from: number;
  readonly to: number;
  readonly mrrMinor: number;
  readonly discount: number;
}

function stateOf(id: string, term: Term, atDay: number, ends: boolean): ContractState {
  return {
    subscriptionId: id,
    fromMs: atDay * DAY_MS,
    knownAtMs: atDay * DAY_MS,
    status: ends ? "ended" : "active",
    plan: term.product,
    seats: 1,
    mrrMinor: ends ? 0 : term.mrrMinor,
    termMonths: 1,
    discountShare: term.discount,
    periodStartMs: term.from * DAY_MS,
    renewsAtMs: ends ? null : term.to * DAY_MS,
    noticeDeadlineMs: null,
    autoRenew: null,
    leaving: ends,
    endedAtMs: ends ? atDay * DAY_MS : null,
  };
}

function historyOf(id: string, terms: readonly Term[]): ContractHistory {
  const states: ContractState[] = [];
  const leavings: Leaving[] = [];
  terms.forEach((term, index) => {
    states.push(stateOf(id, term, term.from, false));
    const next = terms[index + 1];
    if ((next?.from ?? Infinity) <= term.to || term.to > DATA_END_DAY) return;
    states.push(stateOf(id, term, term.to, true));
    const backAtMs = next === undefined ? null : next.from * DAY_MS;
    leavings.push({ knownAtMs: term.to * DAY_MS, backAtMs });
  });
  return { states, leavings };
}

function histories(): Map<string, ContractHistory> {
  const terms = new Map<string, Term[]>();
  for (const [account = "", product = "", from = "", to = "", mrr, , , , discount] of rowsOf(
    "subscription.csv",
  )) {
    const list = terms.get(account) ?? [];
    terms.set(account, list);
    list.push({
      product,
      from: dayOf(from),
      to: dayOf(to),
      mrrMinor: Math.round(Number(mrr) * 100),
      discount: Number(discount),
    });
  }
  return new Map(
    [...terms].map(([id, list]) => [
      id,
      historyOf(
        id,
        list.sort((a, b) => a.from - b.from),
      ),
    ]),
  );
}

/** Per account and feature the counts per day that stands for a week: its last one. */
function weeklyUsage(): { features: string[]; usage: Map<string, [number, number, number][]> } {
  const features: string[] = [];
  const usage = new Map<string, [number, number, number][]>();
  for (const [account = "", week = "", feature = "", count] of rowsOf("events_weekly.csv.gz")) {
    if (!features.includes(feature)) features.push(feature);
    const list = usage.get(account) ?? [];
    usage.set(account, list);
    list.push([dayOf(week) + 6, features.indexOf(feature), Number(count)]);
  }
  return { features, usage };
}

function usageValues(
  uses: readonly [number, number, number][],
  featureCount: number,
  { day, payingSinceDay, seats }: ChurnSnapshot,
): number[] {
  const last28 = new Array<number>(featureCount).fill(0);
  let before = 0;
  let lastDay = -Infinity;
  for (const [at, feature, count] of uses) {
    if (at >= day || at < day - 112) continue;
    lastDay = Math.max(lastDay, at);
    if (at >= day - 28) last28[feature] = (last28[feature] ?? 0) + count;
    else before += count;
  }
  const tenure = Math.max(14, day - payingSinceDay);
  const scale = 28 / Math.min(28, tenure) / seats;
  const known = Math.min(84, tenure - 28);
  const all = last28.reduce((sum, value) => sum + value, 0);
  const trend = known < 14 ? Number.NaN : Math.log((all + 1) / ((before * 28) / known + 1));
  const used = last28.filter((value) => value > 0).length;
  return [
    ...last28.map((value) => value * scale),
    trend,
    Math.min(112, day - lastDay),
    used / featureCount,
  ];
}

function usageColumns(features: readonly string[]): FeatureColumn[] {
  return [
    ...features.map((name): FeatureColumn => ({
      name: `usage:${name}`,
      scale: "log1p",
      unit: "per seat in 28 days",
    })),
    { name: "usage_trend", scale: "linear", unit: "log ratio to 84 days before" },
    { name: "days_since_use", scale: "log1p", unit: "days" },
    { name: "features_used_share", scale: "linear", unit: "share" },
  ];
}

/**
 * The snapshots of all accounts at a lead. The last decision that the files tell of is that of 1 June: an account's outcomes are known
 * when the window of that one is over.
 */
export function socialnet7Dataset(lead: number | "spread"): ChurnDataset {
  const { features, usage } = weeklyUsage();
  const columns = [...usageColumns(features), ...CONTRACT_COLUMNS];
  const accounts: string[] = [];
  const rows: { account: number; snapshot: ChurnSnapshot }[] = [];
  for (const [id, history] of histories()) {
    const leadDays = leadDaysOf(id, lead);
    const settings = { days: utcDays, asOfMs: (dayOf("2020-07-01") - leadDays) * DAY_MS, leadDays };
    const snapshots = snapshotsOf(history, settings);
    if (snapshots.length > 0) accounts.push(id);
    for (const snapshot of snapshots) rows.push({ account: accounts.length - 1, snapshot });
  }
  const values = rows.flatMap(({ account, snapshot }) => [
    ...usageValues(usage.get(accounts[account] ?? "") ?? [], features.length, snapshot),
    ...snapshot.contractValues,
  ]);
  return {
    columns,
    accounts,
    rows: rows.length,
    accountOfRow: Uint32Array.from(rows, ({ account }) => account),
    day: Int32Array.from(rows, ({ snapshot }) => snapshot.day),
    anchorDay: Int32Array.from(rows, ({ snapshot }) => snapshot.anchorDay),
    windowEndDay: Int32Array.from(rows, ({ snapshot }) => snapshot.windowEndDay),
    outcome: Int8Array.from(rows, ({ snapshot }) => snapshot.outcome),
    offset: Float64Array.from(rows, ({ snapshot }) => snapshot.offset),
    values: Float64Array.from(values),
    segment: new Uint16Array(rows.length),
    segments: ["all"],
  };
}
