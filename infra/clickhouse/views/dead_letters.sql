-- cs.dead_letters: events that could not be taken, each with the reason and as it came. Never lost: they can be replayed after a fix.
CREATE OR REPLACE VIEW cs.dead_letters
(
    id          String COMMENT 'which refusal it is',
    code        String COMMENT 'kind of the fault, e.g. not_json, contract_violation',
    reason      String COMMENT 'what is wrong and where, in words',
    refused_by  String COMMENT 'service that refused it',
    refused_at  DateTime64(3, 'UTC') COMMENT 'UTC',
    topic       String COMMENT 'topic that it came in or was meant for; empty when unknown',
    partition   Int32 COMMENT 'partition of that topic; -1 when it never got there',
    offset      Int64 COMMENT 'offset in that partition; -1 when it never got there',
    key         String COMMENT 'key of the record; empty when it had none',
    sender      String COMMENT 'source name of the write key, when it came over HTTP; empty otherwise',
    format      String COMMENT 'wire format, when it came over HTTP: cloudevents, segment, posthog or the name of a webhook; empty otherwise',
    original    String COMMENT 'the bytes as they came',
    replayed_at Nullable(DateTime64(3, 'UTC')) COMMENT 'UTC; when it was sent again and taken, or not refused yet; null while it is open'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT
    letter.id AS id, letter.code AS code, letter.reason AS reason, letter.refused_by AS refused_by, letter.refused_at AS refused_at,
    letter.topic AS topic, letter.partition AS partition, letter.offset AS offset, letter.key AS key, letter.sender AS sender,
    letter.format AS format, letter.original AS original,
    if(replay.refused_at >= letter.refused_at, replay.replayed_at, NULL) AS replayed_at
FROM (SELECT * FROM mimamori.dead_letters FINAL) AS letter
LEFT ANY JOIN (SELECT id, refused_at, replayed_at FROM mimamori.dead_letter_replays FINAL) AS replay ON letter.id = replay.id
COMMENT 'Events that could not be taken, with the reason';
