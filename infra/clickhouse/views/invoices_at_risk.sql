-- cs.invoices_at_risk: money that may not come in: open invoices that are overdue, disputed or failed to be collected, worst first by days.
CREATE OR REPLACE VIEW cs.invoices_at_risk
(
    account         String COMMENT 'account id',
    invoice_id      String COMMENT 'id in the billing tool',
    status          String COMMENT 'open or uncollectible',
    because         Array(String) COMMENT 'overdue: past due for 7 days or more; attempts: 2 or more attempts to collect it have failed; disputed; uncollectible. The thresholds as shipped (definitions.invoiceAtRisk of config/company.yaml; in force: cs.definitions)',
    issued_at       DateTime64(3, 'UTC') COMMENT 'UTC',
    due_at          Nullable(DateTime64(3, 'UTC')) COMMENT 'UTC; NULL when the tool names no date',
    days_overdue    Nullable(Int64) COMMENT 'whole days since due_at, 0 before it; NULL where it is',
    amount_open     Nullable(Decimal(18, 2)) COMMENT 'due less paid, in the reporting currency; NULL without an exchange rate',
    currency        String COMMENT 'the reporting currency, ISO 4217',
    invoice_currency String COMMENT 'currency of the invoice, ISO 4217',
    amount_open_minor Int64 COMMENT 'due less paid, in the minor unit of invoice_currency (cents, yen)',
    payment_method  String COMMENT 'card, bank_transfer, direct_debit or other; empty when unknown',
    attempts        UInt32 COMMENT 'attempts to collect it so far',
    disputed        UInt8 COMMENT '1: the customer disputes it'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit,
    assumeNotNull((SELECT reporting_minor_of FROM mimamori.reporting)) AS reporting_minor_of,
    assumeNotNull((SELECT thresholds FROM mimamori.reporting)) AS thresholds
SELECT
    account, invoice_id, status,
    arrayFilter(one -> one != '', [
        if(ifNull(days_overdue >= thresholds['invoiceAtRisk.overdueDaysFrom'], 0), 'overdue', ''),
        if(attempts >= thresholds['invoiceAtRisk.attemptsFrom'], 'attempts', ''),
        if(disputed, 'disputed', ''),
        if(status = 'uncollectible', 'uncollectible', '')]) AS because,
    issued_at, due_at,
    if(due_at > now64(3), 0, intDiv(dateDiff('second', due_at, now64(3, 'UTC')), 86400)) AS days_overdue,
    if(mapContains(reporting_minor_of, toString(invoices.currency)),
       toDecimal64OrNull(toString(round(amount_open_minor * reporting_minor_of[toString(invoices.currency)] / minor_per_unit, 2)), 2), NULL) AS amount_open,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency,
    invoices.currency AS invoice_currency,
    amount_due_minor - amount_paid_minor AS amount_open_minor,
    payment_method, attempts, disputed
FROM mimamori.invoices AS invoices FINAL
WHERE present AND status IN ('open', 'uncollectible') AND notEmpty(because)
COMMENT 'Invoices that may not be paid, and why'
