-- Facts through time (packages/account-facts, facts-through-time.ts): the states of a bucket that past moments saw. `at` is the first
-- moment that saw it, `until` the next state's; 1970 for all that knows no states.
ALTER TABLE mimamori.recompute_buckets
    ADD COLUMN IF NOT EXISTS until DateTime64(3, 'UTC') DEFAULT toDateTime64(0, 3, 'UTC');
