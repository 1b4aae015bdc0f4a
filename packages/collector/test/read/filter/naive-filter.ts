import { parseTime } from '@kith/protocol';
import type { Db } from '../../../src/persist/database.ts';
import type { CountBounds, EventFilter, Filter, Subject } from '../../../src/read/filter/filter.ts';
import type { ValueTest } from '../../../src/read/filter/value-test.ts';

type Row = Readonly<Record<string, unknown>>;

/** Everything filters speak of, read whole. */
export interface NaiveWorld {
  readonly profiles: readonly Row[];
  readonly counted: ReadonlySet<unknown>;
  readonly accounts: readonly Row[];
  readonly identities: readonly Row[];
  readonly memberships: readonly Row[];
  readonly events: readonly Row[];
  readonly responses: readonly Row[];
  readonly answers: readonly Row[];
  readonly now: number;
}

/** Reads the public relations of a database. */
export function naiveWorld(db: Db, now: number): NaiveWorld {
  const all = (sql: string) => db.prepare<[], Row>(sql).all();
  return {
    profiles: all('SELECT * FROM profiles'),
    counted: new Set(all('SELECT profile_id FROM counted_profiles').map((row) => row.profile_id)),
    accounts: all('SELECT * FROM accounts'),
    identities: all('SELECT * FROM identities'),
    memberships: all('SELECT * FROM memberships'),
    events: all("SELECT profile_id, name, timestamp, properties FROM events WHERE type = 'track'"),
    responses: all('SELECT * FROM survey_responses'),
    answers: all('SELECT * FROM survey_answers'),
    now,
  };
}

/** The ids a filter selects, found by looking at everybody in plain JavaScript. */
export function naiveSelection(world: NaiveWorld, filter: Filter, subject: Subject): unknown[] {
  const [rows, id] = subject === 'profiles' ? [world.profiles, 'profile_id'] : [world.accounts, 'account_id'];
  return rows.filter((row) => meets(world, filter, row)).map((row) => row[id]);
}

function meets(world: NaiveWorld, filter: Filter, row: Row): boolean {
  const of = (rows: readonly Row[]) => rows.filter((other) => other.profile_id === row.profile_id);
  switch (filter.kind) {
    case 'all':
      return filter.filters.every((inner) => meets(world, inner, row));
    case 'any':
      return filter.filters.some((inner) => meets(world, inner, row));
    case 'not':
      return !meets(world, filter.filter, row);
    case 'attribute':
      return filter.tests.every((test) => holds(test, attributeValue(row[filter.name], filter.type), world.now));
    case 'trait':
      return filter.tests.every((test) => holds(test, member(row.traits, filter.key), world.now));
    case 'identity': {
      const known = of(world.identities).filter((identity) => identity.kind === filter.identityKind);
      const negative = filter.tests.every((test) => test.op === 'not_in' || (test.op === 'known' && !test.isKnown));
      const each = (identity: Row) => filter.tests.every((test) => holds(test, identity.identifier, world.now));
      if (filter.count) return isWithin(known.filter(each).length, filter.count);
      return negative ? known.every(each) : known.some(each);
    }
    case 'event': {
      const count = of(world.events).filter((event) => counts(filter, event, world.now)).length;
      return isWithin(count, filter.count);
    }
    case 'survey':
      return of(world.responses).some(
        (response) => response.survey_id === filter.surveyId && (filter.state ?? response.state) === response.state,
      );
    case 'answer': {
      const values = of(world.answers)
        .filter((answer) => answer.survey_id === filter.surveyId && answer.question_id === filter.questionId)
        .map((answer): unknown => JSON.parse(String(answer.answer)));
      return (values.length > 0 ? values : [undefined]).some((value) =>
        filter.tests.every((test) => holds(test, value, world.now)),
      );
    }
    case 'account':
      return of(world.memberships).some((membership) =>
        world.accounts.some(
          (account) => account.account_id === membership.account_id && meets(world, filter.filter, account),
        ),
      );
    case 'member':
      return world.memberships.some(
        (membership) =>
          membership.account_id === row.account_id &&
          world.counted.has(membership.profile_id) &&
          world.profiles.some(
            (profile) => profile.profile_id === membership.profile_id && meets(world, filter.filter, profile),
          ),
      );
    case 'segment':
      throw new Error('segments are filters by name: expand them first');
  }
}

function isWithin(count: number, { least, most }: CountBounds): boolean {
  return count >= least && count <= (most ?? Number.POSITIVE_INFINITY);
}

function member(json: unknown, key: string): unknown {
  const object = JSON.parse(String(json));
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function attributeValue(value: unknown, type: string): unknown {
  return type === 'boolean' && value !== null ? value === 1 : value;
}

function counts({ name, window, where }: EventFilter, event: Row, now: number): boolean {
  const ms = Date.parse(String(event.timestamp));
  const { since, before, days } = window;
  const start = days === null ? since : Math.floor(now / DAY_MS) * DAY_MS - days * DAY_MS;
  if (event.name !== name || (start !== null && ms < start) || (before !== null && ms >= before)) return false;
  return where.every(({ property, tests }) =>
    tests.every((test) => holds(test, member(event.properties, property), now)),
  );
}

const DAY_MS = 86_400_000;

function holds(test: ValueTest, value: unknown, now: number): boolean {
  const isKnown = value !== null && value !== undefined;
  const time = typeof value === 'string' ? (parseTime(value)?.ms ?? Number.NaN) : Number.NaN;
  switch (test.op) {
    case 'known':
      return isKnown === test.isKnown;
    case 'in':
      return test.values.some((wanted) => wanted === value);
    case 'not_in':
      return !test.values.some((wanted) => wanted === value);
    case 'contains':
      if (Array.isArray(value)) return value.includes(test.text);
      return typeof value === 'string' && value.toLowerCase().includes(test.text.toLowerCase());
    case 'starts_with':
      return typeof value === 'string' && value.toLowerCase().startsWith(test.text.toLowerCase());
    case 'over':
      return typeof value === 'number' && value > test.number;
    case 'at_least':
      return typeof value === 'number' && value >= test.number;
    case 'under':
      return typeof value === 'number' && value < test.number;
    case 'at_most':
      return typeof value === 'number' && value <= test.number;
    case 'before':
      return time < test.ms;
    case 'after':
      return time > test.ms;
    case 'within_days':
      return time >= now - test.days * DAY_MS && time <= now;
    case 'on_day':
      return typeof value === 'string' && value.slice(5, 10) === test.monthDay;
  }
}
