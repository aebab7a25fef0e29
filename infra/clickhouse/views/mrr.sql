-- cs.mrr: MRR per account at the end of each month, from its first payment to the month of its churn; the current month is to date.
CREATE OR REPLACE VIEW cs.mrr
(
    account      String COMMENT 'account id',
    month        Date COMMENT 'first day of the month, of the company time zone',
    is_complete  UInt8 COMMENT '0: the current month, to date',
    mrr          Nullable(Decimal(18, 2)) COMMENT 'monthly recurring revenue at the end of the month, in the reporting currency; 0 when it has churned; NULL without an exchange rate',
    currency     String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit,
    assumeNotNull((SELECT today FROM mimamori.reporting)) AS today,
    assumeNotNull(first_paid_on) AS paid_from,
    least(ifNull(churned_on, today), today) AS paid_to
SELECT
    account,
    toStartOfMonth(addMonths(paid_from, arrayJoin(range(toUInt32(dateDiff('month', paid_from, paid_to) + 1))))) AS month,
    month < toStartOfMonth(today) AS is_complete,
    toDecimal64(tupleElement(arrayLast(change -> change.day <= least(toLastDayOfMonth(month), today), mrr_days), 'mrr_minor') / minor_per_unit, 2) AS mrr,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM mimamori.revenue FINAL
WHERE events > 0 AND first_paid_on <= today
COMMENT 'MRR per account and month';
