/**
 * SQL that cuts the terms of an account at the run's day. Text only; queries need the parameter `today` (Date).
 *
 * A renewal is decided on the same day of the month as the term began, on the month's last day where it has no such day.
 */
import { NO_SEGMENT } from "../revenue/revenue-months.ts";

/** Longer terms are told as this long: some event will say a thousand years. */
const LONGEST_TERM_MONTHS = 1_200;

/** Whole months from one day to another. */
export function wholeMonths(from: string, to: string): string {
  const calendar = `dateDiff('month', ${from}, ${to})`;
  return `(${calendar} - (addMonths(${from}, ${calendar}) > ${to}))`;
}

/** Months of a term, from a spell of revenue facts. */
export function termOf(spell: string): string {
  return `toUInt16(least(greatest(${spell}.term_months, 1), ${LONGEST_TERM_MONTHS}))`;
}

/** The segment of a row of profiles, as revenue and lifetime values name it. */
export const SEGMENT = `if(profile.segment = '', '${NO_SEGMENT}', toString(profile.segment))`;
