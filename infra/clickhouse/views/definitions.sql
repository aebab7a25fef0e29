-- cs.definitions: what the other views mean by a word, with the thresholds in force. They are set in config/company.yaml, section
-- definitions (there is said what each is for); a change holds from the next score run on.
CREATE OR REPLACE VIEW cs.definitions
(
    word     String COMMENT 'the word: atRisk, invoiceAtRisk, adopted, seats, silent, saved',
    setting  String COMMENT 'the setting below definitions in config/company.yaml; inclusive: From holds at the value itself, Below does not',
    value    Float64 COMMENT 'the threshold in force: days, shares and probabilities from 0 to 1, counts'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS
SELECT splitByChar('.', setting)[1] AS word, setting, value
FROM (SELECT thresholds FROM mimamori.reporting)
ARRAY JOIN mapKeys(thresholds) AS setting, mapValues(thresholds) AS value
COMMENT 'The thresholds behind the words of the other views, as they are in force'
