-- How the views write amounts and days: one row, also before clickhouse-to-scores has said what the company's settings are.
-- Internal: the views of cs build on it. It is named so that it is made before them.
CREATE OR REPLACE VIEW mimamori.reporting
(
    currency        String COMMENT 'the reporting currency, ISO 4217; empty before the first start of clickhouse-to-scores',
    minor_per_unit  Float64 COMMENT 'minor units in one unit: 100 for USD, 1 for JPY',
    today           Date COMMENT 'the day that it is in the time zone of the company'
)
AS
WITH assumeNotNull((SELECT max(time_zone) FROM mimamori.reporting_settings FINAL)) AS time_zone
SELECT
    assumeNotNull((SELECT max(currency) FROM mimamori.reporting_settings FINAL)) AS currency,
    pow(10, assumeNotNull((SELECT max(minor_digits) FROM mimamori.reporting_settings FINAL))) AS minor_per_unit,
    toDate(now(), if(time_zone = '', 'UTC', time_zone)) AS today
COMMENT 'Settings of the company as views need them';
