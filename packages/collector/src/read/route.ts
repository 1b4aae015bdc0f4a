import type { Scope } from './access/scope.ts';

/** A JSON schema of a parameter. */
export type Schema = Readonly<Record<string, unknown>>;

/** Parameters by name. */
type Schemas = Readonly<Record<string, Schema>>;

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

/** Who is wanted. */
export const FILTER: Schema = { type: 'string', maxLength: 32_768, description: 'a filter in JSON: docs/filters.md' };
/** A text that means somebody. */
export const FIND: Schema = {
  type: 'string',
  minLength: 1,
  maxLength: 1_024,
  description:
    'an identifier; where nobody has it, a part of a name or an email address. Of accounts, of a name or an id',
};
/** Whether those who do not count are wanted, too. */
export const EVERYBODY: Schema = { type: 'boolean', description: 'also excluded people, test profiles and bots' };
/** Whether the answer shows its query. */
export const EXPLAIN: Schema = { type: 'string', enum: ['sql'], description: 'adds the SQL that gives the same' };
/** How many rows are wanted. */
export const LIMIT: Schema = { type: 'integer', minimum: 1, maximum: 200, default: 50, description: 'rows of a page' };
/** Where a page begins. */
export const AFTER: Schema = { type: 'string', maxLength: 4_096, description: '`next` of the page before' };
/** What rows are ordered by. */
export const SORT: Schema = {
  type: 'string',
  maxLength: 1_024,
  description: 'an attribute, or a trait as traits.KEY; last_seen_at by default',
};
/** Which way they are ordered. */
export const ORDER: Schema = { type: 'string', enum: ['asc', 'desc'], default: 'desc' };
/** What is counted. */
export const BY: Schema = {
  type: 'string',
  maxLength: 1_024,
  description: 'the attribute, or trait as traits.KEY, whose values are counted',
};

/** A person, by any of their identities. */
export const PROFILE_ID: Schema = { type: 'string', maxLength: 1_024, description: 'u:<userId> or a:<anonymousId>' };
/** An account, by the id its senders gave it. */
export const ACCOUNT_ID: Schema = { type: 'string', maxLength: 1_024 };
/** Any other id, or a value that is compared as it is. */
export const ID: Schema = { type: 'string', maxLength: 1_024 };
/** A day of a report. */
export const DAY: Schema = {
  type: 'string',
  maxLength: 10,
  description: 'a day in the reporting timezone, as 2026-11-22',
};
/** The day behind the last one of a report. */
export const END_DAY: Schema = { ...DAY, description: 'the day behind the last one' };
/** Whether what may be somebody else’s is wanted, too. */
export const APART: Schema = {
  type: 'boolean',
  description: 'also what is anonymous on devices that lead to the person, and may be somebody else’s',
};
/** A text that is searched. */
export const SEARCH: Schema = {
  type: 'string',
  minLength: 1,
  maxLength: 256,
  description: 'a part of a name or a path',
};
/** The name of an event. */
export const NAME: Schema = { type: 'string', maxLength: 256, description: 'of a track message' };

/** What every list in pages takes. */
export const PAGE: Schemas = { limit: LIMIT, after: AFTER };
/** What lists of people and accounts take. */
export const LIST: Schemas = { find: FIND, filter: FILTER, sort: SORT, order: ORDER, ...PAGE, explain: EXPLAIN };
/** What lists of sessions, responses and the like take. */
export const ACTIVITY: Schemas = { order: ORDER, ...PAGE, explain: EXPLAIN };
/** What overviews of a period take. */
export const PERIOD: Schemas = {
  from: DAY,
  to: END_DAY,
  search: SEARCH,
  limit: { ...LIMIT, default: 10 },
  explain: EXPLAIN,
};
/** Whether counting goes on beyond 10,000. */
export const EXACT: Schema = { type: 'boolean', description: 'counts all of them, beyond 10,000 too' };
/** What counts by an attribute take. */
export const COUNTS: Schemas = { find: FIND, filter: FILTER, by: BY, exact: EXACT, limit: LIMIT, explain: EXPLAIN };
