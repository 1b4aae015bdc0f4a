-- Views: the public relations that are not tables, documented in docs/data-model.md.

CREATE VIEW events AS
SELECT
  log.message_id, log.source, log.type, log.name, log.category,
  atoms.profile_id, log.user_id, log.anonymous_id,
  coalesce(CASE
    -- A browser without proof, while proof was needed, has no say.
    WHEN log.group_id IS NOT NULL AND (log.trust > 0 OR coalesce(
      (SELECT value FROM standing_decisions
       WHERE kind = 'enforce' AND decided_at <= strftime('%Y-%m-%dT%H:%M:%fZ', log.received_at / 1000.0, 'unixepoch')
       ORDER BY decision_id DESC LIMIT 1), '0') = '0') THEN log.group_id
  END, CASE (SELECT count(*) FROM memberships WHERE memberships.profile_id = atoms.profile_id)
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
  log.language, log.is_bot, log.is_server, log.is_active, log.junk_identifiers, log.conflict_count, log.identity_verdict,
  log.properties, log.context, log.traits
FROM event_log AS log
-- Inner joins, so that queries by profile or session begin there: an event appears once it is folded.
JOIN placements ON placements.seq = log.seq
JOIN atoms ON atoms.atom_id = placements.atom_id;

-- Decisions in force: those that no later decision has undone.
CREATE VIEW standing_decisions AS
SELECT * FROM decisions
WHERE kind <> 'undo'
  AND (SELECT count(*) FROM decisions AS undone WHERE undone.kind = 'undo' AND undone.value = decisions.decision_id) = 0;

-- Filters under a name, as saved last; one without a filter has ended.
CREATE VIEW segments AS
SELECT
  identity AS segment_id, value ->> '$.name' AS name, value ->> '$.subject' AS subject, value -> '$.filter' AS filter,
  decided_at AS saved_at
FROM standing_decisions
WHERE kind = 'segment' AND value ->> '$.filter' IS NOT NULL
  AND decision_id = (SELECT max(latest.decision_id) FROM standing_decisions AS latest
                     WHERE latest.kind = 'segment' AND latest.identity = standing_decisions.identity);

-- Which profiles are excluded, test or control-excluded: those any of whose identifiers is. The latest decision counts.
CREATE VIEW flagged_profiles AS
SELECT flags.kind AS flag, identities.profile_id
FROM standing_decisions AS flags
JOIN identities ON identities.kind = CASE substr(flags.identity, 1, 2) WHEN 'u:' THEN 'user' ELSE 'anonymous' END
  AND identities.identifier = substr(flags.identity, 3)
WHERE flags.kind IN ('exclude', 'test', 'control') AND flags.value = '1'
  AND flags.decision_id = (SELECT max(decision_id) FROM standing_decisions AS latest
                           WHERE latest.kind = flags.kind AND latest.identity = flags.identity);

-- Since when a person counts as a first-time user again.
CREATE VIEW content_resets AS
SELECT identities.profile_id, max(resets.value) AS reset_at
FROM standing_decisions AS resets
JOIN identities ON identities.kind = CASE substr(resets.identity, 1, 2) WHEN 'u:' THEN 'user' ELSE 'anonymous' END
  AND identities.identifier = substr(resets.identity, 3)
WHERE resets.kind = 'reset'
GROUP BY identities.profile_id;

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
  traits,
  profile_id IN (SELECT profile_id FROM flagged_profiles WHERE flag = 'exclude') AS is_excluded,
  is_test OR profile_id IN (SELECT profile_id FROM flagged_profiles WHERE flag = 'test') AS is_test,
  profile_id IN (SELECT profile_id FROM flagged_profiles WHERE flag = 'control') AS is_control_excluded,
  is_bot
FROM profile_rows
-- Setting anonymous_profiles: all of them, those who saw a survey, or none. Events are kept whatever it says.
WHERE user_id IS NOT NULL OR
  CASE (SELECT json_extract(value, '$.anonymous_profiles') FROM standing_decisions
        WHERE kind = 'policy' AND json_extract(value, '$.anonymous_profiles') IS NOT NULL
        ORDER BY decision_id DESC LIMIT 1)
    WHEN 'none' THEN 0
    WHEN 'survey' THEN survey_view_count > 0
    ELSE 1
  END;

-- Profiles that count in totals and default lists: not excluded, not for testing, no bots.
CREATE VIEW counted_profiles AS
SELECT * FROM profiles WHERE NOT is_excluded AND NOT is_test AND NOT is_bot;

CREATE VIEW sessions AS
SELECT
  session_id, profile_id, anonymous_id, started_at, ended_at, duration_ms, event_count, page_count, message_count,
  entry_url, exit_url, country, region, city, device_type, os_name, os_version, browser_name, browser_version,
  application, application_version, host, campaign_source, campaign_medium, campaign_name, campaign_term,
  campaign_content, click_id, referrer, landing_page, rage_click_count, dead_click_count, error_click_count, replay_url
FROM session_rows;

-- Why a session begins where it does.
CREATE VIEW session_starts AS
SELECT
  session_id, previous_session_id,
  CASE
    WHEN previous_session_id IS NULL THEN 'first'
    WHEN previous_profile_id <> profile_id AND gap_ms <= session_gap_ms THEN 'person'
    ELSE 'gap'
  END AS reason,
  gap_ms
FROM (
  SELECT
    session_rows.session_id, session_rows.profile_id,
    previous.session_id AS previous_session_id, previous.profile_id AS previous_profile_id,
    session_rows.start_t - previous.end_t AS gap_ms,
    coalesce((SELECT json_extract(value, '$.session_gap_ms') FROM standing_decisions
              WHERE kind = 'policy' AND json_extract(value, '$.session_gap_ms') IS NOT NULL
              ORDER BY decision_id DESC LIMIT 1), 1800000) AS session_gap_ms
  FROM session_rows
  LEFT JOIN session_rows AS previous ON previous.session_id = (
    SELECT earlier.session_id FROM session_rows AS earlier
    WHERE earlier.stream = session_rows.stream
      AND (earlier.start_t, earlier.start_fraction, earlier.start_sequence, earlier.start_message_id)
        < (session_rows.start_t, session_rows.start_fraction, session_rows.start_sequence, session_rows.start_message_id)
    ORDER BY earlier.start_t DESC, earlier.start_fraction DESC, earlier.start_sequence DESC, earlier.start_message_id DESC
    LIMIT 1)
);

-- Links that look wrong: a device that more than 20 users claimed, a user of more than 500 devices. Nothing acts on them.
CREATE VIEW suspicious_links AS
SELECT 'shared_device' AS guard, identifier, count(*) AS count FROM identities
WHERE kind = 'anonymous' AND rule IN ('alias', 'claim', 'merge') GROUP BY identifier HAVING count(*) > 20
UNION ALL
SELECT 'many_devices', substr(profile_id, 3), count(*) FROM identities
WHERE kind = 'anonymous' AND profile_id LIKE 'u:%' GROUP BY profile_id HAVING count(*) > 500;

-- How many numbered messages arrived and how many are missing, by the day and the browser of the one that came next. Refused
-- ones change the gaps of their devices: they are counted again with them.
CREATE VIEW loss_ledger AS
WITH refused AS MATERIALIZED (
  SELECT
    'a:' || (body ->> '$.anonymousId') AS stream, body ->> '$.context.kith.seq' AS number,
    substr(min(received_at), 1, 10) AS day, '[null,null]' AS browser
  FROM rejected_events
  WHERE json_type(body, '$.context.kith.seq') = 'integer' AND json_type(body, '$.anonymousId') = 'text'
    AND body ->> '$.context.kith.seq' BETWEEN 1 AND 9007199254740991
  GROUP BY 1, 2
)
SELECT
  day, browser ->> '$[0]' AS browser_name, browser ->> '$[1]' AS browser_version,
  sum(arrived_count) + sum(missing_count) AS sent_count, sum(arrived_count) AS arrived_count,
  sum(missing_count) AS missing_count
FROM (
  SELECT day, browser, arrived_count, missing_count FROM number_days
  UNION ALL
  SELECT day, browser, 1, 0 FROM refused
  UNION ALL
  SELECT day, browser, 0, -missing_count FROM number_runs WHERE stream IN (SELECT stream FROM refused)
  UNION ALL
  -- More than this is no loss but another numbering.
  SELECT day, browser, 0, CASE WHEN gap BETWEEN 1 AND 10000 THEN gap ELSE 0 END
  FROM (
    SELECT
      day, browser,
      first - 1 - max(last) OVER (
        PARTITION BY stream ORDER BY first, is_refused ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS gap
    FROM (
      SELECT stream, first, last, day, browser, 0 AS is_refused FROM number_runs
      WHERE stream IN (SELECT stream FROM refused)
      UNION ALL
      SELECT stream, number, number, day, browser, 1 FROM refused
    )
  )
)
GROUP BY day, browser;

-- Profiles that have an email address, a phone number or a push token in common. Nothing is merged because of it.
CREATE VIEW duplicates AS
SELECT kind, identifier, profile_id, profile_count
FROM (
  SELECT *, count(*) OVER (PARTITION BY kind, identifier) AS profile_count
  FROM (
    SELECT DISTINCT
      kind, profile_id,
      CASE kind
        WHEN 'email' THEN lower(identifier)
        WHEN 'phone' THEN
          replace(replace(replace(replace(replace(replace(identifier, ' ', ''), '-', ''), '.', ''), '/', ''), '(', ''), ')', '')
        ELSE identifier
      END AS identifier
    FROM identities WHERE kind IN ('email', 'phone', 'token')
  )
)
WHERE profile_count > 1;

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
LEFT JOIN counted_profiles AS members ON members.profile_id = memberships.profile_id
GROUP BY account_rows.account_id;

CREATE VIEW survey_responses AS
SELECT
  responses.response_id, responses.survey_id, responses.survey_name, responses.profile_id, atoms.session_id,
  responses.state, responses.first_viewed_at, responses.last_viewed_at, responses.started_at,
  responses.last_answered_at, responses.completed_at, responses.dismissed_at, responses.answers,
  responses.url, responses.language, responses.device_type,
  max(coalesce(responses.last_viewed_at, ''), coalesce(responses.last_answered_at, ''),
      coalesce(responses.completed_at, ''), coalesce(responses.dismissed_at, ''))
    > coalesce((SELECT reset_at FROM content_resets WHERE content_resets.profile_id = responses.profile_id), '')
    AS counts_as_seen
FROM survey_response_rows AS responses
LEFT JOIN atoms ON atoms.atom_id = responses.atom_id;

CREATE VIEW engagements AS
SELECT
  profile_id, content_type, content_id, name, first_at, last_at, last_action, last_message_id, url, count,
  last_at > coalesce((SELECT reset_at FROM content_resets
                      WHERE content_resets.profile_id = engagement_rows.profile_id), '') AS counts_as_seen
FROM engagement_rows;

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
WHERE profile_id IN (SELECT profile_id FROM counted_profiles)
GROUP BY survey_id;

-- What people are known by: what messages said, figures of the person, and what is said of their account.
CREATE VIEW traits AS
SELECT profile_id, trait_group, key, value, first_at, updated_at, message_id, trust FROM trait_rows
UNION ALL
SELECT profile_rows.profile_id, 'metadata', figures.key, json_quote(figures.value), NULL, NULL, NULL, NULL
FROM profile_rows, json_each(json_object(
  'created_at', created_at, 'first_seen_at', first_seen_at, 'last_seen_at', last_seen_at,
  'session_count', session_count, 'event_count', event_count, 'page_count', page_count,
  'survey_view_count', survey_view_count, 'survey_response_count', survey_response_count)) AS figures
WHERE figures.value IS NOT NULL
UNION ALL
SELECT profile_rows.profile_id, 'account', said.key,
  CASE said.type WHEN 'array' THEN said.value WHEN 'object' THEN said.value WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'
    ELSE json_quote(said.value) END,
  NULL, NULL, NULL, NULL
FROM profile_rows JOIN account_rows USING (account_id), json_each(account_rows.traits) AS said;

-- What operators call events and traits. Of what they decided the latest counts, field by field.
CREATE VIEW definition_decisions AS
SELECT
  json_extract(value, '$.subject') AS subject,
  json_extract(value, '$.name') AS name,
  nullif(substr(max(printf('%016d', decision_id) || json_extract(value, '$.label')), 17), '') AS label,
  nullif(substr(max(printf('%016d', decision_id) || json_extract(value, '$.description')), 17), '') AS description,
  coalesce(substr(max(printf('%016d', decision_id) || json_extract(value, '$.is_hidden')), 17) = '1', 0) AS is_hidden
FROM standing_decisions
WHERE kind = 'define'
GROUP BY 1, 2;

CREATE VIEW event_names AS
SELECT
  name,
  strftime('%Y-%m-%dT%H:%M:%fZ', min(first_t) / 1000.0, 'unixepoch') AS first_seen_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', max(last_t) / 1000.0, 'unixepoch') AS last_seen_at,
  sum(count) AS count
FROM event_days
GROUP BY name;

CREATE VIEW event_definitions AS
SELECT
  known.name, coalesce(decided.label, known.name) AS label, decided.description,
  CASE
    WHEN known.name IN ('Survey Viewed', 'Survey Answered', 'Survey Completed', 'Survey Dismissed') THEN 'survey'
    WHEN known.name IN ('Content Shown', 'Content Clicked', 'Content Completed', 'Content Dismissed') THEN 'engagement'
    WHEN known.name IN ('Rage Click', 'Dead Click', 'Error Click') THEN 'frustration'
    WHEN known.name IN ('Charged', 'Order Completed') THEN 'purchase'
    ELSE 'custom'
  END AS type,
  event_names.first_seen_at, event_names.last_seen_at,
  coalesce(event_names.count, 0) AS count,
  coalesce(decided.is_hidden, 0) AS is_hidden
FROM (SELECT name FROM event_names UNION SELECT name FROM definition_decisions WHERE subject = 'event') AS known
LEFT JOIN event_names ON event_names.name = known.name
LEFT JOIN definition_decisions AS decided ON decided.subject = 'event' AND decided.name = known.name;

CREATE VIEW trait_keys AS
SELECT
  trait_group, key,
  CASE count(*) WHEN 1 THEN type ELSE 'mixed' END AS type,
  json_group_object(type, count) AS types,
  (SELECT min(first_at) FROM trait_rows
    WHERE trait_rows.trait_group = trait_types.trait_group AND trait_rows.key = trait_types.key) AS first_seen_at,
  (SELECT max(updated_at) FROM trait_rows
    WHERE trait_rows.trait_group = trait_types.trait_group AND trait_rows.key = trait_types.key) AS last_seen_at,
  sum(count) AS count
FROM trait_types
GROUP BY trait_group, key;

CREATE VIEW trait_definitions AS
SELECT
  known.trait_group, known.key, coalesce(decided.label, known.key) AS label, decided.description,
  trait_keys.type, coalesce(trait_keys.types, '{}') AS types, trait_keys.first_seen_at, trait_keys.last_seen_at,
  coalesce(trait_keys.count, 0) AS count,
  coalesce(decided.is_hidden, 0) AS is_hidden
FROM (
  SELECT trait_group, key FROM trait_keys
  UNION
  SELECT 'contact', name FROM definition_decisions
  WHERE subject = 'trait' AND name NOT IN (SELECT key FROM trait_types)
) AS known
LEFT JOIN trait_keys ON trait_keys.trait_group = known.trait_group AND trait_keys.key = known.key
LEFT JOIN definition_decisions AS decided ON decided.subject = 'trait' AND decided.name = known.key;

CREATE VIEW access AS
SELECT access_id, kind, name, scopes, created_at, revoked_at FROM grants;
