-- What a run says of the sources as a whole: a fault of the capture is one row here, not a thousand sick accounts.
ALTER TABLE mimamori.score_runs
    ADD COLUMN IF NOT EXISTS fault_days Array(Date) COMMENT 'company days on which most accounts used the product far less than usual, all at once: they are left out of all measures of usage',
    ADD COLUMN IF NOT EXISTS capture_problem String COMMENT 'what looks like a fault of a source, in words, or empty',
    ADD COLUMN IF NOT EXISTS held_back UInt8 COMMENT '1: most scores fell at once, so its changes of health were not published; the next run is compared with the one before it';
