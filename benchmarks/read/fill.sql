-- People of temp.range with their visits and messages. What looks random comes from a person's number: every run makes the same.

CREATE TEMP TABLE IF NOT EXISTS people (
  n INTEGER PRIMARY KEY, a INTEGER, b INTEGER, is_known INTEGER, visits INTEGER, profile_id TEXT, user_id TEXT, device TEXT,
  name TEXT, email TEXT, country TEXT, city TEXT, browser TEXT, os TEXT, device_type TEXT, account_id TEXT,
  first_t INTEGER, step INTEGER, last_t INTEGER
);
DELETE FROM people;
WITH RECURSIVE numbers (n) AS (SELECT first FROM range UNION ALL SELECT n + 1 FROM numbers, range WHERE n < last)
INSERT INTO people
SELECT
  n, a, b, is_known, visits, iif(is_known, 'u:' || id, 'a:' || device), iif(is_known, id, NULL), device,
  iif(is_known, first_name || ' ' || last_name, NULL),
  iif(is_known, lower(first_name || '.' || last_name) || n || '@' || ('["example.com","example.org","mail.example"]' ->> (a % 3)), NULL),
  '["DE","US","FR","GB","IT","ES","PL","NL","SE","BR","JP","IS"]' ->> (b % 78 * (b % 78) / 510),
  'City ' || (a % 400), '["Chrome","Chrome","Chrome","Safari","Safari","Firefox","Edge"]' ->> (a % 7),
  '["Windows","macOS","iOS","Android","Linux"]' ->> (b % 5), '["desktop","desktop","mobile"]' ->> (a % 3),
  iif(is_known AND n % 4 = 0, 'account-' || (n % 2000), NULL), first_t, step, first_t + (visits - 1) * step + 60000
FROM (
  SELECT
    *, printf('%08d', n) AS id, printf('d%08d', n) AS device,
    '["Ada","Alan","Anna","Ben","Carla","Chen","Dana","Eve","Femi","Grace","Hugo","Ida","Jörg","Kofi","Lena","Mira"]' ->> (b % 16) AS first_name,
    ('["Lovelace","Turing","Hopper","Schmidt","Okafor","Nakamura","Kowalski","Rossi","Garcia","Svensson","Dubois","Silva"]' ->> (a % 12))
      || ('["","-Berg","son","mann"]' ->> (b % 4)) AS last_name,
    1 + a % 4 AS visits,
    newest - (64 + a % 300) * 86400000 - b * 864 AS first_t, (1 + b % 21) * 86400000 + a AS step
  FROM (SELECT n, newest, n * 7919 % 10007 AS a, n * 104729 % 99991 AS b, n % 5 < 3 AS is_known FROM numbers, range)
);

CREATE TEMP TABLE IF NOT EXISTS visits (
  atom_id INTEGER PRIMARY KEY, n INTEGER, t INTEGER, session_id TEXT, first_id TEXT, last_id TEXT
);
DELETE FROM visits;
INSERT INTO visits
SELECT n * 4 + value, n, first_t + value * step, printf('a:%s/%013x-%d', device, first_t + value * step, n),
  printf('%013x-%d', first_t + value * step, n), printf('%013x-%d-3', first_t + value * step, n)
FROM people JOIN json_each('[0,1,2,3]') ON value < visits;

