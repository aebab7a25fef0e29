// Which day of its month an account is looked at. In: its id. Out: a lead in days, the same for ever. Pure.

/** Leads 0 to 29: a daily run sees accounts in every phase of their month. */
const PHASES = 30;

/** A 32-bit hash of a text (FNV-1a, then mixed as in MurmurHash3's finaliser, whose low bits are even). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The days of lead for an account: those given, or by "spread" its own, 0 to 29. */
export function leadDaysOf(account: string, lead: number | "spread"): number {
  return lead === "spread" ? hashOf(account) % PHASES : lead;
}
