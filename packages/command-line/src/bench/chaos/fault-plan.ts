/**
 * What breaks when. In: a seed and a length. Out: faults in the order of time; the same for the same seed. Pure.
 *
 * Every kind comes up once before any comes up again, so that a short run has seen most of them. Gaps are drawn without a look at
 * whether the fault before is over: most strike while the system still recovers from another.
 */
import { Random } from "@mimamori/simulator";

/** What is ended with kill -9. */
export const KILLED = ["worker", "clickhouse", "kafka", "redis", "collector"] as const;
export const FAULT_KINDS = [...KILLED, "cut", "delay", "halve", "join"] as const;
/** A kill; connections that are cut, slow, or heard in one direction only; a third worker that joins and leaves in good order. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Whose connections a fault of the network is about. */
export type Link = "kafka" | "clickhouse" | "collector";
const LINKS: readonly [Link, ...Link[]] = ["kafka", "clickhouse", "collector"];

export interface Fault {
  /** From the start of the run. */
  readonly atMs: number;
  readonly kind: FaultKind;
  /** How long what was killed stays away, connections are slow, or the third worker stays. */
  readonly lastsMs: number;
  /** Which of the two workers. */
  readonly worker: 1 | 2;
  readonly link: Link;
}

const FIRST_AT_MS = 4_000;
const GAP_MS = { least: 3_000, most: 9_000 } as const;
const LASTS_MS = { least: 0, most: 4_000 } as const;
const JOIN_LASTS_MS = { least: 8_000, most: 20_000 } as const;

/** @param lengthMs of the time in which faults strike; the last ones may last a little longer */
export function planFaults(seed: number, lengthMs: number): Fault[] {
  const random = Random.named(`${seed}/chaos`);
  const faults: Fault[] = [];
  let deck: FaultKind[] = [];
  for (let atMs = FIRST_AT_MS; atMs < lengthMs; atMs += random.whole(GAP_MS.least, GAP_MS.most)) {
    if (deck.length === 0) deck = shuffled(FAULT_KINDS, random);
    const kind = deck.pop() as FaultKind;
    const { least, most } = kind === "join" ? JOIN_LASTS_MS : LASTS_MS;
    faults.push({
      atMs,
      kind,
      lastsMs: random.whole(least, most),
      worker: random.chance(0.5) ? 1 : 2,
      link: random.pick(LINKS),
    });
  }
  return faults;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  for (let at = left.length - 1; at > 0; at -= 1) {
    const other = random.whole(0, at);
    [left[at], left[other]] = [left[other] as T, left[at] as T];
  }
  return left;
}
