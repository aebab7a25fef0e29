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
    sender      String COMMENT 'name of the write key, when it came over HTTP; empty otherwise',
    original    String COMMENT 'the bytes as they came'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT id, code, reason, refused_by, refused_at, topic, partition, offset, key, sender, original
FROM mimamori.dead_letters FINAL
COMMENT 'Events that could not be taken, with the reason';
