-- What counts as a disagreement between health and money, and how it is told: as the company's configuration says, for cs.disagreements.
ALTER TABLE mimamori.reporting_settings
    ADD COLUMN IF NOT EXISTS disagreement_bounds Map(String, Float64) COMMENT 'config/company.yaml, disagreements: by the name of the key' AFTER time_zone,
    ADD COLUMN IF NOT EXISTS disagreement_words Map(String, String) COMMENT 'the sentence of each reason in the language of the company; {value} stands for what was measured' AFTER disagreement_bounds;
