import { PROFILE_ATTRIBUTES } from '../../../collector/src/read/filter/attributes.ts';
import type { Shown } from '../shown.ts';
import { type Ask, DEVICE, overview, PERSON, place, type Said, totals } from './ask.ts';

const LATEST = 'a:laptop-vera/laptop-vera-124';
const SHOPPER = "profile_id = 'u:user-3'";
const FRUSTRATION = `nullif(trim(iif(rage_click_count, rage_click_count || ' rage', '') || iif(dead_click_count, ' ' || dead_click_count || ' dead', '')
  || iif(error_click_count, ' ' || error_click_count || ' error', '')), '')`;
const EVENT_WORDS = `CASE type WHEN 'track' THEN name WHEN 'page' THEN 'Viewed ' || coalesce(name, title, path)
  WHEN 'identify' THEN 'Identified as ' || user_id WHEN 'group' THEN 'Joined ' || account_id ELSE 'Became ' || user_id END`;
const THEN_AND_NOW = ' | Then | Now';
const VERA = "profile_id = 'u:vera'";

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

/** Every view of one person, with what must be seen there. */
export const PERSON_VIEWS: Said = {
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
};
