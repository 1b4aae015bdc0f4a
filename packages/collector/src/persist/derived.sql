-- Derived tables: rebuilt from the facts alone, by the same fold that keeps them up to date.

-- How far the fold has come: the last seq of event_log, the last replacement_id and the last decision_id it has taken in.
CREATE TABLE watermarks (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

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
  profile_id TEXT NOT NULL,
  session_id TEXT,
  -- What changes with every event: where it ends, and its counters and latest registers as JSON.
  end_t INTEGER NOT NULL,
  end_fraction TEXT NOT NULL,
  end_sequence INTEGER NOT NULL,
  end_message_id TEXT NOT NULL,
  figures TEXT NOT NULL
) STRICT;
CREATE INDEX atoms_by_stream ON atoms (stream, kind, start_t, start_fraction, start_sequence, start_message_id);
CREATE INDEX atoms_by_user ON atoms (user_id, stream, start_t, start_fraction, start_sequence, start_message_id)
  WHERE user_id IS NOT NULL;
CREATE INDEX atoms_by_user_start ON atoms (user_id, start_t) WHERE user_id IS NOT NULL;
CREATE INDEX users_by_stream ON atoms (stream, user_id) WHERE user_id IS NOT NULL;
CREATE INDEX atoms_by_profile ON atoms (profile_id, start_t, start_fraction, start_sequence, start_message_id, stream);
CREATE INDEX atoms_by_session ON atoms (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX atoms_by_anchor ON atoms (stream, kind, anchor) WHERE kind <> 'run';

-- How the visits of runs began: it seldom changes later.
CREATE TABLE atom_states (atom_id INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT;

-- The atom each event is in. Of those that their device numbered also the number and the browser, as `["Chrome","142"]`: when an
-- event is taken out, its stored copy may be another one already.
CREATE TABLE placements (
  seq INTEGER PRIMARY KEY,
  atom_id INTEGER NOT NULL,
  t INTEGER NOT NULL,
  number INTEGER,
  browser TEXT
) STRICT;
CREATE INDEX placements_by_atom ON placements (atom_id, t);

-- Numbers of a device without a gap between them, from the first to the last; with how many are missing before, and the first
-- message: of those with one number that with the smallest id.
CREATE TABLE number_runs (
  stream TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  missing_count INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  day TEXT NOT NULL,
  browser TEXT NOT NULL,
  PRIMARY KEY (stream, first)
) STRICT, WITHOUT ROWID;

-- Numbered events by UTC day and browser, and how many numbers are missing before them.
CREATE TABLE number_days (
  day TEXT NOT NULL,
  browser TEXT NOT NULL,
  arrived_count INTEGER NOT NULL,
  missing_count INTEGER NOT NULL,
  PRIMARY KEY (day, browser)
) STRICT, WITHOUT ROWID;

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
CREATE INDEX aliases_from ON aliases (previous_id, trust);
CREATE INDEX aliases_to ON aliases (user_id, trust);
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
  is_test INTEGER NOT NULL,
  is_bot INTEGER NOT NULL,
  -- Figures that other columns are made of.
  client_count INTEGER NOT NULL,
  bot_count INTEGER NOT NULL,
  purchase_count INTEGER NOT NULL,
  rage_click_count INTEGER NOT NULL,
  dead_click_count INTEGER NOT NULL,
  error_click_count INTEGER NOT NULL
) STRICT;
-- With what lists are mostly filtered, sorted and counted by: a fifth of a row, so that everybody is soon read.
CREATE INDEX profiles_by_last_seen ON profile_rows (
  last_seen_at, profile_id, type, user_id, is_test, is_bot, survey_view_count, account_id, last_country, last_region, last_city,
  last_device_type, last_os_name, last_browser_name, first_seen_at, session_count
);
CREATE INDEX profiles_by_email ON profile_rows (email) WHERE email IS NOT NULL;
CREATE INDEX profiles_by_account ON profile_rows (account_id) WHERE account_id IS NOT NULL;

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
  -- The UTC day of the end, as days since 1970.
  end_day INTEGER NOT NULL,
  stream TEXT NOT NULL,
  last_attributes TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_stream ON session_rows (stream, start_t, start_fraction, start_sequence, start_message_id);
CREATE INDEX sessions_by_start ON session_rows
  (profile_id, start_t, start_fraction, start_sequence, start_message_id, stream);
-- By day, so that a session which goes on keeps its place.
CREATE INDEX sessions_by_end ON session_rows (profile_id, end_day);

CREATE TABLE trait_rows (
  profile_id TEXT NOT NULL,
  trait_group TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  first_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  message_id TEXT NOT NULL,
  trust TEXT NOT NULL,
  PRIMARY KEY (profile_id, trait_group, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX traits_by_first ON trait_rows (trait_group, key, first_at);
CREATE INDEX traits_by_last ON trait_rows (trait_group, key, updated_at);
-- Few look for a longer value.
CREATE INDEX traits_by_value ON trait_rows (trait_group, key, value) WHERE length(value) <= 100;

-- How many people have a trait, by the type of its value.
CREATE TABLE trait_types (
  trait_group TEXT NOT NULL,
  key TEXT NOT NULL,
  type TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (trait_group, key, type)
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

-- The current answer to each question of each response.
CREATE TABLE survey_answers (
  profile_id TEXT NOT NULL,
  survey_id TEXT NOT NULL,
  response_id TEXT NOT NULL,
  question_id TEXT NOT NULL,
  question TEXT,
  answer TEXT NOT NULL,
  answered_at TEXT NOT NULL,
  message_id TEXT NOT NULL,
  PRIMARY KEY (profile_id, survey_id, response_id, question_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_answers_by_question ON survey_answers (survey_id, question_id);

-- What people did with in-app content.
CREATE TABLE engagement_rows (
  profile_id TEXT NOT NULL,
  content_type TEXT NOT NULL,
  content_id TEXT NOT NULL,
  name TEXT,
  first_at TEXT NOT NULL,
  last_at TEXT NOT NULL,
  last_action TEXT NOT NULL,
  last_message_id TEXT NOT NULL,
  url TEXT,
  count INTEGER NOT NULL,
  PRIMARY KEY (profile_id, content_type, content_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX engagements_by_content ON engagement_rows (content_type, content_id);

-- Track events by person, name and UTC day.
CREATE TABLE event_counts (
  profile_id TEXT NOT NULL,
  name TEXT NOT NULL,
  day TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (profile_id, name, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_counts_by_name ON event_counts (name, day, profile_id, count);

-- Track events by name and UTC day, whoever did them, with the times of the first and the last: NULL while all of them wait to
-- be folded again in a better copy.
CREATE TABLE event_days (
  name TEXT NOT NULL,
  day TEXT NOT NULL,
  count INTEGER NOT NULL,
  first_t INTEGER,
  last_t INTEGER,
  PRIMARY KEY (name, day)
) STRICT, WITHOUT ROWID;

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
