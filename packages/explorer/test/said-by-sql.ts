import { expect } from 'vitest';
import { PROFILE_ATTRIBUTES } from '../../collector/src/read/filter/attributes.ts';
import type { Explorer } from './explorer.ts';
import type { Shown } from './shown.ts';

/** Asks a file: a line for each row, its columns divided by ` | `, a dash for what is not known. */
type Ask = (sql: string) => string[];

/** Every view, with what SQL alone says of it, whatever the API answers. Lists are cut behind what can be in view. */
export type Said = Readonly<Record<string, (ask: Ask) => Shown>>;

/** Asks a file as people read it. */
export function asker({ db }: Pick<Explorer, 'db'>): Ask {
  return (sql) => {
    const rows = db.prepare(sql).raw().all() as (number | string | null)[][];
    return rows.map((row) => row.map((value) => value ?? '–').join(' | '));
  };
}

const VERA = "profile_id = 'u:vera'";
const LATEST = 'a:laptop-vera/laptop-vera-124';
const SHOPPER = "profile_id = 'u:user-3'";

const BOUGHT = `profile_id IN (SELECT profile_id FROM event_counts WHERE name = 'Order Completed')`;
const TEAM = `profile_id IN (SELECT profile_id FROM memberships WHERE account_id = 'team-0')
  AND profile_id IN (SELECT profile_id FROM counted_profiles)`;
const DEVICE = `coalesce(browser_name || ' · ' || os_name, browser_name, os_name)`;
const FRUSTRATION = `nullif(trim(iif(rage_click_count, rage_click_count || ' rage', '') || iif(dead_click_count, ' ' || dead_click_count || ' dead', '')
  || iif(error_click_count, ' ' || error_click_count || ' error', '')), '')`;
const EVENT_WORDS = `CASE type WHEN 'track' THEN name WHEN 'page' THEN 'Viewed ' || coalesce(name, title, path)
  WHEN 'identify' THEN 'Identified as ' || user_id WHEN 'group' THEN 'Joined ' || account_id ELSE 'Became ' || user_id END`;
const PERSON = `coalesce(name, email, user_id, 'Anonymous ' || substr(profile_id, 3, 8))`;
const SCORES = `(SELECT CAST(answer AS INTEGER) AS score FROM survey_answers WHERE survey_id = 'happiness' AND question_id = 'score')`;
const NPS = 'round(100.0 * (sum(score >= 9) - sum(score <= 6)) / count(*), 1)';
const THEN_AND_NOW = ' | Then | Now';
const PERSON_HEADS = 'Person | Email | Type | Last country | Sessions | Last seen';

function countOf(rows: string): string {
  return `SELECT capped(count(*)) FROM ${rows}`;
}

// A line of a bar has no cells.
function bars(ask: Ask, sql: string): string[] {
  return ask(sql).map((line) => line.replace(' | ', ' '));
}

function people(ask: Ask, condition: string): Shown {
  return {
    Segments: [
      ...bars(ask, `SELECT 'Everyone', capped(count(*)) FROM counted_profiles`),
      ...bars(ask, `SELECT 'Buyers', capped(count(*)) FROM counted_profiles WHERE ${BOUGHT}`),
      ...bars(ask, `SELECT 'In Germany', capped(count(*)) FROM counted_profiles WHERE last_country = 'DE'`),
    ],
    People: [PERSON_HEADS, ...listed(ask, condition)],
  };
}

function listed(ask: Ask, condition: string): string[] {
  return ask(`SELECT ${PERSON}, email, type,
      country(last_country), number(session_count), last_seen_at
    FROM counted_profiles WHERE ${condition} ORDER BY last_seen_at DESC, profile_id DESC LIMIT 60`);
}

function who(ask: Ask, condition: string): string[] {
  const fact = (label: string, value: string) => ask(`SELECT '${label}', ${value} FROM profiles WHERE ${condition}`);
  return [
    ...ask(
      `SELECT user_id || coalesce(' ' || iif(email <> ${PERSON}, email, NULL), '') || ' ' || type FROM profiles WHERE ${condition}`,
    ),
    ...fact('First country', place('first_country')),
    ...fact('Last country', place('last_country')),
    ...fact('Sessions', `number((SELECT count(*) FROM sessions WHERE ${condition}))`),
    ...fact('Last seen', 'last_seen_at'),
    ...ask(`SELECT iif(signed_up_at IS NULL, 'First seen', 'Signed up'), coalesce(signed_up_at, first_seen_at)
      FROM profiles WHERE ${condition}`),
    ...fact('Company', '(SELECT name FROM accounts WHERE accounts.account_id = profiles.account_id)'),
  ];
}

