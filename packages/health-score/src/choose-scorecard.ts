// In: the scorecards, an account's segment and stage. Out: the one that it is scored by. Pure.
import type { Stage } from "./lifecycle.ts";
import type { Scorecard } from "./scorecard.ts";

/** A segment says more of what matters than a stage; both together say most. */
function rankOf({ segments, stages }: Scorecard): number {
  return (segments === undefined ? 0 : 2) + (stages === undefined ? 0 : 1);
}

/**
 * The most particular scorecard that is for the account: one for its segment and stage, else for its segment, else for its stage,
 * else the one for all. Undefined when none is. An account of unknown stage ("") has only those that name no stage.
 */
export function scorecardFor(
  cards: readonly Scorecard[],
  segment: string,
  stage: Stage | "",
): Scorecard | undefined {
  return cards
    .filter(({ segments }) => segments?.includes(segment) ?? true)
    .filter(({ stages }) => stages?.some((one) => one === stage) ?? true)
    .reduce<Scorecard | undefined>(
      (best, card) => (best === undefined || rankOf(card) > rankOf(best) ? card : best),
      undefined,
    );
}

/** What a scorecard claims, in words: no two may claim the same. */
export function claimsOf({ segments, stages }: Scorecard): string[] {
  return (segments ?? [undefined]).flatMap((segment) =>
    (stages ?? [undefined]).map((stage) => {
      const whose = segment === undefined ? "all other segments" : `the segment ${segment}`;
      return stage === undefined ? whose : `${whose}, stage ${stage}`;
    }),
  );
}
