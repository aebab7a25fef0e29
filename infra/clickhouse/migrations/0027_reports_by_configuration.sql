-- Which rules a report judged: a backtest of the scorecards belongs to the configuration that it was made under.
ALTER TABLE mimamori.model_reports
    ADD COLUMN IF NOT EXISTS config_version String COMMENT 'hash of the configuration, as in score_runs; empty for a training, which knows none' AFTER model_version;
