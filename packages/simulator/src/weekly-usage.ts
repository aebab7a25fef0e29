// Usage as a company that exports it from its warehouse sends it: one count per account, feature and week, instead of every
// single use. The truth is the same, the events are a tenth. In: what would have been sent. Out: a week's counts on Monday.
import type { EventDataInput, EventType } from "@mimamori/event-contracts";
import type { Account } from "./account.ts";
import { HOUR_MS } from "./days.ts";
import type { Draft, Emit } from "./emission.ts";

interface Count {
  quantity: number;
  readonly users: Set<string>;
}

/** Takes what people do in the product. */
export type Use = <T extends EventType>(account: Account, draft: Draft<T>) => unknown;

const HALF_A_DAY_MS = 12 * HOUR_MS;

export class WeeklyUsage {
  readonly #weeks = new Map<Account, Map<string, Count>>();

  /** Counts it in; sessions are left out. */
  readonly use: Use = (account, draft) => {
    if (draft.type !== "usage.feature_used.v1") return;
    const week = this.#weeks.get(account) ?? new Map<string, Count>();
    const { feature, user, quantity } = draft.data as EventDataInput<"usage.feature_used.v1">;
    const count = week.get(feature) ?? { quantity: 0, users: new Set<string>() };
    count.quantity += quantity ?? 1;
    if (user !== undefined) count.users.add(user);
    week.set(feature, count);
    this.#weeks.set(account, week);
  };

  /** On a Monday, sends what the account did in the week before; on other days nothing. */
  flush(account: Account, dayMs: number, emit: Emit): void {
    if (new Date(dayMs).getUTCDay() !== 1) return;
    for (const [feature, { quantity, users }] of this.#weeks.get(account) ?? []) {
      emit(account, {
        type: "usage.feature_used.v1",
        // Of Sunday noon, known when Sunday ends.
        timeMs: dayMs - HALF_A_DAY_MS,
        delayMs: HALF_A_DAY_MS - 1,
        data: { feature, quantity, active_users: users.size },
      });
    }
    this.#weeks.delete(account);
  }
}