INSERT INTO event_log (
  seq, message_id, stream, source, type, name, user_id, anonymous_id, t, fraction, sequence, sent_at, received_at, trust, is_server,
  is_active, is_bot, url, host, path, title, country, city, device_type, os_name, browser_name, application, language,
  properties, traits, context, content_hash
)
SELECT
  atom_id * 4 + value, iif(value = 0, first_id, iif(value = 3, last_id, first_id || '-' || value)), 'a:' || device, 'web',
  iif(value < 2, 'page', 'track'),
  iif(value < 2, NULL, iif(value = 2, 'Product Added', iif(b % 10 = 0, 'Order Completed', 'Event ' || (b % 40)))),
  user_id, device, t + value * 20000, '', atom_id % 4 * 4 + value + 1, t + value * 20000 + 100, t + value * 20000 + 150, 0, 0,
  1, 0, 'https://shop.example/p/' || (b % 500), 'shop.example', '/p/' || (b % 500), 'Product ' || (b % 500),
  country, city, device_type, os, browser, 'web', 'en-GB', json_object('revenue', a % 200, 'sku', 'sku-' || b), '{}',
  json_object('locale', 'en-GB', 'page', json_object('title', 'Product', 'url', 'https://shop.example/p/' || (b % 500))),
  printf('%064x', atom_id * 4 + value)
FROM visits JOIN people USING (n) JOIN json_each('[0,1,2,3]');

INSERT INTO placements (seq, atom_id, t, number, browser)
SELECT atom_id * 4 + value, atom_id, t + value * 20000, atom_id % 4 * 4 + value + 1, json_array(browser, NULL)
FROM visits JOIN people USING (n) JOIN json_each('[0,1,2,3]');

INSERT INTO number_runs (stream, first, last, missing_count, message_id, day, browser)
SELECT 'a:' || device, 1, visits * 4, 0, first_id, date(t / 1000, 'unixepoch'), json_array(browser, NULL)
FROM visits JOIN people USING (n) WHERE atom_id % 4 = 0;

INSERT INTO atoms (
  atom_id, stream, kind, anchor, user_id, is_server, start_t, start_fraction, start_sequence, start_message_id, profile_id, session_id,
  end_t, end_fraction, end_sequence, end_message_id, figures
)
SELECT
  atom_id, 'a:' || device, 'run', '', user_id, 0, t, '', atom_id % 4 * 4 + 1, first_id, profile_id, session_id,
  t + 60000, '', atom_id % 4 * 4 + 4, last_id, '[[2,2,4,4,0,0,0,0,0],[],[null,null],[null]]'
FROM visits JOIN people USING (n);

