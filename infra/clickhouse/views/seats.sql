-- cs.seats: how many of the seats that they pay for somebody uses. Unused seats are the first to be cut, full ones a reason to talk.
CREATE OR REPLACE VIEW cs.seats
(
    account             String COMMENT 'account id; accounts that pay for seats',
    segment             String COMMENT 'segment; empty when unknown',
    csm                 String COMMENT 'customer success manager; empty when nobody is',
    plan                String COMMENT 'products of its active subscriptions',
    seats               UInt64 COMMENT 'licences sold: seats of its active subscriptions',
    active_users        UInt64 COMMENT 'distinct users of the last 28 days',
    utilisation         Float64 COMMENT 'active_users / seats; above 1 when more people use it than were paid for',
    unused_seats        UInt64 COMMENT 'seats without a user',
    mrr                 Nullable(Decimal(18, 2)) COMMENT 'monthly recurring revenue of the account, in the reporting currency; NULL without an exchange rate',
    mrr_of_unused_seats Nullable(Decimal(18, 2)) COMMENT 'mrr x unused_seats / seats: what a cut to the used seats would cost, if all of it hung on seats; NULL where mrr is',
    currency            String COMMENT 'the reporting currency, ISO 4217',
    state               String COMMENT 'nearly-full: utilisation from 0.9 on (definitions.seats.nearlyFullFrom of config/company.yaml); underused: below 0.5 (underusedBelow there); in-use: between. As shipped; in force: cs.definitions',
    renews_at           Nullable(DateTime64(3, 'UTC')) COMMENT 'next renewal, when seats are cut, UTC; NULL when unknown'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit,
    assumeNotNull((SELECT thresholds FROM mimamori.reporting)) AS thresholds
SELECT
    contract.account AS account, profile.segment AS segment, profile.csm AS csm,
    arrayStringConcat(contract.products, ' + ') AS plan,
    contract.seats AS seats, usage.active_users AS active_users,
    active_users / seats AS utilisation,
    toUInt64(greatest(toInt64(seats) - toInt64(active_users), 0)) AS unused_seats,
    toDecimal64(contract.mrr_minor / minor_per_unit, 2) AS mrr,
    toDecimal64(contract.mrr_minor / minor_per_unit * unused_seats / seats, 2) AS mrr_of_unused_seats,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency,
    multiIf(utilisation >= thresholds['seats.nearlyFullFrom'], 'nearly-full', utilisation < thresholds['seats.underusedBelow'], 'underused', 'in-use') AS state,
    contract.renews_at AS renews_at
FROM mimamori.contracts_now AS contract
LEFT ANY JOIN (SELECT account, toString(segment) AS segment, toString(csm) AS csm FROM mimamori.profiles FINAL WHERE present) AS profile ON profile.account = contract.account
LEFT ANY JOIN mimamori.usage_28_days AS usage ON usage.account = contract.account
WHERE contract.seats > 0 AND ifNull(contract.mrr_minor > 0, 1)
COMMENT 'Seats sold and seats used, per paying account'
