-- cs.tickets: one row per ticket, as its latest snapshot tells.
CREATE OR REPLACE VIEW cs.tickets
(
    account         String COMMENT 'account id',
    ticket_id       String COMMENT 'id in the support tool',
    status          String COMMENT 'new, open, pending, solved or closed',
    is_open         UInt8 COMMENT '1: neither solved nor closed',
    channel         String COMMENT 'mail, chat, phone and so on, as the tool names it; empty when unknown',
    category        String COMMENT 'what it is about, as the tool names it; empty when unknown',
    priority        String COMMENT 'low, normal, high or urgent; empty when unknown',
    opened_at       DateTime64(3, 'UTC') COMMENT 'UTC',
    first_reply_hours Nullable(Float64) COMMENT 'hours from opening to the first reply; NULL when there is none yet',
    solved_at       Nullable(DateTime64(3, 'UTC')) COMMENT 'UTC; NULL when it is not solved',
    hours_to_solve  Nullable(Float64) COMMENT 'hours from opening to solution; NULL when it is not solved',
    age_days        Nullable(Int64) COMMENT 'days since it was opened, of an open ticket; NULL otherwise',
    reopened        UInt32 COMMENT 'how often it was opened again'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT
    account, ticket_id, status, status NOT IN ('solved', 'closed') AS is_open, channel, category, priority, opened_at,
    dateDiff('second', opened_at, first_reply_at) / 3600 AS first_reply_hours,
    solved_at,
    dateDiff('second', opened_at, solved_at) / 3600 AS hours_to_solve,
    if(is_open, toNullable(dateDiff('day', opened_at, now64(3, 'UTC'))), NULL) AS age_days,
    reopened
FROM mimamori.tickets FINAL
WHERE present
COMMENT 'Support tickets: one row per ticket, as it is now'
