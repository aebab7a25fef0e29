-- cs.identity_conflicts: events whose sender gave one source and id to several: under another subject or another time. Each of them
-- is stored and counts, until all but one are retracted (account.event_retracted.v1) and the sender is corrected.
CREATE OR REPLACE VIEW cs.identity_conflicts
(
    topic           String COMMENT 'topic of the events',
    source          String COMMENT 'source, as the sender wrote it',
    id              String COMMENT 'id, as the sender wrote it',
    events          UInt64 COMMENT 'how many events have this source and id',
    counted         UInt64 COMMENT 'how many of them were not retracted; 1: mended',
    subjects        Array(String) COMMENT 'subject of each event, in the order of their times',
    times           Array(DateTime64(3, 'UTC')) COMMENT 'time of each event as sent, UTC',
    first_known_at  DateTime64(3, 'UTC') COMMENT 'UTC; when the first of them became known',
    found_at        DateTime64(3, 'UTC') COMMENT 'UTC; when the daily check found them: it looks at the months that got events since the last one, and at their neighbours'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT
    conflict.topic AS topic,
    conflict.source AS source,
    conflict.id AS id,
    count() AS events,
    countIf(retracted.id = '') AS counted,
    arrayMap(event -> event.2, arraySort(groupArray((conflict.time, conflict.subject)))) AS subjects,
    arrayMap(event -> event.1, arraySort(groupArray((conflict.time, conflict.subject)))) AS times,
    min(conflict.first_known_at) AS first_known_at,
    min(conflict.first_found_at) AS found_at
FROM (
    SELECT topic, source, id, subject, time, min(known_at) AS first_known_at, min(found_at) AS first_found_at
    FROM mimamori.identity_conflicts GROUP BY topic, source, id, subject, time
) AS conflict
LEFT ANY JOIN (SELECT subject, time, source, id FROM mimamori.retracted_events FINAL) AS retracted
    ON conflict.subject = retracted.subject AND conflict.time = retracted.time
   AND conflict.source = retracted.source AND conflict.id = retracted.id
GROUP BY conflict.topic, conflict.source, conflict.id
COMMENT 'Events with the same source and id under another subject or time; both count until one is retracted';
