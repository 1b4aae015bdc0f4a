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

export const FILTER: Schema = { type: 'string', maxLength: 32_768, description: 'a filter in JSON: docs/filters.md' };
export const EVERYBODY: Schema = { type: 'boolean', description: 'also excluded people, test profiles and bots' };
export const EXPLAIN: Schema = { type: 'string', enum: ['sql'], description: 'adds the SQL that gives the same' };
export const LIMIT: Schema = { type: 'integer', minimum: 1, maximum: 200, default: 50, description: 'rows of a page' };
export const AFTER: Schema = { type: 'string', maxLength: 4_096, description: '`next` of the page before' };
export const SORT: Schema = { type: 'string', maxLength: 64, description: 'a column; last_seen_at by default' };
export const ORDER: Schema = { type: 'string', enum: ['asc', 'desc'], default: 'desc' };
export const BY: Schema = { type: 'string', maxLength: 64, description: 'the attribute whose values are counted' };

export const PROFILE_ID: Schema = { type: 'string', maxLength: 1_024, description: 'u:<userId> or a:<anonymousId>' };

export const ACCOUNT_ID: Schema = { type: 'string', maxLength: 1_024 };
export const ID: Schema = { type: 'string', maxLength: 1_024 };
export const DAY: Schema = {
  type: 'string',
  maxLength: 10,
  description: 'a day in the reporting timezone, as 2026-11-22',
};
export const END_DAY: Schema = { ...DAY, description: 'the day behind the last one' };
export const APART: Schema = {
  type: 'boolean',
  description: 'also what is anonymous on devices that lead to the person, and may be somebody else’s',
};
export const SEARCH: Schema = {
  type: 'string',
  minLength: 1,
  maxLength: 256,
  description: 'a part of a name or a path',
};
export const NAME: Schema = { type: 'string', maxLength: 256, description: 'of a track message' };

export const PAGE: Schemas = { limit: LIMIT, after: AFTER };
export const LIST: Schemas = { filter: FILTER, sort: SORT, order: ORDER, ...PAGE, explain: EXPLAIN };
export const ACTIVITY: Schemas = { order: ORDER, ...PAGE, explain: EXPLAIN };
export const PERIOD: Schemas = {
  from: DAY,
  to: END_DAY,
  search: SEARCH,
  limit: { ...LIMIT, default: 10 },
  explain: EXPLAIN,
};
export const COUNTS: Schemas = { filter: FILTER, by: BY, limit: LIMIT, explain: EXPLAIN };
