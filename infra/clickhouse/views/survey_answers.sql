-- cs.survey_answers: every answer to a survey, one row each. NPS by month and segment is in cs.surveys.
CREATE OR REPLACE VIEW cs.survey_answers
(
    account      String COMMENT 'account id',
    answered_at  DateTime64(3, 'UTC') COMMENT 'UTC',
    answered_on  Date COMMENT 'its day, of the company time zone',
    kind         String COMMENT 'nps (0 to 10), csat or ces',
    score        Float64 COMMENT 'the answer, from scale_min (worst) to scale_max (best)',
    scale_min    Float64 COMMENT 'lowest answer of its scale',
    scale_max    Float64 COMMENT 'highest answer of its scale',
    respondent   String COMMENT 'who answered; empty when unknown'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT
    account, survey.at AS answered_at, day AS answered_on, survey.kind AS kind, survey.score AS score,
    survey.scale_min AS scale_min, survey.scale_max AS scale_max, survey.respondent AS respondent
FROM (SELECT account, day, surveys FROM mimamori.engagement_days FINAL WHERE events > 0 AND notEmpty(surveys))
ARRAY JOIN surveys AS survey
COMMENT 'Answers to surveys: one row each'