function totals(ask: Ask, condition: string): string[] {
  return [
    ...ask(`SELECT 'Events', number(count(*)) FROM events WHERE type = 'track' AND ${condition}`),
    ...ask(`SELECT 'Sessions', number(count(*)) FROM sessions WHERE ${condition}`),
    ...ask(`SELECT 'Time in sessions', duration(sum(duration_ms)) FROM sessions WHERE ${condition}`),
    ...ask(`SELECT 'Average session', duration(avg(duration_ms)) FROM sessions WHERE ${condition}`),
  ];
}

function overview(ask: Ask, condition: string): Shown {
  const tracked = `FROM events WHERE type = 'track' AND ${condition}`;
  const viewed = `FROM events WHERE type = 'page' AND ${condition}`;
  return {
    'Events by day':
      ask(`SELECT printf('Events by day: %,d in all, most on %s with %,d', sum(count), min(day) FILTER (WHERE count = most), most)
      FROM (SELECT *, max(count) OVER () AS most FROM (SELECT substr(timestamp, 1, 10) AS day, count(*) AS count ${tracked} GROUP BY 1))`),
    'Top events': bars(
      ask,
      `SELECT name, number(count(*)) ${tracked} GROUP BY name ORDER BY count(*) DESC, name LIMIT 10`,
    ),
    'Top pages': bars(
      ask,
      `SELECT path, number(count(*)) ${viewed} GROUP BY path ORDER BY count(*) DESC, path LIMIT 10`,
    ),
  };
}

function firstAndLast(ask: Ask, condition: string): Shown {
  const names = {
    ...{ Country: 'country', Region: 'region', City: 'city', 'Device type': 'device_type', System: 'os_name' },
    ...{ 'System version': 'os_version', Browser: 'browser_name', 'Browser version': 'browser_version' },
    ...{ Application: 'application', Host: 'host', 'Campaign source': 'campaign_source' },
    ...{ 'Campaign medium': 'campaign_medium', Campaign: 'campaign_name', Referrer: 'referrer' },
    ...{ 'Landing page': 'landing_page' },
  };
  const lines = Object.entries(names).flatMap(([label, name]) =>
    ask(`SELECT '${label}', ${edge('first', name)}, ${edge('last', name)} FROM profiles
      WHERE ${condition} AND (${name === 'country'} OR coalesce(first_${name}, last_${name}) IS NOT NULL)`),
  );
  return { 'First and last time': [' | First | Last', ...lines] };
}

function edge(which: 'first' | 'last', name: string): string {
  if (name === 'country') return place(`${which}_country`);
  return `coalesce(${which}_${name}, ${/^(region|city|device|os|browser)/.test(name) ? "'Not known'" : 'NULL'})`;
}

function place(column: string): string {
  return `coalesce(country(${column}), 'Not known')`;
}

function traits(ask: Ask, group: string): string[] {
  return ask(`SELECT key, trim(value, '"')
      || coalesce(' ' || CASE trust WHEN 'server' THEN 'backend' WHEN 'unverified' THEN 'browser' END || ' ' || updated_at, '')
    FROM traits WHERE ${VERA} AND trait_group = '${group}' ORDER BY key`);
}

function links(ask: Ask, kinds: string): string[] {
  return ask(`SELECT CASE kind WHEN 'user' THEN 'User id' WHEN 'anonymous' THEN 'Device' WHEN 'email' THEN 'Email' ELSE 'Phone' END
      || ' ' || identifier
      || coalesce((SELECT ' suspicious: ' || count || ' people' FROM suspicious_links WHERE suspicious_links.identifier = identities.identifier), '')
      || ' ' || CASE rule WHEN 'user' THEN 'messages name this user' WHEN 'alias' THEN 'joined by an alias'
        WHEN 'claim' THEN 'they logged in here' ELSE 'what a trait says' END || ', ' || linked_at
    FROM identities WHERE ${VERA} AND kind ${kinds} ORDER BY linked_at, kind, identifier`);
}

