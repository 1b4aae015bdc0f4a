import { type Condition, type Group, groupOf, isCondition } from './filter.ts';
import { IDENTIFIERS, STATES } from './kinds.ts';
import { testsWords } from './tests.ts';

/** What things are called, by their name in filters. */
export interface Labels {
  readonly attributes: ReadonlyMap<string, string>;
  readonly traits: ReadonlyMap<string, string>;
  readonly events: ReadonlyMap<string, string>;
  readonly surveys: ReadonlyMap<string, string>;
  readonly segments: ReadonlyMap<string, string>;
}

/**
 * Says a whole filter in words, as `Last country is Germany and (did Order Completed or in Buyers)`.
 * @param isInside whether it is a part of another one.
 */
export function filterWords(filter: Condition, labels: Labels, isInside: boolean = false): string {
  const group = groupOf(filter);
  if (group) return groupWords(group, labels, isInside);
  const { not, account, member, attribute, trait, segment, identity, survey, did, did_not, ...tests } = filter;
  if (isCondition(not)) return `not ${filterWords(not, labels, true)}`;
  if (isCondition(account)) return `in a company with ${filterWords(account, labels, true)}`;
  if (isCondition(member)) return `with a user whose ${filterWords(member, labels, true)}`;
  if (typeof segment === 'string') return `in ${labels.segments.get(segment) ?? segment}`;
  if (typeof attribute === 'string') return testsWords(labels.attributes.get(attribute) ?? attribute, tests, attribute);
  if (typeof trait === 'string') return testsWords(labels.traits.get(trait) ?? trait, tests, trait);
  if (typeof identity === 'string') return identityWords(identity, tests);
  if (typeof survey === 'string') return surveyWords(labels.surveys.get(survey) ?? survey, tests);
  const event = did ?? did_not;
  if (typeof event === 'string') return eventWords(labels.events.get(event) ?? event, did === undefined, tests);
  return JSON.stringify(filter);
}

function groupWords({ join, conditions }: Group, labels: Labels, isInside: boolean): string {
  const [only] = conditions;
  if (only === undefined) return join === 'any' ? 'nobody' : 'everybody';
  const isOne = conditions.length === 1;
  if (join === 'none') {
    return isOne ? `not ${filterWords(only, labels, true)}` : `neither ${listed(conditions, ' nor ', labels)}`;
  }
  if (isOne) return filterWords(only, labels, isInside);
  const text = listed(conditions, join === 'all' ? ' and ' : ' or ', labels);
  return isInside ? `(${text})` : text;
}

function listed(conditions: readonly Condition[], between: string, labels: Labels): string {
  return conditions.map((condition) => filterWords(condition, labels, true)).join(between);
}

function identityWords(kind: string, { count, ...tests }: Condition): string {
  const [one, several] = IDENTIFIERS.get(kind) ?? [kind, kind];
  const isAlone = count === undefined;
  if (isAlone && tests.known !== undefined) return tests.known === true ? `has ${article(one)}` : `has no ${one}`;
  const met = Object.keys(tests).length > 0;
  const what = isAlone ? article(one) : count === 0 ? `no ${one}` : countWords(count, several);
  return `has ${what}${met ? testsWords(' that', tests, kind) : ''}`;
}

function article(noun: string): string {
  return `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function surveyWords(survey: string, { state, question, ...tests }: Condition): string {
  if (typeof question === 'string') return `in ${survey} ${testsWords(question, tests, question)}`;
  return typeof state === 'string' ? `${STATES.get(state) ?? state} ${survey}` : `saw ${survey}`;
}

function eventWords(event: string, isNever: boolean, said: Condition): string {
  const { count, within_days, since, before, where } = said;
  const properties = (Array.isArray(where) ? where : []).map(({ property, ...tests }: Condition) =>
    testsWords(String(property), tests, String(property)),
  );
  return [
    isNever ? 'did not' : 'did',
    event,
    count !== undefined && countWords(count, 'times'),
    within_days !== undefined && `in the last ${within_days} days`,
    since !== undefined && `since ${since}`,
    before !== undefined && `before ${before}`,
    properties.length > 0 && `with ${properties.join(' and ')}`,
  ]
    .filter(Boolean)
    .join(' ');
}

function countWords(count: unknown, what: string): string {
  const { at_least = undefined, at_most = undefined } = isCondition(count) ? count : {};
  if (at_least !== undefined && at_most !== undefined) return `${at_least} to ${at_most} ${what}`;
  if (at_least !== undefined) return `at least ${at_least} ${what}`;
  return at_most !== undefined ? `at most ${at_most} ${what}` : `${count} ${what}`;
}