INSERT INTO session_rows (
  session_id, profile_id, anonymous_id, started_at, ended_at, duration_ms, event_count, page_count, message_count, entry_url, exit_url,
  country, city, device_type, os_name, browser_name, application, host, rage_click_count, dead_click_count, error_click_count,
  start_t, start_fraction, start_sequence, start_message_id, end_t, end_fraction, end_sequence, end_message_id, end_day, stream,
  last_attributes
)
SELECT
  session_id, profile_id, device, strftime('%Y-%m-%dT%H:%M:%fZ', t / 1000.0, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%fZ', (t + 60000) / 1000.0, 'unixepoch'), 60000, 2, 2, 4, 'https://shop.example/p/' || (b % 500),
  'https://shop.example/p/' || (b % 500), country, city, device_type, os, browser, 'web', 'shop.example', 0, 0, 0,
  t, '', atom_id % 4 * 4 + 1, first_id, t + 60000, '', atom_id % 4 * 4 + 4, last_id, (t + 60000) / 86400000, 'a:' || device,
  json_array(country, NULL, city, device_type, os, NULL, browser)
FROM visits JOIN people USING (n);

INSERT INTO profile_rows (
  profile_id, type, user_id, name, email, language, account_id, created_at, first_seen_at, last_seen_at, event_count, page_count,
  message_count, session_count, session_duration_ms, survey_view_count, survey_response_count, first_country, first_city,
  first_device_type, first_os_name, first_browser_name, first_application, first_host, last_country, last_city, last_device_type,
  last_os_name, last_browser_name, last_application, last_host, traits, is_test, is_bot, client_count, bot_count, purchase_count,
  rage_click_count, dead_click_count, error_click_count
)
SELECT
  profile_id, iif(b % 10 = 0, 'customer', iif(is_known, 'identified', 'anonymous')), user_id, name, email, 'en-GB', account_id,
  strftime('%Y-%m-%dT%H:%M:%fZ', first_t / 1000.0, 'unixepoch'), strftime('%Y-%m-%dT%H:%M:%fZ', first_t / 1000.0, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%fZ', last_t / 1000.0, 'unixepoch'), visits * 2, visits * 2, visits * 4, visits, visits * 60000,
  n % 10 = 0, n % 20 = 0, country, city, device_type, os, browser, 'web', 'shop.example', country, city, device_type, os, browser, 'web',
  'shop.example',
  iif(is_known, json_object('name', name, 'email', email, 'plan', '["free","pro","team"]' ->> (b % 3), 'seats', a % 20), '{}'),
  0, n % 200 = 0, visits * 4, 0, 0, 0, 0, 0
FROM people;

INSERT INTO identities (kind, identifier, profile_id, linked_at, rule, message_id)
SELECT 'anonymous', device, profile_id, '2026-01-01T00:00:00.000Z', iif(is_known, 'claim', 'device'), '' FROM people;
INSERT INTO identities (kind, identifier, profile_id, linked_at, rule, message_id)
SELECT 'email', email, profile_id, '2026-01-01T00:00:00.000Z', 'trait', '' FROM people WHERE is_known;
INSERT INTO identities (kind, identifier, profile_id, linked_at, rule, message_id)
SELECT 'user', user_id, profile_id, '2026-01-01T00:00:00.000Z', 'user', '' FROM people WHERE is_known;

INSERT INTO trait_rows (profile_id, trait_group, key, value, first_at, updated_at, message_id, trust)
SELECT profile_id, 'contact', said.key, json_quote(said.value), '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '', 'unverified'
FROM people JOIN json_each(json_object('name', name, 'email', email, 'plan', '["free","pro","team"]' ->> (b % 3), 'seats', a % 20)) AS said
WHERE is_known;

INSERT INTO event_counts (profile_id, name, day, count)
SELECT profile_id, 'Product Added', date(t / 1000, 'unixepoch'), 1 FROM visits JOIN people USING (n);
INSERT INTO event_counts (profile_id, name, day, count)
SELECT profile_id, iif(b % 10 = 0, 'Order Completed', 'Event ' || (b % 40)), date(t / 1000, 'unixepoch'), 1 FROM visits JOIN people USING (n);

INSERT INTO memberships (profile_id, account_id, first_at, last_at, trust)
SELECT profile_id, account_id, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 'server' FROM people WHERE account_id IS NOT NULL;

INSERT INTO survey_response_rows (
  profile_id, survey_id, response_id, survey_name, atom_id, state, first_viewed_at, last_viewed_at, started_at, last_answered_at,
  completed_at, answers
)
SELECT
  profile_id, 'nps', 'r' || n, 'NPS', n * 4, iif(n % 20 = 0, 'completed', 'viewed'), '2026-10-01T00:00:00.000Z', '2026-10-01T00:00:00.000Z',
  iif(n % 20 = 0, '2026-10-01T00:00:10.000Z', NULL), iif(n % 20 = 0, '2026-10-01T00:00:10.000Z', NULL),
  iif(n % 20 = 0, '2026-10-01T00:00:10.000Z', NULL), iif(n % 20 = 0, json_object('score', a % 11), '{}')
FROM people WHERE n % 10 = 0;
INSERT INTO survey_answers (profile_id, survey_id, response_id, question_id, question, answer, answered_at, message_id)
SELECT profile_id, 'nps', 'r' || n, 'score', 'Would you recommend us?', a % 11, '2026-10-01T00:00:10.000Z', '' FROM people WHERE n % 20 = 0;
INSERT INTO engagement_rows (profile_id, content_type, content_id, name, first_at, last_at, last_action, last_message_id, url, count)
SELECT profile_id, 'banner', 'b' || (n % 30), 'Banner', '2026-10-01T00:00:00.000Z', '2026-10-01T00:00:00.000Z', 'shown', '', NULL, 1
FROM people WHERE n % 10 = 1;
