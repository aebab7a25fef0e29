/** The company's configuration with one scorecard changed, as if it were published. In: both. Out: the configuration. Pure. */
import type { CompanyConfig } from "@mimamori/company-config";
import type { Scorecard } from "@mimamori/health-score";

/** It stands in the place of the one of its name; one of a new name stands in front, where its segments are looked for first. */
export function replaceScorecard(
  config: CompanyConfig,
  card: Scorecard,
): { config: CompanyConfig; replaces: boolean } {
  const { scorecards } = config;
  const replaces = scorecards.some(({ name }) => name === card.name);
  const changed = replaces
    ? scorecards.map((one) => (one.name === card.name ? card : one))
    : [card, ...scorecards];
  return { config: { ...config, scorecards: changed }, replaces };
}
