// All terms of a mapping's entry until its last file is read, because a term's meaning depends on the next one.
// In: terms with the place they stand at. Out: events by subscription, and the rows that contradict others.
import { RowRefusal } from "./errors.ts";
import type { TermsFile } from "./mapping-file.ts";
import { checkEvent } from "./outgoing-event.ts";
import type { JsonValue } from "./row-values.ts";
import type { OutgoingEvent } from "./outgoing-event.ts";
import { compareTerms, snapshotData, snapshotsOf } from "./subscription-terms.ts";
import type { Term, TermRules, TermSnapshot } from "./subscription-terms.ts";

const DAY_MS = 86_400_000;
const EVENT_TYPE = "billing.subscription_changed.v1";

export interface PlacedTerm {
  readonly term: Term;
  readonly file: string;
  readonly line: number;
}

/** What became of the term at a place: its events, or why it was refused. */
export interface TermOutcome {
  readonly file: string;
  readonly line: number;
  readonly result: readonly OutgoingEvent[] | RowRefusal;
}

export class TermCollection {
  readonly #bySubscription = new Map<string, PlacedTerm[]>();

  add(placed: PlacedTerm): void {
    const key = `${placed.term.account}\u0000${placed.term.subscription}`;
    const terms = this.#bySubscription.get(key);
    if (terms === undefined) this.#bySubscription.set(key, [placed]);
    else terms.push(placed);
  }

  /** Empties the collection, one subscription after the other. */
  *drain(rules: TermRules, source: string, nowMs: number): Generator<TermOutcome> {
    for (const [key, placed] of this.#bySubscription) {
      this.#bySubscription.delete(key);
      placed.sort((a, b) => compareTerms(a.term, b.term) || compareText(a.term, b.term));
      yield* dropContradictions(placed);
      yield* outcomesOf(placed, rules, source, nowMs);
    }
  }
}

/** The mapping's rules; `dataEndAtMs` is the end of the data in the mapping's time zone. */
export function termRules(mapping: TermsFile, dataEndAtMs: number): TermRules {
  const { endMeans, gapToleranceDays } = mapping;
  return { endMeans, dataEndAtMs, gapToleranceMs: gapToleranceDays * DAY_MS };
}

/** Removes repetitions of a start from `placed`: the same row again is nothing new, another one is refused. */
function* dropContradictions(placed: PlacedTerm[]): Generator<TermOutcome> {
  for (let index = 1; index < placed.length;) {
    const [kept, again] = [placed[index - 1], placed[index]];
    if (kept === undefined || again?.term.startMs !== kept.term.startMs) {
      index += 1;
      continue;
    }
    placed.splice(index, 1);
    if (compareText(kept.term, again.term) === 0) continue;
    const reason = `the subscription has a different term with the same start at ${kept.file}:${kept.line}`;
    yield { ...placeOf(again), result: new RowRefusal("contradictory_term", reason) };
  }
}

function* outcomesOf(
  placed: readonly PlacedTerm[],
  rules: TermRules,
  source: string,
  nowMs: number,
): Generator<TermOutcome> {
  const terms = placed.map(({ term }) => term);
  const byTerm = Map.groupBy(snapshotsOf(terms, rules), ({ term }) => term);
  for (const each of placed) {
    const snapshots = byTerm.get(each.term) ?? [];
    try {
      const result = snapshots.map((snapshot) => eventOf(snapshot, rules, source, nowMs));
      yield { ...placeOf(each), result };
    } catch (error) {
      if (!(error instanceof RowRefusal)) throw error;
      yield { ...placeOf(each), result: error };
    }
  }
}

function placeOf({ file, line }: PlacedTerm): Pick<PlacedTerm, "file" | "line"> {
  return { file, line };
}

function eventOf(
  snapshot: TermSnapshot,
  rules: TermRules,
  source: string,
  nowMs: number,
): OutgoingEvent {
  const at = new Date(snapshot.atMs).toISOString();
  const { account, subscription } = snapshot.term;
  const event = {
    specversion: "1.0",
    id: `${EVENT_TYPE}:${subscription}/${snapshot.isEnd ? "ended" : "term"}`,
    source,
    type: EVENT_TYPE,
    subject: account,
    time: at,
    knownat: at,
    sequence: snapshot.sequence,
    data: snapshotData(snapshot, rules) as JsonValue,
  } as const;
  return checkEvent(event, nowMs);
}

function compareText(a: Term, b: Term): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
