// Terms of subscriptions (one row per paid period) into the snapshots that tell the same story. Pure.
// In: all terms of one subscription. Out: a snapshot at the start of each term, and an `ended` one where a term is not
// continued. An end is told by no snapshot before it: it became known at the end, as a snapshot of that time says.

/** One row: what was sold from `startMs` to `endMs` (undefined: no end is known). */
export interface Term {
  readonly account: string;
  readonly subscription: string;
  readonly product: string;
  readonly startMs: number;
  readonly endMs: number | undefined;
  /** Of one interval, before the discount. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly intervalMonths: number;
  readonly discountShare: number | undefined;
  readonly seats: number | undefined;
  readonly status: string;
  readonly autoRenew: boolean | undefined;
}

export interface TermRules {
  /** A term that ends later than this is still running: nobody knows whether it was continued. */
  readonly dataEndAtMs: number;
  readonly gapToleranceMs: number;
  readonly endMeans: "period_end" | "cancellation";
}

export interface TermSnapshot {
  readonly term: Term;
  readonly atMs: number;
  readonly isEnd: boolean;
  /**
   * At one moment an end yields to a start: a later export may continue what an earlier one saw ending. Only the end
   * of a term without length comes after its own start.
   */
  readonly sequence: 0 | 1 | 2;
  /** Start of the unbroken run of terms that this one belongs to. */
  readonly startedAtMs: number;
}

/** By start, then end: the order in which a subscription's terms follow one another. */
export function compareTerms(a: Term, b: Term): number {
  return a.startMs - b.startMs || endOf(a) - endOf(b);
}

/** The snapshots of one subscription. `terms` are in the order of compareTerms, no two with the same start. */
export function snapshotsOf(terms: readonly Term[], rules: TermRules): TermSnapshot[] {
  const snapshots: TermSnapshot[] = [];
  let startedAtMs = Number.NaN;
  let endMs = Number.NEGATIVE_INFINITY;
  for (const [index, term] of terms.entries()) {
    if (term.startMs > endMs + rules.gapToleranceMs) startedAtMs = term.startMs;
    // Terms that overlap end together, with the one that ends last.
    endMs = term.startMs > endMs ? endOf(term) : Math.max(endMs, endOf(term));
    snapshots.push({ term, atMs: term.startMs, isEnd: false, sequence: 1, startedAtMs });
    const next = terms[index + 1];
    const isContinued = next !== undefined && next.startMs <= endMs + rules.gapToleranceMs;
    if (!isContinued && endMs <= rules.dataEndAtMs) {
      const sequence = endMs === term.startMs ? 2 : 0;
      snapshots.push({ term, atMs: endMs, isEnd: true, sequence, startedAtMs });
    }
  }
  return snapshots;
}

/** The event's data. A paid period's end is known from its start; a cancellation only once it has happened. */
export function snapshotData(snapshot: TermSnapshot, rules: TermRules): Record<string, unknown> {
  const { term, isEnd } = snapshot;
  const periodEnd = rules.endMeans === "period_end" ? term.endMs : undefined;
  return withoutUndefined({
    subscription_id: term.subscription,
    status: isEnd ? "ended" : term.status,
    items: [
      withoutUndefined({
        product: term.product,
        amount_minor: term.amountMinor,
        seats: term.seats,
      }),
    ],
    currency: term.currency,
    interval: { unit: "month", count: term.intervalMonths },
    discount: term.discountShare ? { share: term.discountShare } : undefined,
    started_at: instant(snapshot.startedAtMs),
    period_start: periodEnd === undefined ? undefined : instant(term.startMs),
    period_end: instant(periodEnd),
    renews_at: isEnd ? undefined : instant(periodEnd),
    auto_renew: isEnd ? undefined : term.autoRenew,
    ended_at: isEnd ? instant(snapshot.atMs) : undefined,
  });
}

function endOf(term: Term): number {
  return term.endMs ?? Number.POSITIVE_INFINITY;
}

function instant(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

function withoutUndefined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
