-- cs.mrr_movements: what changed the MRR, one row per account, day and movement up to today. An account's amounts sum to its MRR.
CREATE OR REPLACE VIEW cs.mrr_movements
(
    account    String COMMENT 'account id',
    day        Date COMMENT 'day of the company time zone from whose end on it holds',
    kind       String COMMENT 'new: first MRR ever; expansion, contraction: more or less MRR; churn: no active subscription remains; reactivation: MRR after a churn',
    amount     Decimal(18, 2) COMMENT 'change of the MRR, in the reporting currency; negative for contraction and churn',
    mrr_after  Decimal(18, 2) COMMENT 'MRR of the account after it, in the reporting currency',
    currency   String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit
SELECT
    account, movement.day AS day, movement.kind AS kind,
    toDecimal64(movement.amount_minor / minor_per_unit, 2) AS amount,
    toDecimal64(movement.mrr_after_minor / minor_per_unit, 2) AS mrr_after,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM (SELECT account, arrayJoin(movements) AS movement FROM mimamori.revenue FINAL WHERE events > 0)
WHERE movement.day <= (SELECT today FROM mimamori.reporting)
COMMENT 'MRR movements: new, expansion, contraction, churn and reactivation per account and day';
