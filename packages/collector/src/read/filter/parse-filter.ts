import { isObject } from '@kith/protocol';
import { ACCOUNT_ATTRIBUTES, PROFILE_ATTRIBUTES } from './attributes.ts';
import type { CountBounds, EventFilter, Filter, Subject } from './filter.ts';
import { FilterError } from './filter-error.ts';
import { dayCount, oneOf, parseTests, text, timeMs, wholeNumber } from './value-test.ts';

/** How deep conditions may lie in each other. */
const MAX_DEPTH = 10;

/** Most conditions of one filter. */
const MAX_CONDITION_COUNT = 200;

/** Most conditions on the properties of one event. */
const MAX_PROPERTY_COUNT = 10;

const IDENTITY_KINDS = ['user', 'anonymous', 'email', 'phone', 'external', 'token'];
const RESPONSE_STATES = ['viewed', 'partial', 'partial_dismissed', 'dismissed', 'completed'];

/**
 * Reads a filter, the one place where it is checked; docs/filters.md describes it.
 * @param input parsed JSON.
 * @throws FilterError with the path of what is wrong and what is allowed there.
 */
export function parseFilter(input: unknown, subject: Subject = 'profiles'): Filter {
  let count = 0;

  function read(value: unknown, of: Subject, path: string, depth: number): Filter {
    if (depth > MAX_DEPTH) throw new FilterError(path, `lies deeper than ${MAX_DEPTH} conditions: make it flatter`);
    if (++count > MAX_CONDITION_COUNT)
      throw new FilterError(path, `is one of more than ${MAX_CONDITION_COUNT} conditions`);
    if (!isObject(value))
      throw new FilterError(path, 'must be a condition, as {"attribute": "last_country", "is": "DE"}');
    const readers = of === 'profiles' ? PROFILE_CONDITIONS : ACCOUNT_CONDITIONS;
    const name = [...readers.keys()].find((key) => Object.hasOwn(value, key));
    if (name === undefined) throw new FilterError(path, `must have one of ${[...readers.keys()].join(', ')}`);
    const inner: Inner = (part, at, innerSubject = of) => read(part, innerSubject, `${path}.${at}`, depth + 1);
    return (readers.get(name) as Reader)(value, path, inner);
  }

  return read(input, subject, 'filter', 1);
}

type Fields = Readonly<Record<string, unknown>>;
type Inner = (part: unknown, at: string, subject?: Subject) => Filter;
type Reader = (fields: Fields, path: string, inner: Inner) => Filter;

const PROFILE_CONDITIONS: ReadonlyMap<string, Reader> = new Map([
  ...commonConditions('profiles'),
  ['identity', identity],
  ['did', (fields, path) => event('did', { least: 1, most: null }, fields, path)],
  ['did_not', (fields, path) => event('did_not', { least: 0, most: 0 }, fields, path)],
  ['survey', survey],
  ['account', (fields, path, inner) => wrap('account', 'accounts', fields, path, inner)],
]);

const ACCOUNT_CONDITIONS: ReadonlyMap<string, Reader> = new Map([
  ...commonConditions('accounts'),
  ['member', (fields, path, inner) => wrap('member', 'profiles', fields, path, inner)],
]);

function commonConditions(subject: Subject): [string, Reader][] {
  return [
    ['all', (fields, path, inner) => group('all', fields, path, inner)],
    ['any', (fields, path, inner) => group('any', fields, path, inner)],
    ['not', (fields, path, inner) => ({ kind: 'not', filter: inner(only(fields, path, 'not'), 'not') })],
    ['attribute', (fields, path) => attribute(subject, fields, path)],
    [
      'trait',
      (fields, path) => {
        const { trait, ...rest } = fields;
        return { kind: 'trait', key: text(trait, `${path}.trait`), tests: parseTests(rest, 'json', path) };
      },
    ],
    [
      'segment',
      (fields, path) => ({ kind: 'segment', segmentId: text(only(fields, path, 'segment'), `${path}.segment`) }),
    ],
  ];
}

function group(kind: 'all' | 'any', fields: Fields, path: string, inner: Inner): Filter {
  const filters = only(fields, path, kind);
  if (!Array.isArray(filters)) throw new FilterError(`${path}.${kind}`, 'must be a list of conditions');
  return { kind, filters: filters.map((filter, index) => inner(filter, `${kind}[${index}]`)) };
}

function wrap(kind: 'account' | 'member', subject: Subject, fields: Fields, path: string, inner: Inner): Filter {
  return { kind, filter: inner(only(fields, path, kind), kind, subject) };
}

