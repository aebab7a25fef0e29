-- What costs each account the most points now: the up to three worst reasons of its score.
-- Internal: the views of cs build on it. It is named so that it is made before them.
CREATE OR REPLACE VIEW mimamori.worries_now
(
    account  String COMMENT 'account id',
    worries  Array(String) COMMENT 'reasons in sentences, worst first'
)
AS
SELECT account, arraySlice(arrayPartialReverseSort((sentence, lost) -> lost, 3, groupArray(reason), groupArray(lost_points)), 1, 3) AS worries
FROM cs.health_reasons_latest
WHERE lost_points > 0 AND reason != ''
GROUP BY account
COMMENT 'What costs each account the most points now'
