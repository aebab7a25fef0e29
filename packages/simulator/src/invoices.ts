// Invoices: issued, paid, failed, late. A whole invoice's life is drawn when it is issued; its later snapshots are sent
// when their time comes.
import type { EventDataInput } from "@mimamori/event-contracts";
import type { Account } from "./account.ts";
import { DAY_MS, HOUR_MS, isoTime, MINUTE_MS } from "./days.ts";
import type { Emit } from "./emission.ts";
import { amountPerPeriod } from "./subscription.ts";
import type { Subscription } from "./subscription.ts";

type Invoice = EventDataInput<"billing.invoice_changed.v1">;

const SHARE_CARD_FAILS = 0.05;
const SHARE_RETRY_FAILS = 0.35;
/** Days after the first attempt on which a card is tried again. */
const RETRY_DAYS = [3, 5, 7];

/** Bills the period that begins now. */
export function billPeriod(
  account: Account,
  subscription: Subscription,
  momentMs: number,
  emit: Emit,
): void {
  const issuedMs = momentMs + 5 * MINUTE_MS;
  const invoice: Invoice = {
    invoice_id: `inv-${account.index.toString(36)}-${Math.floor(momentMs / DAY_MS)}`,
    subscription_id: subscription.id,
    status: "open",
    amount_due_minor: amountPerPeriod(subscription, account.country),
    amount_paid_minor: 0,
    currency: account.country.currency,
    issued_at: isoTime(issuedMs),
    payment_method: account.paysByCard ? "card" : "bank_transfer",
    disputed: false,
  };
  if (account.paysByCard) payByCard(account, invoice, issuedMs, emit);
  else payByTransfer(account, invoice, issuedMs, emit);
}

function payByCard(account: Account, invoice: Invoice, issuedMs: number, emit: Emit): void {
  const { billing } = account.random;
  invoice.due_at = isoTime(issuedMs + DAY_MS);
  let fails = billing.chance(SHARE_CARD_FAILS * (account.latePayer ? 4 : 1));
  let attempts = 1;
  let attemptMs = issuedMs + MINUTE_MS;
  send(account, { ...invoice, attempts: fails ? 1 : 0 }, issuedMs, emit);
  for (const day of RETRY_DAYS) {
    if (!fails) break;
    attempts += 1;
    attemptMs = issuedMs + day * DAY_MS;
    fails = billing.chance(SHARE_RETRY_FAILS);
    if (fails) send(account, { ...invoice, attempts }, attemptMs, emit);
  }
  // A card that fails to the end is replaced by a person: late, and nearly always.
  if (fails) attemptMs = issuedMs + billing.between(12, 45) * DAY_MS;
  if (attempts > 1) account.overdue = { fromMs: issuedMs + DAY_MS, toMs: attemptMs };
  settle(account, { ...invoice, attempts }, attemptMs, emit);
}

function payByTransfer(account: Account, invoice: Invoice, issuedMs: number, emit: Emit): void {
  const { billing } = account.random;
  const dueMs = issuedMs + 30 * DAY_MS;
  const disputed = billing.chance(0.01);
  const lateDays = account.latePayer ? billing.between(2, 50) : billing.between(-12, 1.5);
  const paidMs = dueMs + (disputed ? 25 : lateDays) * DAY_MS;
  invoice.due_at = isoTime(dueMs);
  send(account, invoice, issuedMs, emit);
  if (disputed) send(account, { ...invoice, disputed }, issuedMs + 9 * DAY_MS, emit);
  if (paidMs > dueMs) account.overdue = { fromMs: dueMs, toMs: paidMs };
  settle(account, { ...invoice, disputed }, paidMs, emit);
}

function settle(account: Account, invoice: Invoice, paidMs: number, emit: Emit): void {
  const paid: Invoice = {
    ...invoice,
    status: "paid",
    amount_paid_minor: invoice.amount_due_minor,
    paid_at: isoTime(paidMs),
  };
  send(account, paid, paidMs, emit, account.paysByCard ? undefined : 4 * HOUR_MS);
}

function send(
  account: Account,
  invoice: Invoice,
  timeMs: number,
  emit: Emit,
  delayMs?: number,
): void {
  emit(account, {
    type: "billing.invoice_changed.v1",
    timeMs,
    data: invoice,
    ...(delayMs === undefined ? {} : { delayMs }),
  });
}