function attribute(subject: Subject, fields: Fields, path: string): Filter {
  const { attribute: name, ...rest } = fields;
  const attributes = subject === 'profiles' ? PROFILE_ATTRIBUTES : ACCOUNT_ATTRIBUTES;
  const known = typeof name === 'string' ? attributes.get(name) : undefined;
  if (!known) throw new FilterError(`${path}.attribute`, `must be one of ${[...attributes.keys()].join(', ')}`);
  return { kind: 'attribute', name: name as string, type: known.type, tests: parseTests(rest, known.type, path) };
}

function identity(fields: Fields, path: string): Filter {
  const { identity: kind, count, ...rest } = fields;
  const isCounted = count !== undefined;
  const tests = isCounted && Object.keys(rest).length === 0 ? [] : parseTests(rest, 'text', path);
  if (isCounted && tests.some((test) => test.op === 'known')) {
    throw new FilterError(`${path}.known`, 'does not go together with "count"');
  }
  return {
    kind: 'identity',
    identityKind: oneOf(IDENTITY_KINDS, kind, `${path}.identity`),
    ...{ tests, count: isCounted ? countOf(count, `${path}.count`) : null },
  };
}

function event(word: 'did' | 'did_not', often: CountBounds, fields: Fields, path: string): Filter {
  const { [word]: name, count, since, before, within_days, where, ...unknown } = fields;
  refuse(unknown, path, 'count, since, before, within_days, where');
  if (count !== undefined && word === 'did_not')
    throw new FilterError(`${path}.count`, 'goes with "did", not with "did_not"');
  if (within_days !== undefined && (since ?? before) !== undefined) {
    throw new FilterError(`${path}.within_days`, 'does not go together with "since" and "before"');
  }
  return {
    kind: 'event',
    name: text(name, `${path}.${word}`),
    count: count === undefined ? often : countOf(count, `${path}.count`),
    window: {
      since: since === undefined ? null : timeMs(since, `${path}.since`),
      before: before === undefined ? null : timeMs(before, `${path}.before`),
      days: within_days === undefined ? null : dayCount(within_days, `${path}.within_days`),
    },
    where: where === undefined ? [] : propertiesOf(where, `${path}.where`),
  };
}

function countOf(input: unknown, path: string): CountBounds {
  if (!isObject(input)) return { least: wholeNumber(input, path), most: wholeNumber(input, path) };
  const { at_least, at_most, ...unknown } = input;
  refuse(unknown, path, 'at_least, at_most');
  if (at_least === undefined && at_most === undefined) throw new FilterError(path, 'needs at_least, at_most or both');
  return {
    least: at_least === undefined ? 0 : wholeNumber(at_least, `${path}.at_least`),
    most: at_most === undefined ? null : wholeNumber(at_most, `${path}.at_most`),
  };
}

function propertiesOf(input: unknown, path: string): EventFilter['where'] {
  if (!Array.isArray(input) || input.length > MAX_PROPERTY_COUNT) {
    throw new FilterError(path, `must be a list of at most ${MAX_PROPERTY_COUNT} conditions on properties`);
  }
  return input.map((condition: unknown, index) => {
    const at = `${path}[${index}]`;
    if (!isObject(condition)) throw new FilterError(at, 'must be a condition, as {"property": "plan", "is": "pro"}');
    const { property, ...rest } = condition;
    return { property: text(property, `${at}.property`), tests: parseTests(rest, 'json', at) };
  });
}

function survey(fields: Fields, path: string): Filter {
  const { survey: surveyId, question, state, ...rest } = fields;
  const id = text(surveyId, `${path}.survey`);
  if (question === undefined) {
    refuse(rest, path, 'state, question');
    return {
      kind: 'survey',
      surveyId: id,
      state: state === undefined ? null : oneOf(RESPONSE_STATES, state, `${path}.state`),
    };
  }
  if (state !== undefined) throw new FilterError(`${path}.state`, 'does not go together with "question"');
  return {
    kind: 'answer',
    surveyId: id,
    questionId: text(question, `${path}.question`),
    tests: parseTests(rest, 'json', path),
  };
}

function only(fields: Fields, path: string, name: string): unknown {
  const { [name]: value, ...unknown } = fields;
  refuse(unknown, path, 'nothing');
  return value;
}

function refuse(unknown: Fields, path: string, allowed: string): void {
  const [name] = Object.keys(unknown);
  if (name !== undefined) throw new FilterError(`${path}.${name}`, `is not known there: ${allowed} may stand beside`);
}
