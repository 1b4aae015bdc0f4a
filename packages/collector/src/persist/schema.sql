-- The Kith file. Relations without a leading note are public API and documented in docs/data-model.md;
-- everything below the line "derived" can be rebuilt from event_log alone.

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
  content_hash TEXT NOT NULL
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
  body TEXT
) STRICT;

-- Small facts about the file: how far the fold has come.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Folded events of which a better copy has replaced the stored one since.
CREATE TABLE replaced_events (seq INTEGER PRIMARY KEY) STRICT;

-- derived -------------------------------------------------------------------------------------------------------------

-- Events which always share their attribution, folded. When a device finds its owner, atoms move and events stay.
CREATE TABLE atoms (
  atom_id INTEGER PRIMARY KEY,
  stream TEXT NOT NULL,
  kind TEXT NOT NULL,
  anchor TEXT NOT NULL,
  user_id TEXT,
  is_server INTEGER NOT NULL,
  start_t INTEGER NOT NULL,
  start_fraction TEXT NOT NULL,
  start_sequence INTEGER NOT NULL,
  start_message_id TEXT NOT NULL,
  end_t INTEGER NOT NULL,
  end_fraction TEXT NOT NULL,
  end_sequence INTEGER NOT NULL,
  end_message_id TEXT NOT NULL,
  profile_id TEXT NOT NULL,
  session_id TEXT,
  state TEXT NOT NULL
) STRICT;
CREATE INDEX atoms_by_stream ON atoms (stream, kind, start_t, start_fraction, start_sequence, start_message_id);
CREATE INDEX atoms_by_user ON atoms (user_id, stream, start_t, start_fraction, start_sequence, start_message_id)
  WHERE user_id IS NOT NULL;
CREATE INDEX users_by_stream ON atoms (stream, user_id) WHERE user_id IS NOT NULL;
CREATE INDEX atoms_by_profile ON atoms (profile_id, start_t, start_fraction, start_sequence, start_message_id, stream);
CREATE INDEX atoms_by_anchor ON atoms (stream, kind, anchor) WHERE kind <> 'run';

-- The atom each event is in.
CREATE TABLE placements (seq INTEGER PRIMARY KEY, atom_id INTEGER NOT NULL, t INTEGER NOT NULL) STRICT;
CREATE INDEX placements_by_atom ON placements (atom_id, t);

-- Events that are no activity and whose place depends on the sessions around them.
CREATE TABLE floats (stream TEXT NOT NULL, t INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (stream, t, seq))
  STRICT, WITHOUT ROWID;