function companies(ask: Ask, condition: string): Shown {
  return {
    '': ask(countOf(`accounts WHERE ${condition}`)),
    Segments: [
      ...bars(ask, `SELECT 'Every company', capped(count(*)) FROM accounts`),
      ...bars(ask, `SELECT 'Large teams', capped(count(*)) FROM accounts WHERE user_count >= 3`),
    ],
    Companies: [
      'Company | Id | Users | Sessions | Events | Time in sessions | First seen | Last seen',
      ...ask(`SELECT coalesce(name, account_id), account_id, number(user_count), number(session_count),
          number(event_count), duration(session_duration_ms), first_seen_at, last_seen_at
        FROM accounts WHERE ${condition} ORDER BY last_seen_at IS NULL, last_seen_at DESC, account_id DESC LIMIT 60`),
    ],
  };
}

function company(ask: Ask): string[] {
  return [
    ...ask(`SELECT 'Users', count(*) FROM counted_profiles WHERE type <> 'anonymous' AND ${TEAM}`),
    ...ask(`SELECT 'Sessions', count(*) FROM sessions WHERE ${TEAM}`),
    ...ask(`SELECT 'Last seen', max(last_seen_at) FROM counted_profiles WHERE ${TEAM}`),
    ...ask(`SELECT 'First seen', min(first_seen_at) FROM counted_profiles WHERE ${TEAM}`),
  ];
}

function survey(ask: Ask): string[] {
  const responses = "FROM survey_responses WHERE survey_id = 'happiness'";
  const count = 'count(coalesce(started_at, completed_at))';
  return [
    'happiness',
    ...ask(`SELECT 'Views', number(count(first_viewed_at)) ${responses}`),
    ...ask(`SELECT 'Responses', printf('%,d ', ${count}) || share(${count}, count(first_viewed_at)) ${responses}`),
    ...ask(
      `SELECT 'Completed', printf('%,d ', count(completed_at)) || share(count(completed_at), ${count}) ${responses}`,
    ),
    ...ask(`SELECT 'Dismissed', count(dismissed_at) ${responses}`),
  ];
}

function losses(ask: Ask): Shown {
  return {
    [ask(`SELECT printf('%,d of %,d never arrived', sum(missing_count), sum(sent_count)) FROM loss_ledger`).join()]:
      ask(
        `SELECT printf('Messages that never arrived: %,d in all, most on %s with %,d', sum(count), min(day) FILTER (WHERE count = most), most)
       FROM (SELECT *, max(count) OVER () AS most FROM (SELECT day, sum(missing_count) AS count FROM loss_ledger GROUP BY 1))`,
      ),
    Losses: [
      'Day | Browser | Version | Sent | Missing | Share',
      ...ask(`SELECT day, browser_name, browser_version, number(sent_count), number(missing_count),
          share(missing_count, sent_count)
        FROM loss_ledger ORDER BY day DESC, browser_name DESC LIMIT 60`),
    ],
  };
}

function events(ask: Ask, condition: string): string[] {
  return [
    'Time | Event | Page | Device | Country',
    ...ask(`SELECT timestamp, ${EVENT_WORDS} || iif(${VERA}, '', ' maybe not theirs'), path,
        iif(is_server, 'Backend', ${DEVICE}), ${place('country')}
      FROM events WHERE ${condition} ORDER BY timestamp DESC, message_id DESC`),
  ];
}

function attributes(ask: Ask): string[] {
  // What depends on the day, or on decisions, has no value of a time.
  const names = [...PROFILE_ATTRIBUTES].filter(([name]) => !/^(age|is_excluded|is_control_excluded)$/.test(name));
  return names.flatMap(([name, { label, type }]) => {
    const format = type === 'boolean' ? 'flag' : (/(country)$|(duration)_ms$/.exec(name)?.slice(1).join('') ?? '');
    return ask(
      `SELECT '${label}', ${format}(${name}), ${format}(${name}) FROM profiles WHERE ${VERA} AND ${name} IS NOT NULL`,
    );
  });
}

