-- How the views write amounts and days, and what they mean by a word: one row, also before clickhouse-to-scores has said what the
-- company's settings are.
-- Internal: the views of cs build on it. It is named so that it is made before them.
CREATE OR REPLACE VIEW mimamori.reporting
(
    currency        String COMMENT 'the reporting currency, ISO 4217; empty before the first start of clickhouse-to-scores',
    minor_per_unit  Float64 COMMENT 'minor units in one unit: 100 for USD, 1 for JPY',
    today           Date COMMENT 'the day that it is in the time zone of the company',
    time_zone       String COMMENT 'the time zone of the company; UTC before the first start',
    reporting_minor_of  Map(String, Float64) COMMENT 'minor units of the reporting currency in one minor unit of a currency; absent without a rate',
    thresholds      Map(String, Float64) COMMENT 'section definitions of config/company.yaml, by name',
    value_milestone String COMMENT 'the milestone that is value; empty: the first one of any kind'
)
AS
WITH (SELECT any((currency, minor_digits, time_zone, reporting_minor_of, thresholds, value_milestone)) FROM mimamori.reporting_settings FINAL) AS settings
SELECT
    settings.1 AS currency,
    pow(10, settings.2) AS minor_per_unit,
    toDate(now(), time_zone) AS today,
    if(settings.3 = '', 'UTC', settings.3) AS time_zone,
    settings.4 AS reporting_minor_of,
    settings.5 AS thresholds,
    settings.6 AS value_milestone
COMMENT 'Settings of the company as views need them'
