import type { Scope } from './access/scope.ts';

/** A JSON schema of a parameter. */
type Schema = Readonly<Record<string, unknown>>;

/** A route of the read API. */
export interface ApiRoute {
  /** As Fastify writes it, `/api/profiles/:profile_id`. */
  readonly path: string;
  /** The name under which readers know it. */
  readonly question: string;
  /** What it gives, for people. */
  readonly summary: string;
  /** What who asks must hold; `read` by default, which no narrower key has. */
  readonly scope?: Scope;
  /** Whether it gives figures and names of things, nothing of anybody in particular: who reads these is not noted. */
  readonly isImpersonal?: boolean;
  readonly params?: Readonly<Record<string, Schema>>;
  readonly query: Readonly<Record<string, Schema>>;
  /** Parameters of the query that must be there. */
  readonly required?: readonly string[];
}

const FILTER: Schema = { type: 'string', maxLength: 32_768, description: 'a filter in JSON: docs/filters.md' };
const EVERYBODY: Schema = { type: 'boolean', description: 'also excluded people, test profiles and bots' };
const EXPLAIN: Schema = { type: 'string', enum: ['sql'], description: 'adds the SQL that gives the same' };
const LIMIT: Schema = { type: 'integer', minimum: 1, maximum: 200, default: 50, description: 'rows of a page' };
const AFTER: Schema = { type: 'string', maxLength: 4_096, description: '`next` of the page before' };
const SORT: Schema = { type: 'string', maxLength: 64, description: 'a column; last_seen_at by default' };
const ORDER: Schema = { type: 'string', enum: ['asc', 'desc'], default: 'desc' };
const BY: Schema = { type: 'string', maxLength: 64, description: 'the attribute whose values are counted' };

const PROFILE_ID: Schema = { type: 'string', maxLength: 1_024, description: 'u:<userId> or a:<anonymousId>' };

const ACCOUNT_ID: Schema = { type: 'string', maxLength: 1_024 };
const ID: Schema = { type: 'string', maxLength: 1_024 };
const DAY: Schema = { type: 'string', maxLength: 10, description: 'a day in the reporting timezone, as 2026-11-22' };
const SEARCH: Schema = { type: 'string', minLength: 1, maxLength: 256, description: 'a part of a name or a path' };
const NAME: Schema = { type: 'string', maxLength: 256, description: 'of a track message' };

const page = { limit: LIMIT, after: AFTER };
const list = { filter: FILTER, sort: SORT, order: ORDER, ...page, explain: EXPLAIN };
const activity = { order: ORDER, ...page, explain: EXPLAIN };
const period = {
  from: DAY,
  to: { ...DAY, description: 'the day behind the last one' },
  search: SEARCH,
  limit: { ...LIMIT, default: 10 },
  explain: EXPLAIN,
};
const counts = { filter: FILTER, by: BY, limit: LIMIT, explain: EXPLAIN };