/** Every view of the explorer, with what must be seen there. */
export const VIEWS: Said = {
  '/people': (ask) => ({ ...people(ask, 'true'), '': ask(countOf('counted_profiles')) }),
  '/people?filter={"segment":"buyers"}': (ask) => ({
    ...people(ask, BOUGHT),
    '': ask(countOf(`counted_profiles WHERE ${BOUGHT}`)),
  }),
  '/people?by=last_country': (ask) => ({
    ...people(ask, 'true'),
    '': ask(countOf('counted_profiles')),
    Counts: bars(
      ask,
      `SELECT country(last_country), number(count(*)) FROM counted_profiles GROUP BY last_country ORDER BY count(*) DESC, last_country`,
    ),
  }),
  '/people/u:vera': (ask) => ({
    ...overview(ask, VERA),
    ...firstAndLast(ask, VERA),
    '': [...who(ask, VERA), ...totals(ask, VERA)],
  }),
  '/people/u:user-3': (ask) => ({
    ...overview(ask, SHOPPER),
    ...firstAndLast(ask, SHOPPER),
    '': [...who(ask, SHOPPER), ...totals(ask, SHOPPER)],
  }),
  '/people/u:vera/sessions': (ask) => ({
    '': who(ask, VERA),
    Sessions: [
      'Started | Duration | Pages | Events | Device | Place | Frustration | Replay',
      ...ask(`SELECT started_at, duration(duration_ms), page_count, event_count, ${DEVICE},
            ${place('country')} || coalesce(', ' || city, ''), ${FRUSTRATION}, iif(replay_url IS NULL, NULL, 'Watch')
          FROM sessions WHERE ${VERA} ORDER BY started_at DESC, session_id DESC`),
    ],
  }),

  [`/people/u:vera/sessions?session=${LATEST}`]: (ask: Ask) => ({
    '': [
      ...who(ask, VERA),
      ...ask(`SELECT 'Started', started_at FROM sessions WHERE session_id = '${LATEST}'`),
      ...ask(`SELECT 'Duration', duration(duration_ms) FROM sessions WHERE session_id = '${LATEST}'`),
      ...ask(`SELECT 'Frustration', printf('%d rage clicks %d dead click %d error click', rage_click_count, dead_click_count,
          error_click_count) FROM sessions WHERE session_id = '${LATEST}'`),
      'Replay | Watch the recording',
      ...ask(`SELECT 'Device', ${DEVICE} FROM sessions WHERE session_id = '${LATEST}'`),
      ...ask(`SELECT 'Place', ${place('country')} || ', ' || city FROM sessions WHERE session_id = '${LATEST}'`),
      ...ask(
        `SELECT 'Did', printf('%d events on %d pages', event_count, page_count) FROM sessions WHERE session_id = '${LATEST}'`,
      ),
      'Came by | direct',
    ],
    'Events of the session': events(ask, `session_id = '${LATEST}'`),
  }),
  '/people/u:vera/timeline': (ask) => ({
    '': who(ask, VERA),
    Events: events(ask, `${VERA} OR (profile_id = 'a:kiosk' AND user_id IS NULL)`),
  }),
  '/people/u:vera/sentiment': (ask) => ({
    '': [
      ...who(ask, VERA),
      ...ask(`SELECT key, value || ' promoter ' || updated_at FROM traits WHERE ${VERA} AND key = 'nps.score'`),
    ],
    'Survey responses': [
      'Survey | State | Answers | First viewed | Last answered',
      ...ask(`SELECT coalesce(survey_name, survey_id), replace(state, '_', ', '),
            (SELECT group_concat(key || ': ' || value, ' · ') FROM json_each(answers)), first_viewed_at, last_answered_at
          FROM survey_responses WHERE ${VERA} ORDER BY first_viewed_at DESC`),
    ],
  }),

  '/people/u:vera/engagement': (ask) => ({
    '': who(ask, VERA),
    Engagement: [
      'Content | Type | Last action | When | Times | Seen',
      ...ask(`SELECT name, content_type, last_action, last_at, count, iif(counts_as_seen, 'yes', 'reset')
          FROM engagements WHERE ${VERA} ORDER BY last_at DESC`),
    ],
  }),

  '/people/u:vera/traits': (ask) => ({
    '': who(ask, VERA),
    'Contact traits': traits(ask, 'contact'),
    'Survey answers': traits(ask, 'survey'),
    'Traits of their company': traits(ask, 'account'),
    Figures: traits(ask, 'metadata'),
  }),

  '/people/u:vera/identity': (ask) => ({
    '': who(ask, VERA),
    'User ids and devices': links(ask, "IN ('user', 'anonymous')"),
    'Other identifiers': links(ask, "NOT IN ('user', 'anonymous')"),
  }),

  '/people/u:vera/as-of': (ask) => ({ '': who(ask, VERA) }),
  // Of a time to come, it is the same then and now.
  '/people/u:vera/as-of?at=2100-01-01T00:00&all=true': (ask) => ({
    '': who(ask, VERA),
    Identifiers: [
      THEN_AND_NOW,
      ...ask(`SELECT iif(kind = 'anonymous', 'device', kind) || ' ' || identifier, 'theirs', 'theirs'
        FROM identities WHERE ${VERA} ORDER BY kind, identifier`),
    ],
    Traits: [
      THEN_AND_NOW,
      ...ask(`SELECT key, trim(value, '"'), trim(value, '"') FROM traits
        WHERE ${VERA} AND trait_group IN ('contact', 'survey') ORDER BY key`),
    ],
    Attributes: [THEN_AND_NOW, ...attributes(ask)],
  }),
  '/people/u:nobody': () => ({}),
  '/companies': (ask) => companies(ask, 'true'),
  '/companies?filter={"segment":"large-teams"}': (ask) => companies(ask, 'user_count >= 3'),
  '/companies/team-0': (ask) => ({
    ...overview(ask, TEAM),
    '': [
      ...company(ask),
      ...ask(
        `SELECT 'Identified users', count(DISTINCT profile_id) FROM sessions WHERE profile_id LIKE 'u:%' AND ${TEAM}`,
      ),
      ...totals(ask, TEAM),
    ],
    Traits: ask(`SELECT key, value FROM json_each((SELECT traits FROM accounts WHERE account_id = 'team-0'))`),
  }),

  '/companies/team-0/users': (ask) => ({ '': company(ask), Users: [PERSON_HEADS, ...listed(ask, TEAM)] }),
  '/companies/none': () => ({}),
  '/surveys': (ask) => ({
    Surveys: [
      'Survey | Id | Views | Responses | Response rate | Completed | Completion | NPS',
      ...ask(`SELECT coalesce(name, survey_id), survey_id, number(view_count), number(response_count),
            share(response_count, view_count), number(completed_count), share(completed_count, response_count),
            (SELECT ${NPS} FROM (SELECT CAST(answer AS INTEGER) AS score FROM survey_answers
              WHERE survey_id = surveys.survey_id AND question_id = 'score'))
          FROM surveys ORDER BY survey_id`),
    ],
  }),

  '/surveys/happiness': (ask) => ({
    '': survey(ask),
    'Would you recommend us?': [
      ...ask(`SELECT printf('%,d answers average %g NPS %g', count(*), round(avg(score), 2), ${NPS}) FROM ${SCORES}`),
      ...ask(`SELECT 'Promoters ' || share(sum(score >= 9), count(*)) FROM ${SCORES}`),
      ...ask(`SELECT 'Passives ' || share(sum(score BETWEEN 7 AND 8), count(*)) FROM ${SCORES}`),
      ...ask(`SELECT 'Detractors ' || share(sum(score <= 6), count(*)) FROM ${SCORES}`),
      ...bars(ask, `SELECT score, number(count(*)) FROM ${SCORES} GROUP BY 1 ORDER BY 1 DESC`),
    ],
    'Why?': [
      ...ask(
        `SELECT printf('%,d answers', count(*)) FROM survey_answers WHERE question_id = 'why' AND survey_id = 'happiness'`,
      ),
      ...bars(
        ask,
        `SELECT json_extract(answer, '$'), number(count(*)) FROM survey_answers
           WHERE question_id = 'why' AND survey_id = 'happiness' GROUP BY 1 ORDER BY count(*) DESC, 1`,
      ),
    ],
  }),

  '/surveys/happiness/responses': (ask) => ({
    '': survey(ask),
    Responses: [
      'Person | State | First viewed | Completed | Device | Would you recommend us? | Why?',
      ...ask(`SELECT (SELECT ${PERSON} FROM profiles WHERE profile_id = response.profile_id), replace(state, '_', ', '),
            first_viewed_at, completed_at, device_type, answers ->> '$.score', answers ->> '$.why'
          FROM survey_responses AS response WHERE survey_id = 'happiness'
          ORDER BY first_viewed_at DESC, profile_id DESC, response_id DESC LIMIT 60`),
    ],
  }),

  '/surveys/none': () => ({}),
  '/events': (ask) => ({
    Events: [
      'Event | Type | Count | First seen | Last seen | Description',
      ...ask(`SELECT name, CASE WHEN name LIKE 'Survey%' THEN 'survey' WHEN name LIKE 'Content%' THEN 'engagement'
            WHEN name LIKE '%Click' THEN 'frustration' WHEN name = 'Order Completed' THEN 'purchase' ELSE 'custom' END,
            number(count(*)), min(timestamp), max(timestamp), NULL
          FROM events WHERE type = 'track' GROUP BY name ORDER BY name`),
    ],
  }),

  '/traits': (ask) => ({
    Traits: [
      'Trait | Group | Types | People | First seen | Last seen | Description',
      ...ask(`SELECT key, iif(trait_group = 'contact', 'Contact', 'Survey answers'), CASE max(json_type(value)) WHEN 'text' THEN 'string' WHEN 'integer' THEN 'number' ELSE max(json_type(value)) END, number(count(*)),
            min(first_at), max(updated_at), NULL
          FROM trait_rows GROUP BY trait_group, key ORDER BY key`),
    ],
  }),

  '/segments': (ask) => ({
    '': ask(countOf('segments')),
    Buyers: [
      ...ask(`SELECT capped(count(*)) || ' people' FROM counted_profiles WHERE ${BOUGHT}`),
      'did Order Completed',
    ],
    'In Germany': [
      ...ask(`SELECT capped(count(*)) || ' people' FROM counted_profiles WHERE last_country = 'DE'`),
      'Last country is Germany',
    ],
    'Large teams': [
      ...ask(`SELECT capped(count(*)) || ' companies' FROM accounts WHERE user_count >= 3`),
      'Users is at least 3',
    ],
  }),

  '/live': (ask) => ({
    '': ['listening'],
    Messages: [
      'Arrived | Type | Name | Person | Page | Country | Device',
      ...ask(`SELECT strftime('%H:%M:%S', received_at / 1000, 'unixepoch', 'localtime'), type, coalesce(name, group_id),
          (SELECT ${PERSON} FROM profiles WHERE profile_id = (SELECT profile_id FROM events WHERE message_id = log.message_id)), path, ${place('country')},
          coalesce(browser_name || ', ' || device_type, browser_name, source)
        FROM event_log AS log ORDER BY seq DESC LIMIT 100`),
    ],
  }),
  '/data-health': (ask) => ({
    '': [
      'Errors | 0',
      'Warnings | 3',
      ...ask(`SELECT 'Messages', number(count(*)) FROM event_log`),
      ...ask(`SELECT 'Database', bytes(page_count * page_size) FROM pragma_page_count, pragma_page_size`),
      expect.stringMatching(/^Growth a day [|] /),
    ],
    'Lost messages': [
      'Missing count | Sent count | Anonymous id | Arrived count | First missing | Message id',
      ...ask(`SELECT number(sum(gap)), number(count(*) + sum(gap)), NULL, NULL, NULL, NULL FROM (
          SELECT sequence - lag(sequence) OVER (PARTITION BY stream ORDER BY sequence) - 1 AS gap FROM event_log
          WHERE sequence > 0 AND stream IN (SELECT stream FROM event_log WHERE sequence > 0
            AND seq > (SELECT max(seq) FROM event_log) - 100000 GROUP BY stream ORDER BY max(seq) DESC LIMIT 1000))`),
      expect.any(String),
      expect.any(String),
    ],
    'Missing reset': [
      'Anonymous id | Profile count | Profile id | Other profile id | Message id',
      expect.stringMatching(/^kiosk [|] 25 /),
    ],
    'Suspicious links': ['Guard | Identifier | Count', ...ask('SELECT guard, identifier, count FROM suspicious_links')],
    'Nothing found': expect.any(Array),
  }),
  '/what-if': () => ({ 'When does a session end?': ['It is 30 minutes now.'] }),
  '/data-health/losses': losses,
  '/data-health/duplicates': () => ({}),
  '/decisions': (ask) => ({
    Decisions: [
      'Decision | When |  | Number',
      ...ask(`SELECT 'Saved the segment ' || (value ->> '$.name'), decided_at, '', decision_id
          FROM decisions ORDER BY decision_id DESC`),
    ],
  }),

  // To read it is one more line.
  '/decisions/audit': () => ({ Audit: expect.any(Array) }),
  '/decisions/audit?action=login': (ask) => ({
    Audit: [
      'Who | Did | About | When',
      ...ask(`SELECT actor, 'Logged in', identity, done_at FROM audit WHERE action = 'login' ORDER BY audit_id DESC`),
    ],
  }),
  '/decisions/access': () => ({}),
};
