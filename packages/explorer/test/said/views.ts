import { expect } from 'vitest';
import type { Shown } from '../shown.ts';
import { type Ask, bars, countOf, overview, PERSON, place, type Said, totals } from './ask.ts';
import { PERSON_VIEWS } from './person.ts';

const BOUGHT = `profile_id IN (SELECT profile_id FROM event_counts WHERE name = 'Order Completed')`;
const TEAM = `profile_id IN (SELECT profile_id FROM memberships WHERE account_id = 'team-0')
  AND profile_id IN (SELECT profile_id FROM counted_profiles)`;
const SCORES = `(SELECT CAST(answer AS INTEGER) AS score FROM survey_answers WHERE survey_id = 'happiness' AND question_id = 'score')`;
const NPS = 'round(100.0 * (sum(score >= 9) - sum(score <= 6)) / count(*), 1)';
const PERSON_HEADS = 'Person | Email | Type | Last country | Sessions | Last seen';

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
  ...PERSON_VIEWS,
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