/** Every route of the read API; all are GET, and all answer JSON. */
export const API_ROUTES: readonly ApiRoute[] = [
  {
    path: '/api/profiles',
    scope: 'profiles',
    question: 'profiles',
    summary: 'People that a filter selects, in pages',
    query: { ...list, everybody: EVERYBODY },
  },
  {
    path: '/api/profiles/count',
    scope: 'profiles',
    question: 'profile-counts',
    summary: 'How many people a filter selects, in all or by the values of an attribute',
    query: { ...counts, everybody: EVERYBODY },
  },
  {
    path: '/api/search',
    scope: 'profiles',
    question: 'search',
    summary: 'People who have a text as an identifier, else those whose name or email address contains it',
    query: { text: { type: 'string', minLength: 1, maxLength: 1_024 }, limit: LIMIT, explain: EXPLAIN },
    required: ['text'],
  },
  {
    path: '/api/profiles/:profile_id',
    scope: 'profiles',
    question: 'profile',
    summary: 'A person: every attribute, identifiers with their reasons, traits, accounts',
    params: { profile_id: PROFILE_ID },
    query: {},
  },
  {
    path: '/api/profiles/:profile_id/overview',
    scope: 'profiles',
    question: 'overview',
    summary: 'What a person did in a period: totals, days, top events and pages',
    params: { profile_id: PROFILE_ID },
    query: period,
  },
  {
    path: '/api/profiles/:profile_id/sessions',
    scope: 'profiles',
    question: 'sessions',
    summary: 'Sessions of a person, the latest first',
    params: { profile_id: PROFILE_ID },
    query: activity,
  },
  {
    path: '/api/profiles/:profile_id/events',
    scope: 'events',
    question: 'events',
    summary: 'Events of a person, the latest first',
    params: { profile_id: PROFILE_ID },
    query: { name: NAME, ...page, explain: EXPLAIN },
  },
  {
    path: '/api/profiles/:profile_id/responses',
    scope: 'surveys',
    question: 'responses',
    summary: 'Survey responses of a person with all times and answers',
    params: { profile_id: PROFILE_ID },
    query: { survey_id: ID, state: ID, ...activity },
  },
  {
    path: '/api/profiles/:profile_id/engagements',
    scope: 'profiles',
    question: 'engagements',
    summary: 'In-app content a person saw, with the last action on each',
    params: { profile_id: PROFILE_ID },
    query: { content_type: ID, ...activity },
  },
  {
    path: '/api/profiles/:profile_id/segments',
    scope: 'profiles',
    question: 'profile-segments',
    summary: 'Segments that a person is in',
    params: { profile_id: PROFILE_ID },
    query: {},
  },
  {
    path: '/api/accounts',
    scope: 'profiles',
    isImpersonal: true,
    question: 'accounts',
    summary: 'Accounts that a filter selects, in pages',
    query: list,
  },
  {
    path: '/api/accounts/count',
    scope: 'profiles',
    isImpersonal: true,
    question: 'account-counts',
    summary: 'How many accounts a filter selects, in all or by the values of an attribute',
    query: counts,
  },
  {
    path: '/api/accounts/:account_id/overview',
    scope: 'profiles',
    isImpersonal: true,
    question: 'overview',
    summary: 'What all members of an account did in a period',
    params: { account_id: ACCOUNT_ID },
    query: period,
  },
  {
    path: '/api/sessions',
    scope: 'profiles',
    question: 'sessions',
    summary: 'Sessions of everybody, the latest first',
    query: { country: ID, ...activity },
  },
  {
    path: '/api/sessions/:session_id/events',
    scope: 'events',
    question: 'events',
    summary: 'Events of a session with the page of each, the latest first',
    params: { session_id: ID },
    query: { name: NAME, ...page, explain: EXPLAIN },
  },
  {
    path: '/api/events',
    scope: 'events',
    question: 'events',
    summary: 'Events of everybody, in order of arrival, the latest first',
    query: { name: NAME, ...page, explain: EXPLAIN },
  },
  {
    path: '/api/surveys',
    scope: 'surveys',
    isImpersonal: true,
    question: 'surveys',
    summary: 'Surveys with their counts',
    query: activity,
  },
  {
    path: '/api/surveys/:survey_id/responses',
    scope: 'surveys',
    question: 'responses',
    summary: 'Responses to a survey',
    params: { survey_id: ID },
    query: { state: ID, ...activity },
  },
  {
    path: '/api/decisions',
    question: 'decisions',
    summary: 'What operators decided, the latest first',
    query: { kind: ID, ...activity },
  },
  {
    path: '/api/doctor',
    question: 'doctor',
    summary: 'What goes wrong, with examples, why it matters and what mends it',
    query: {},
  },
  {
    path: '/api/duplicates',
    scope: 'profiles',
    question: 'duplicates',
    summary: 'People who share an email address, a phone number or a push token',
    query: { kind: ID, identifier: ID, ...activity },
  },
  {
    path: '/api/losses',
    isImpersonal: true,
    question: 'losses',
    summary: 'Messages of our SDK that never arrived, by day and browser, the latest first',
    query: { day: { ...DAY, description: 'a day in UTC, as 2026-11-22' }, browser_name: ID, ...activity },
  },
  {
    path: '/api/segments',
    scope: 'profiles',
    isImpersonal: true,
    question: 'segments',
    summary: 'Segments, with the names in their filters that nobody ever sent',
    query: {},
  },
  {
    path: '/api/segments/:segment_id',
    scope: 'profiles',
    isImpersonal: true,
    question: 'segment',
    summary: 'A segment: its filter, and how many are in it',
    params: { segment_id: ID },
    query: { explain: EXPLAIN },
  },
  {
    path: '/api/access',
    scope: 'admin',
    isImpersonal: true,
    question: 'access',
    summary: 'Who may read: users and keys, those of the past included',
    query: activity,
  },
  {
    path: '/api/audit',
    scope: 'admin',
    isImpersonal: true,
    question: 'audit',
    summary: 'Who read about people, exported, decided or logged in, the latest first',
    query: { actor: ID, action: ID, identity: ID, ...activity },
  },
];
