// Tickets: a whole ticket's life is drawn when it is opened; its later snapshots are sent when their time comes.
import type { EventDataInput } from "@mimamori/event-contracts";
import type { Account } from "./account.ts";
import { DAY_MS, HOUR_MS, isoTime } from "./days.ts";
import type { Emit } from "./emission.ts";
import { TICKET_CATEGORIES } from "./market.ts";
import type { Subscription } from "./subscription.ts";

type Ticket = EventDataInput<"engagement.ticket_changed.v1">;

/** The tickets that an account opens on a day: many seats and little engagement make more of them. */
export function openTickets(
  account: Account,
  subscription: Subscription,
  dayMs: number,
  emit: Emit,
): void {
  const { people } = account.random;
  const perDay = 0.006 + 0.0011 * subscription.seats * Math.exp(-0.55 * account.engagement);
  const count = people.poisson(Math.min(perDay, 2));
  for (let number = 1; number <= count; number += 1) liveTicket(account, dayMs, number, emit);
}

function liveTicket(account: Account, dayMs: number, number: number, emit: Emit): void {
  const { people } = account.random;
  const openedMs = dayMs + (9 - account.country.utcOffsetHours + 9 * people.unit()) * HOUR_MS;
  const repliedMs = openedMs + people.exponential(5 * HOUR_MS);
  const solvedMs = repliedMs + people.exponential(2.2 * DAY_MS);
  const urgency = people.unit() + 0.1 * account.engagement;
  const opened: Ticket = {
    ticket_id: `t-${account.index.toString(36)}-${Math.floor(dayMs / DAY_MS)}-${number}`,
    status: "new",
    channel: people.chance(0.6) ? "email" : "chat",
    category: people.pick(TICKET_CATEGORIES),
    priority: urgency < 0.05 ? "urgent" : urgency < 0.2 ? "high" : urgency < 0.8 ? "normal" : "low",
    opened_at: isoTime(openedMs),
    reopened: 0,
  };
  const send = (timeMs: number, data: Ticket): void => {
    emit(account, { type: "engagement.ticket_changed.v1", timeMs, data });
  };
  send(openedMs, opened);
  const replied: Ticket = { ...opened, status: "open", first_reply_at: isoTime(repliedMs) };
  send(repliedMs, replied);
  send(solvedMs, { ...replied, status: "solved", solved_at: isoTime(solvedMs) });
  if (!people.chance(0.07)) return;
  const reopenedMs = solvedMs + people.exponential(DAY_MS);
  const solvedAgainMs = reopenedMs + people.exponential(3 * DAY_MS);
  send(reopenedMs, { ...replied, status: "open", reopened: 1 });
  send(solvedAgainMs, {
    ...replied,
    status: "solved",
    reopened: 1,
    solved_at: isoTime(solvedAgainMs),
  });
}