-- Alias calls, and the name of every user who is not their own.
CREATE TABLE aliases (
  stream TEXT NOT NULL,
  message_id TEXT NOT NULL,
  previous_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  trust INTEGER NOT NULL,
  t INTEGER NOT NULL,
  fraction TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (stream, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_from ON aliases (previous_id);
CREATE INDEX aliases_to ON aliases (user_id);
CREATE TABLE user_names (user_id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- What atoms say under a key, and the merge of it by owner (a profile, or `g:` and an account).
CREATE TABLE facets (
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  atom_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (owner, kind, key, atom_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX facets_by_atom ON facets (atom_id);
CREATE TABLE merged_facets (
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (owner, kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE profile_figures (profile_id TEXT PRIMARY KEY, figures TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE profile_rows (
  profile_id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  user_id TEXT,
  name TEXT,
  email TEXT,
  phone TEXT,
  gender TEXT,
  birthday TEXT,
  timezone TEXT,
  language TEXT,
  msg_email INTEGER,
  msg_push INTEGER,
  msg_sms INTEGER,
  msg_whatsapp INTEGER,
  account_id TEXT,
  created_at TEXT NOT NULL,
  first_seen_at TEXT,
  last_seen_at TEXT,
  signed_up_at TEXT,
  event_count INTEGER NOT NULL,
  page_count INTEGER NOT NULL,
  message_count INTEGER NOT NULL,
  session_count INTEGER NOT NULL,
  session_duration_ms INTEGER NOT NULL,
  survey_view_count INTEGER NOT NULL,
  survey_response_count INTEGER NOT NULL,
  first_country TEXT,
  first_region TEXT,
  first_city TEXT,
  first_device_type TEXT,
  first_os_name TEXT,
  first_os_version TEXT,
  first_browser_name TEXT,
  first_browser_version TEXT,
  first_application TEXT,
  first_application_version TEXT,
  first_host TEXT,
  first_campaign_source TEXT,
  first_campaign_medium TEXT,
  first_campaign_name TEXT,
  first_campaign_term TEXT,
  first_campaign_content TEXT,
  first_click_id TEXT,
  first_referrer TEXT,
  first_landing_page TEXT,
  last_country TEXT,
  last_region TEXT,
  last_city TEXT,
  last_device_type TEXT,
  last_os_name TEXT,
  last_os_version TEXT,
  last_browser_name TEXT,
  last_browser_version TEXT,
  last_application TEXT,
  last_application_version TEXT,
  last_host TEXT,
  last_campaign_source TEXT,
  last_campaign_medium TEXT,
  last_campaign_name TEXT,
  last_campaign_term TEXT,
  last_campaign_content TEXT,
  last_click_id TEXT,
  last_referrer TEXT,
  last_landing_page TEXT,
  traits TEXT NOT NULL,
  is_bot INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX profiles_by_last_seen ON profile_rows (last_seen_at, profile_id);
CREATE INDEX profiles_by_email ON profile_rows (email) WHERE email IS NOT NULL;

CREATE TABLE identities (
  kind TEXT NOT NULL,
  identifier TEXT NOT NULL,
  profile_id TEXT NOT NULL,
  linked_at TEXT NOT NULL,
  rule TEXT NOT NULL,
  message_id TEXT NOT NULL,
  PRIMARY KEY (kind, identifier, profile_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_by_profile ON identities (profile_id);

CREATE TABLE session_rows (
  session_id TEXT PRIMARY KEY,
  profile_id TEXT NOT NULL,
  anonymous_id TEXT,
  started_at TEXT NOT NULL,
  ended_at TEXT NOT NULL,
  duration_ms INTEGER NOT NULL,
  event_count INTEGER NOT NULL,
  page_count INTEGER NOT NULL,
  message_count INTEGER NOT NULL,
  entry_url TEXT,
  exit_url TEXT,
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
  host TEXT,
  campaign_source TEXT,
  campaign_medium TEXT,
  campaign_name TEXT,
  campaign_term TEXT,
  campaign_content TEXT,
  click_id TEXT,
  referrer TEXT,
  landing_page TEXT,
  rage_click_count INTEGER NOT NULL,
  dead_click_count INTEGER NOT NULL,
  error_click_count INTEGER NOT NULL,
  replay_url TEXT,
  -- The order of sessions to the last digit, and the latest attributes, from which those of the person are read.
  start_t INTEGER NOT NULL,
  start_fraction TEXT NOT NULL,
  start_sequence INTEGER NOT NULL,
  start_message_id TEXT NOT NULL,
  end_t INTEGER NOT NULL,
  end_fraction TEXT NOT NULL,
  end_sequence INTEGER NOT NULL,
  end_message_id TEXT NOT NULL,
  stream TEXT NOT NULL,
  last_attributes TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_start ON session_rows
  (profile_id, start_t, start_fraction, start_sequence, start_message_id, stream);
CREATE INDEX sessions_by_end ON session_rows (profile_id, end_t, end_fraction, end_sequence, end_message_id, stream);

CREATE TABLE traits (
  profile_id TEXT NOT NULL,
  trait_group TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  message_id TEXT NOT NULL,
  trust TEXT NOT NULL,
  PRIMARY KEY (profile_id, trait_group, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_rows (
  account_id TEXT PRIMARY KEY,
  name TEXT,
  traits TEXT NOT NULL,
  created_at TEXT NOT NULL,
  signed_up_at TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE memberships (
  profile_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  first_at TEXT NOT NULL,
  last_at TEXT NOT NULL,
  trust TEXT NOT NULL,
  PRIMARY KEY (profile_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_account ON memberships (account_id);

CREATE TABLE survey_response_rows (
  profile_id TEXT NOT NULL,
  survey_id TEXT NOT NULL,
  response_id TEXT NOT NULL,
  survey_name TEXT,
  atom_id INTEGER,
  state TEXT NOT NULL,
  first_viewed_at TEXT,
  last_viewed_at TEXT,
  started_at TEXT,
  last_answered_at TEXT,
  completed_at TEXT,
  dismissed_at TEXT,
  answers TEXT NOT NULL,
  url TEXT,
  language TEXT,
  device_type TEXT,
  PRIMARY KEY (profile_id, survey_id, response_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_responses_by_survey ON survey_response_rows (survey_id);

-- Track events by person, name and UTC day.
CREATE TABLE event_counts (
  profile_id TEXT NOT NULL,
  name TEXT NOT NULL,
  day TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (profile_id, name, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_counts_by_name ON event_counts (name, day, profile_id, count);

-- Group calls, to tell which account a person of several acted for.
CREATE TABLE group_calls (
  seq INTEGER PRIMARY KEY,
  atom_id INTEGER NOT NULL,
  account_id TEXT NOT NULL,
  t INTEGER NOT NULL,
  fraction TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  stream TEXT NOT NULL
) STRICT;
CREATE INDEX group_calls_by_atom ON group_calls (atom_id);

-- views ---------------------------------------------------------------------------------------------------------------

CREATE VIEW events AS
SELECT
  log.message_id, log.source, log.type, log.name, log.category,
  atoms.profile_id, log.user_id, log.anonymous_id,
  coalesce(log.group_id, CASE (SELECT count(*) FROM memberships WHERE memberships.profile_id = atoms.profile_id)
    WHEN 0 THEN NULL
    WHEN 1 THEN (SELECT account_id FROM memberships WHERE memberships.profile_id = atoms.profile_id)
    ELSE coalesce(
      (SELECT calls.account_id FROM atoms AS members JOIN group_calls AS calls ON calls.atom_id = members.atom_id
        WHERE members.profile_id = atoms.profile_id
          AND (calls.t, calls.fraction, calls.sequence, calls.message_id, calls.stream)
            <= (log.t, log.fraction, log.sequence, log.message_id, log.stream)
        ORDER BY calls.t DESC, calls.fraction DESC, calls.sequence DESC, calls.message_id DESC, calls.stream DESC
        LIMIT 1),
      (SELECT calls.account_id FROM atoms AS members JOIN group_calls AS calls ON calls.atom_id = members.atom_id
        WHERE members.profile_id = atoms.profile_id
        ORDER BY calls.t, calls.fraction, calls.sequence, calls.message_id, calls.stream
        LIMIT 1))
  END) AS account_id,
  atoms.session_id,
  strftime('%Y-%m-%dT%H:%M:%fZ', log.t / 1000.0, 'unixepoch') AS timestamp,
  strftime('%Y-%m-%dT%H:%M:%fZ', log.received_at / 1000.0, 'unixepoch') AS received_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', log.sent_at / 1000.0, 'unixepoch') AS sent_at,
  log.original_timestamp, log.clock_flag,
  log.url, log.host, log.path, log.title, log.referrer,
  log.country, log.region, log.city, log.device_type, log.os_name, log.os_version,
  log.browser_name, log.browser_version, log.application, log.application_version,
  log.language, log.is_bot, log.is_server, log.is_active,
  log.properties, log.context, log.traits
FROM event_log AS log
LEFT JOIN placements ON placements.seq = log.seq
LEFT JOIN atoms ON atoms.atom_id = placements.atom_id;

CREATE VIEW profiles AS
SELECT
  profile_id, type, user_id, name, email, phone, gender, birthday,
  CASE
    WHEN date(substr(birthday, 1, 10)) = substr(birthday, 1, 10)
      AND substr(birthday, 1, 10) <= date('now') AND substr(birthday, 1, 10) > date('now', '-131 years')
    THEN strftime('%Y', 'now') - substr(birthday, 1, 4) - (strftime('%m-%d', 'now') < substr(birthday, 6, 5))
  END AS age,
  timezone, language, msg_email, msg_push, msg_sms, msg_whatsapp, account_id,
  created_at, first_seen_at, last_seen_at, signed_up_at,
  event_count, page_count, message_count, session_count, session_duration_ms,
  survey_view_count, survey_response_count,
  first_country, first_region, first_city, first_device_type, first_os_name, first_os_version,
  first_browser_name, first_browser_version, first_application, first_application_version, first_host,
  first_campaign_source, first_campaign_medium, first_campaign_name, first_campaign_term, first_campaign_content,
  first_click_id, first_referrer, first_landing_page,
  last_country, last_region, last_city, last_device_type, last_os_name, last_os_version,
  last_browser_name, last_browser_version, last_application, last_application_version, last_host,
  last_campaign_source, last_campaign_medium, last_campaign_name, last_campaign_term, last_campaign_content,
  last_click_id, last_referrer, last_landing_page,
  traits, is_bot
FROM profile_rows;

CREATE VIEW sessions AS
SELECT
  session_id, profile_id, anonymous_id, started_at, ended_at, duration_ms, event_count, page_count, message_count,
  entry_url, exit_url, country, region, city, device_type, os_name, os_version, browser_name, browser_version,
  application, application_version, host, campaign_source, campaign_medium, campaign_name, campaign_term,
  campaign_content, click_id, referrer, landing_page, rage_click_count, dead_click_count, error_click_count, replay_url
FROM session_rows;

CREATE VIEW accounts AS
SELECT
  account_rows.account_id, account_rows.name, account_rows.traits, account_rows.created_at, account_rows.signed_up_at,
  min(members.first_seen_at) AS first_seen_at,
  max(members.last_seen_at) AS last_seen_at,
  count(CASE WHEN members.type <> 'anonymous' THEN 1 END) AS user_count,
  coalesce(sum(members.session_count), 0) AS session_count,
  coalesce(sum(members.session_duration_ms), 0) AS session_duration_ms,
  coalesce(sum(members.event_count), 0) AS event_count
FROM account_rows
LEFT JOIN memberships ON memberships.account_id = account_rows.account_id
LEFT JOIN profile_rows AS members ON members.profile_id = memberships.profile_id
GROUP BY account_rows.account_id;

CREATE VIEW survey_responses AS
SELECT
  responses.response_id, responses.survey_id, responses.survey_name, responses.profile_id, atoms.session_id,
  responses.state, responses.first_viewed_at, responses.last_viewed_at, responses.started_at,
  responses.last_answered_at, responses.completed_at, responses.dismissed_at, responses.answers,
  responses.url, responses.language, responses.device_type
FROM survey_response_rows AS responses
LEFT JOIN atoms ON atoms.atom_id = responses.atom_id;

CREATE VIEW surveys AS
SELECT
  survey_id,
  (SELECT names.survey_name FROM survey_response_rows AS names
    WHERE names.survey_id = responses.survey_id AND names.survey_name IS NOT NULL
    ORDER BY max(coalesce(names.last_viewed_at, ''), coalesce(names.last_answered_at, ''),
                 coalesce(names.completed_at, '')) DESC, names.response_id
    LIMIT 1) AS name,
  count(first_viewed_at) AS view_count,
  count(coalesce(started_at, completed_at)) AS response_count,
  count(completed_at) AS completed_count
FROM survey_response_rows AS responses
GROUP BY survey_id;
