-- From version 1 to 2: kinds of decisions that version 1 would not obey.

-- What a userHash proved.
ALTER TABLE event_log ADD COLUMN identity_verdict TEXT;

-- The ledger begins with what is there: which duplicates came and what was erased before, nobody has counted.
CREATE TABLE ledger (
  source TEXT PRIMARY KEY,
  received_count INTEGER NOT NULL,
  stored_count INTEGER NOT NULL,
  duplicate_count INTEGER NOT NULL,
  rejected_count INTEGER NOT NULL,
  erased_count INTEGER NOT NULL,
  expired_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO ledger
SELECT source, sum(stored) + sum(rejected), sum(stored), 0, sum(rejected), 0, 0
FROM (SELECT source, 1 AS stored, 0 AS rejected FROM event_log UNION ALL SELECT source, 0, 1 FROM rejected_events)
GROUP BY source;

-- Keys, by hash.
CREATE TABLE keys (
  key_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  is_given INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  revoked_at TEXT,
  exposed_at TEXT
) STRICT;

-- Names of events and traits that were seen, by hash, and how many new ones each source has brought on its latest day: so
-- that whoever has the public key cannot bring any number of them.
CREATE TABLE known_names (name_hash INTEGER PRIMARY KEY) STRICT;
CREATE TABLE new_names (source TEXT PRIMARY KEY, day TEXT NOT NULL, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO known_names
SELECT name_hash('event:' || name) FROM event_log WHERE type = 'track'
UNION
SELECT name_hash('trait:' || trait.key)
FROM event_log AS log, json_each(log.traits) AS trait WHERE log.type IN ('identify', 'group');

-- What the request said around a refused message, so that it can be read again.
ALTER TABLE rejected_events ADD COLUMN request TEXT;

-- Messages that were deleted because of their age.
CREATE TABLE expired_messages (
  stream_hash TEXT NOT NULL,
  message_hash TEXT NOT NULL,
  PRIMARY KEY (stream_hash, message_hash)
) STRICT, WITHOUT ROWID;

-- Ids of messages with the public key that were dropped without telling its sender why, by hash: asked for, they are there.
CREATE TABLE dropped_messages (id_hash INTEGER PRIMARY KEY) STRICT;

-- Who may read, beside the admin token: people with a password and programs with a key, each by hash. Names are never given twice.
CREATE TABLE grants (
  access_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL UNIQUE,
  scopes TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  created_at TEXT NOT NULL,
  revoked_at TEXT
) STRICT;

-- Who read about people, exported, decided or logged in, and when. Whoever is erased is named by a hash.
CREATE TABLE audit (
  audit_id INTEGER PRIMARY KEY,
  done_at TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  path TEXT NOT NULL,
  identity TEXT,
  decision_id INTEGER
) STRICT;
