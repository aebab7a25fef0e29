// Which band is better. Pure.

const RANKS: Readonly<Record<string, number>> = { "at-risk": 0, attention: 1, healthy: 2 };

/** Higher is better; null for what says nothing of how an account fares (insufficient-data, closed). */
export function bandRank(band: string): number | null {
  return RANKS[band] ?? null;
}
