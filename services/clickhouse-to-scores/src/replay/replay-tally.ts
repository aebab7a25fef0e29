/**
 * Two versions of the scorecards, counted moment by moment: who lies in which band, who drops, and whether those who left had been
 * seen to drop. In: both versions' scores, those of an account in the order of time; when accounts gave notice. Out: figures. Pure.
 * Memory: some numbers per account and a number per drop.
 */
import { bandRank } from "@mimamori/health-score";

export const VERSIONS = ["published", "candidate"] as const;
export type Version = (typeof VERSIONS)[number];

/** A score as people would have seen it. */
export interface ReplayedScore {
  /** Null: too little data, or closed. */
  readonly score: number | null;
  readonly band: string;
}

/** An account at one moment, under both versions. */
export type ReplayedAccount = { readonly account: string } & Readonly<
  Record<Version, ReplayedScore>
>;

interface AccountPath {
  /** Bands at the last moment. */
  readonly bands: Record<Version, string>;
  /** Company days of its drops. */
  readonly drops: Record<Version, number[]>;
  differs: boolean;
}

interface MomentCounts {
  readonly day: number;
  published: number;
  candidate: number;
  differing: number;
}

export interface ReplayTally {
  readonly paths: Map<string, AccountPath>;
  /** In the order of time. */
  readonly moments: MomentCounts[];
  /** Of the newest moment. */
  readonly last: ReplayedAccount[];
}

export function beginTally(): ReplayTally {
  return { paths: new Map(), moments: [], last: [] };
}

/** Adds an account at a moment; `day` is its company day, and no later one of the account may have been added. */
export function addAccount(tally: ReplayTally, day: number, one: ReplayedAccount): void {
  const counts = countsOf(tally, day);
  const path = pathOf(tally, one);
  if (one.published.band !== one.candidate.band) {
    counts.differing += 1;
    path.differs = true;
  }
  for (const version of VERSIONS) {
    const { band } = one[version];
    if (isDrop(path.bands[version], band)) {
      counts[version] += 1;
      path.drops[version].push(day);
    }
    path.bands[version] = band;
  }
  if (counts === tally.moments.at(-1)) tally.last.push(one);
}

function countsOf({ moments, last }: ReplayTally, day: number) {
  const place = moments.findLastIndex((one) => one.day <= day);
  const known = moments[place];
  if (known?.day === day) return known;
  const counts = { day, published: 0, candidate: 0, differing: 0 };
  moments.splice(place + 1, 0, counts);
  if (counts === moments.at(-1)) last.length = 0;
  return counts;
}

function pathOf({ paths }: ReplayTally, one: ReplayedAccount): AccountPath {
  const known = paths.get(one.account);
  if (known !== undefined) return known;
  const path: AccountPath = {
    bands: { published: one.published.band, candidate: one.candidate.band },
    drops: { published: [], candidate: [] },
    differs: false,
  };
  paths.set(one.account, path);
  return path;
}

/** From a better band to a worse one; what has no score, or is closed, has no rank. */
function isDrop(before: string, after: string): boolean {
  const [from, to] = [bandRank(before), bandRank(after)];
  return from !== null && to !== null && to < from;
}

/** A drop should come before the notice by no more than this, and not long after everything was fine again. */
export const WARNING_DAYS = 90;

/** What the notices say of the drops. Company days. */
export interface Notices {
  /** Ascending. */
  readonly noticeDaysOf: (account: string) => readonly number[];
  /** Notices after this day are not known yet. */
  readonly seenThroughDay: number;
}

/** The drops of one version beside what became of the accounts. */
export interface DropFigures {
  readonly drops: number;
  readonly accounts: number;
  /** Drops whose 90 days are over, and how many of them were followed by a notice within these. */
  readonly judged: number;
  readonly followedByNotice: number;
  /** Notices that were given between the second moment and the last, and how many of them came within 90 days of a drop. */
  readonly notices: number;
  readonly warned: number;
  /** Median days from the first drop within the 90 days to the notice; null when there was none. */
  readonly medianWarningDays: number | null;
}

export function dropFigures(
  tally: ReplayTally,
  version: Version,
  { noticeDaysOf, seenThroughDay }: Notices,
): DropFigures {
  const figures = { drops: 0, accounts: 0, judged: 0, followedByNotice: 0, notices: 0, warned: 0 };
  const [from, to] = [tally.moments[1]?.day ?? Infinity, tally.moments.at(-1)?.day ?? -Infinity];
  const warnings: number[] = [];
  for (const [account, path] of tally.paths) {
    const drops = path.drops[version];
    const notices = noticeDaysOf(account);
    figures.drops += drops.length;
    figures.accounts += drops.length > 0 ? 1 : 0;
    for (const day of drops) {
      if (day + WARNING_DAYS > seenThroughDay) continue;
      figures.judged += 1;
      if (notices.some((notice) => notice >= day && notice - day < WARNING_DAYS))
        figures.followedByNotice += 1;
    }
    for (const notice of notices) {
      if (notice < from || notice > to) continue;
      figures.notices += 1;
      const first = drops.find((day) => notice >= day && notice - day < WARNING_DAYS);
      if (first === undefined) continue;
      figures.warned += 1;
      warnings.push(notice - first);
    }
  }
  return { ...figures, medianWarningDays: medianOf(warnings) };
}

function medianOf(values: number[]): number | null {
  const sorted = values.sort((left, right) => left - right);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.floor(sorted.length / 2)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** How many accounts lie in which band under each version, at the last moment. */
export function bandMatrix({ last }: ReplayTally) {
  const counts = new Map<string, { published: string; candidate: string; accounts: number }>();
  for (const { published, candidate } of last) {
    const key = `${published.band} ${candidate.band}`;
    const cell = counts.get(key) ?? {
      ...{ published: published.band, candidate: candidate.band, accounts: 0 },
    };
    cell.accounts += 1;
    counts.set(key, cell);
  }
  return [...counts.values()].sort((left, right) => right.accounts - left.accounts);
}

/** The accounts that another band awaits, those whose score moves furthest first. */
export function changedAccounts({ last }: ReplayTally): ReplayedAccount[] {
  const distance = ({ published, candidate }: ReplayedAccount): number =>
    Math.abs((candidate.score ?? 0) - (published.score ?? 0));
  return last
    .filter(({ published, candidate }) => published.band !== candidate.band)
    .sort(
      (left, right) => distance(right) - distance(left) || (left.account < right.account ? -1 : 1),
    );
}
