-- From version 1 to 2: kinds of decisions that version 1 would not obey.

-- What a userHash proved.
ALTER TABLE event_log ADD COLUMN identity_verdict TEXT;
