// What the replay of a changed scorecard found, as data: what `./mimamori replay --json` prints. Pure zod.
import { forecastReportSchema } from "@mimamori/churn-risk";
import { z } from "zod";

const count = z.int().min(0);
const scored = z.object({
  /** Null: too little data, or closed. */
  score: z.number().nullable(),
  band: z.string(),
});

/** The drops from a better band to a worse one, beside what became of the accounts. */
const dropFigures = z.object({
  /** What would have been published to score.changes, looked at once per step. */
  drops: count,
  accounts: count,
  /** Drops whose 90 days are over, and how many of them were followed by a notice within these. */
  judged: count,
  followedByNotice: count,
  /** Notices of the time that was replayed, and how many of them came within 90 days of a drop. */
  notices: count,
  warned: count,
  /** Median days from the first such drop to the notice. */
  medianWarningDays: z.number().nullable(),
});

function ofBoth<S extends z.ZodType>(one: S) {
  return z.object({ published: one, candidate: one });
}

export const replayReportSchema = z.object({
  /** The scorecard's name; it stands in for the published one of that name, or beside the others. */
  scorecard: z.string(),
  replaces: z.boolean(),
  /** Company days of the first and the last moment: each is the end of its day. */
  from: z.iso.date(),
  to: z.iso.date(),
  everyDays: z.int(),
  moments: count,
  /** Accounts that were there at the last moment, and all that ever were. */
  accounts: count,
  accountsEver: count,
  /** Accounts in another band: at the last moment, and at any. */
  changedNow: count,
  changedEver: count,
  /** At the last moment: accounts by band under each version, the largest first. */
  bands: z.array(z.object({ published: z.string(), candidate: z.string(), accounts: count })),
  /** Those that lie in another band at the last moment, furthest first, and no more than 200 of them. */
  changed: z.array(z.object({ account: z.string(), name: z.string(), ...ofBoth(scored).shape })),
  byMoment: z.array(
    z.object({ day: z.iso.date(), published: count, candidate: count, differing: count }),
  ),
  drops: ofBoth(dropFigures),
  /** Both versions judged by notices, as `./mimamori backtest` does: at horizons of 30, 60 and 90 days. */
  backtest: ofBoth(z.array(forecastReportSchema)),
  seconds: z.number(),
});
export type ReplayReport = z.infer<typeof replayReportSchema>;
