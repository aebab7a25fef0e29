// Facts of billing: one row per account and invoice, from its latest snapshot. In: raw_billing_events. Out: invoices.
import { insertSelected, momentColumn } from "./fact-tables.ts";
import type { FactTable, FactTarget } from "./fact-tables.ts";
import { instantIn, latestSnapshots } from "./latest-snapshot.ts";

const raw = {
  table: "mimamori.raw_billing_events",
  types: ["billing.invoice_changed.v1"],
  bucket: "JSONExtractString(json, 'invoice_id')",
  byDay: false,
} as const;

const select = (target: FactTarget): string => `
SELECT
  ${momentColumn(target)}account,
  bucket AS invoice_id,
  present,
  JSONExtractString(latest, 'status') AS status,
  ifNull(${instantIn("issued_at")}, toDateTime64(0, 3, 'UTC')) AS issued_at,
  ${instantIn("due_at")} AS due_at,
  ${instantIn("paid_at")} AS paid_at,
  JSONExtractInt(latest, 'amount_due_minor') AS amount_due_minor,
  JSONExtractInt(latest, 'amount_paid_minor') AS amount_paid_minor,
  JSONExtractString(latest, 'currency') AS currency,
  least(JSONExtractUInt(latest, 'attempts'), 4294967295) AS attempts,
  JSONExtractString(latest, 'payment_method') AS payment_method,
  JSONExtractBool(latest, 'disputed') AS disputed,
  settled_at AS max_known_at,
  {version:UInt64} AS version
FROM (${latestSnapshots(raw, target)})`;

export const invoices: FactTable = {
  family: "invoices",
  raw,
  bucketColumn: "invoice_id",
  columns: [
    "account",
    "invoice_id",
    "present",
    "status",
    "issued_at",
    "due_at",
    "paid_at",
    "amount_due_minor",
    "amount_paid_minor",
    "currency",
    "attempts",
    "payment_method",
    "disputed",
    "max_known_at",
    "version",
  ],
  isPresent: "present = 1",
  select,
  write: (store, target) => insertSelected(store, invoices, target, select(target)),
};
