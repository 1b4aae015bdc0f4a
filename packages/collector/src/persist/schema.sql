-- The facts of a Kith file: what was received. Everything else is derived from it (derived.sql) or shows it (views.sql).

-- Every accepted message, in its canonical copy. `seq` is the order of arrival and never used to order anything.
CREATE TABLE event_log (
  seq INTEGER PRIMARY KEY,
  message_id TEXT NOT NULL,
  stream TEXT NOT NULL,
  source TEXT NOT NULL,
  type TEXT NOT NULL,
  name TEXT,
  category TEXT,
  user_id TEXT,
  anonymous_id TEXT,
  previous_id TEXT,
  group_id TEXT,
  t INTEGER NOT NULL,
  fraction TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  original_timestamp TEXT,
  sent_at INTEGER,
  received_at INTEGER NOT NULL,
  clock_flag TEXT,
  trust INTEGER NOT NULL,
  is_server INTEGER NOT NULL,
  is_active INTEGER NOT NULL,
  is_bot INTEGER NOT NULL,
  url TEXT,
  host TEXT,
  path TEXT,
  title TEXT,
  referrer TEXT,
  country TEXT,
  region TEXT,
  city TEXT,
  device_type TEXT,
  os_name TEXT,
  os_version TEXT,
  browser_name TEXT,
  browser_version TEXT,
  application TEXT,
  application_version TEXT,
  campaign TEXT,
  language TEXT,
  replay_url TEXT,
  identifiers TEXT,
  properties TEXT NOT NULL,
  traits TEXT NOT NULL,
  context TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  junk_identifiers TEXT,
  conflict_count INTEGER NOT NULL DEFAULT 0,
  identity_verdict TEXT
) STRICT;

-- The only index that an acknowledgement waits for. message_id first: ids that begin with the time stay together.
CREATE UNIQUE INDEX event_log_key ON event_log (message_id, stream);

-- Messages that were refused, with the reason.
CREATE TABLE rejected_events (
  rejected_id INTEGER PRIMARY KEY,
  received_at TEXT NOT NULL,
  source TEXT NOT NULL,
  code TEXT NOT NULL,
  path TEXT NOT NULL,
  message TEXT NOT NULL,
  body TEXT,
  request TEXT
) STRICT;

-- What became of every message received, by source: received = stored + duplicate + rejected + erased + expired, at every
-- commit. One row a source is written in each commit.
CREATE TABLE ledger (
  source TEXT PRIMARY KEY,
  received_count INTEGER NOT NULL,
  stored_count INTEGER NOT NULL,
  duplicate_count INTEGER NOT NULL,
  rejected_count INTEGER NOT NULL,
  erased_count INTEGER NOT NULL,
  expired_count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every time a better copy of a message took the place of the stored one. The fold follows this list as it follows the log.
CREATE TABLE replacements (replacement_id INTEGER PRIMARY KEY AUTOINCREMENT, seq INTEGER NOT NULL) STRICT;

-- What operators decided, append-only: an undo is a decision of its own. The latest decision on a matter counts.
CREATE TABLE decisions (
  decision_id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  identity TEXT,
  other_identity TEXT,
  value TEXT,
  decided_at TEXT NOT NULL
) STRICT;
CREATE INDEX decisions_by_kind ON decisions (kind, identity);

-- Messages that were erased, by keyed hash: a copy that comes late is known and dropped.
CREATE TABLE erased_messages (
  stream_hash TEXT NOT NULL,
  message_hash TEXT NOT NULL,
  PRIMARY KEY (stream_hash, message_hash)
) STRICT, WITHOUT ROWID;

-- Messages that were deleted because of their age, likewise.
CREATE TABLE expired_messages (
  stream_hash TEXT NOT NULL,
  message_hash TEXT NOT NULL,
  PRIMARY KEY (stream_hash, message_hash)
) STRICT, WITHOUT ROWID;

-- Devices that erased people had claimed, both by keyed hash: nobody else inherits what happened there.
CREATE TABLE erased_claims (
  stream_hash TEXT NOT NULL,
  decision_id INTEGER NOT NULL,
  user_hash TEXT NOT NULL,
  PRIMARY KEY (stream_hash, decision_id, user_hash)
) STRICT, WITHOUT ROWID;

-- Small facts about the file itself.
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Keys with which messages may be sent, by hash. A revoked one stays, so that nobody wonders where its events came from.
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
