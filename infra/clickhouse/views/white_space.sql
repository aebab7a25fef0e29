-- cs.white_space: what paying accounts have not bought yet: products that others in their segment have together with what this account
-- has (so that a plan is not offered to those who have another plan), and seats that more people use than were paid for. What it would bring is what others pay: an order of magnitude, not a forecast.
CREATE OR REPLACE VIEW cs.white_space
(
    account          String COMMENT 'account id; accounts that pay',
    segment          String COMMENT 'segment; (none) for accounts without one',
    csm              String COMMENT 'customer success manager; empty when nobody is',
    kind             String COMMENT 'product: one that it has not bought, and that others have together with one of its products; seats: its seats are nearly full (seats.state; from 0.9 on as shipped, definitions.seats.nearlyFullFrom of config/company.yaml), or more people use it than it has seats',
    product          String COMMENT 'the product; empty for seats',
    owned_by_share   Nullable(Float64) COMMENT 'of a product: share of the paying accounts of its segment that have it, 0 to 1; NULL for seats',
    seats_wanted     UInt64 COMMENT 'of seats: users of the last 28 days beyond the seats; 0 when they are only nearly full, and for products',
    estimated_mrr    Nullable(Decimal(18, 2)) COMMENT 'in the reporting currency. Product: median MRR of the subscriptions in its segment that are of this product alone; NULL when there is none. Seats: seats_wanted x the MRR per seat that it pays; NULL without an exchange rate',
    health_band      String COMMENT 'health of the account now: offer to those who are well; empty when not scored',
    currency         String COMMENT 'the reporting currency, ISO 4217'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
WITH
    assumeNotNull((SELECT minor_per_unit FROM mimamori.reporting)) AS minor_per_unit,
    payers AS
    (
        SELECT contract.account AS account, if(profile.segment = '', '(none)', profile.segment) AS segment, profile.csm AS csm,
            contract.products AS products, contract.active AS active
        FROM (SELECT account, products, active FROM mimamori.contracts_now WHERE ifNull(mrr_minor > 0, 1)) AS contract
        LEFT ANY JOIN (SELECT account, toString(segment) AS segment, toString(csm) AS csm FROM mimamori.profiles FINAL WHERE present) AS profile
            ON profile.account = contract.account
    ),
    prices AS
    (
        SELECT segment, one.plan AS product, quantileExact(0.5)(assumeNotNull(one.mrr_minor)) AS mrr_minor
        FROM payers ARRAY JOIN active AS one
        WHERE position(one.plan, ' + ') = 0 AND one.mrr_minor > 0
        GROUP BY segment, product
    ),
    owned AS (SELECT account, segment, csm, products, arrayJoin(products) AS product FROM payers),
    owners AS
    (
        SELECT owned.segment AS segment, product, count() / any(sizes.accounts) AS share
        FROM owned INNER JOIN (SELECT segment, count() AS accounts FROM payers GROUP BY segment) AS sizes ON sizes.segment = owned.segment
        GROUP BY segment, product
    ),
    companions AS
    (
        SELECT segment, product, groupUniqArrayArray(products) AS together FROM owned GROUP BY segment, product
    ),
    lacking AS
    (
        SELECT account, any(segment) AS segment, any(csm) AS csm,
            arrayJoin(arrayFilter(one -> NOT has(any(products), one), groupUniqArrayArray(together))) AS product
        FROM owned INNER JOIN companions ON companions.segment = owned.segment AND companions.product = owned.product
        GROUP BY account
    ),
    missing AS
    (
        SELECT lacking.account AS account, lacking.segment AS segment, lacking.csm AS csm, 'product' AS kind, lacking.product AS product,
            toNullable(owners.share) AS owned_by_share, toUInt64(0) AS seats_wanted,
            if(prices.product = '', NULL, toDecimal64(round(prices.mrr_minor / minor_per_unit, 2), 2)) AS estimated_mrr
        FROM lacking
        LEFT ANY JOIN owners ON owners.segment = lacking.segment AND owners.product = lacking.product
        LEFT ANY JOIN prices ON prices.segment = lacking.segment AND prices.product = lacking.product
        UNION ALL
        SELECT account, if(segment = '', '(none)', segment), csm, 'seats', '', NULL,
            toUInt64(greatest(toInt64(active_users) - toInt64(seats), 0)) AS wanted, toDecimal64(mrr * wanted / seats, 2)
        FROM cs.seats
        WHERE state = 'nearly-full'
    )
SELECT missing.account AS account, segment, csm, kind, product, owned_by_share, seats_wanted, estimated_mrr, health.band AS health_band,
    assumeNotNull((SELECT currency FROM mimamori.reporting)) AS currency
FROM missing
LEFT ANY JOIN (SELECT account, band FROM cs.health_scores_latest) AS health ON health.account = missing.account
COMMENT 'White space: products and seats that paying accounts have not bought yet'
