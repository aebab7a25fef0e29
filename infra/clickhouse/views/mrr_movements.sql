-- cs.mrr_movements: what changed the MRR and why, one row per account, day and movement up to today. An account's amounts sum to its
-- MRR, and the amounts of a movement's causes to its own. How a movement is divided among causes: causesOf in
-- packages/revenue-movements (the Shapley value of what changed in the contract).
CREATE OR REPLACE VIEW cs.mrr_movements
(
    account    String COMMENT 'account id',
    day        Date COMMENT 'day of the company time zone from whose end on it holds',
    kind       String COMMENT 'new: first MRR ever; expansion, contraction: more or less MRR; churn: no active subscription remains; reactivation: MRR after a churn',
    amount     Decimal(18, 2) COMMENT 'change of the MRR, in the reporting currency; negative for contraction and churn',
    mrr_after  Decimal(18, 2) COMMENT 'MRR of the account after it, in the reporting currency',
    main_cause String COMMENT 'the cause with the largest part: product, seats, price, term or discount; empty where no amount moved',
    by_product Decimal(18, 2) COMMENT 'part of amount because products or whole subscriptions were added, dropped or exchanged; all of it for new, churn and reactivation',
    by_seats   Decimal(18, 2) COMMENT 'part of amount because of more or fewer seats at a price per seat',
    by_price   Decimal(18, 2) COMMENT 'part of amount because the list price (per seat, where it is by seats) changed within the same billing interval',
    by_term    Decimal(18, 2) COMMENT 'part of amount because the list price per month changed together with the billing interval: an annual plan that is cheaper per month is no smaller use',
    by_discount Decimal(18, 2) COMMENT 'part of amount because a discount began, changed or ended',
    currency   String COMMENT 'the reporting currency, ISO 4217; exchange rates are fixed and move nothing'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit
SELECT
    account, movement.day AS day, movement.kind AS kind,
    toDecimal64(movement.amount_minor / minor_per_unit, 2) AS amount,
    toDecimal64(movement.mrr_after_minor / minor_per_unit, 2) AS mrr_after,
    if(empty(causes), '', arraySort((cause, part) -> -abs(part), mapKeys(causes), mapValues(causes))[1]) AS main_cause,
    toDecimal64(causes['product'] / minor_per_unit, 2) AS by_product,
    toDecimal64(causes['seats'] / minor_per_unit, 2) AS by_seats,
    toDecimal64(causes['price'] / minor_per_unit, 2) AS by_price,
    toDecimal64(causes['term'] / minor_per_unit, 2) AS by_term,
    toDecimal64(causes['discount'] / minor_per_unit, 2) AS by_discount,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM
(
    SELECT account, movement, causes
    FROM mimamori.revenue FINAL
    ARRAY JOIN movements AS movement, arrayResize(movement_causes, length(movements)) AS causes
    WHERE events > 0
)
WHERE movement.day <= (SELECT today FROM mimamori.reporting)
COMMENT 'MRR movements with their causes: new, expansion, contraction, churn and reactivation per account and day'
