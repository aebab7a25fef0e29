-- Raw events: a part of less than 128 MB is one file for all columns.
-- In: an insert of some ten thousand rows. Out: the same rows. The default begins a file, and an fsync, for each column at 10 MB, which
-- such an insert reaches: its acknowledgement waited for thirty fsyncs. Larger parts, which come of merges, have a file per column.
ALTER TABLE mimamori.raw_usage_events MODIFY SETTING min_bytes_for_wide_part = 134217728;
ALTER TABLE mimamori.raw_billing_events MODIFY SETTING min_bytes_for_wide_part = 134217728;
ALTER TABLE mimamori.raw_engagement_events MODIFY SETTING min_bytes_for_wide_part = 134217728;
ALTER TABLE mimamori.raw_account_events MODIFY SETTING min_bytes_for_wide_part = 134217728;
