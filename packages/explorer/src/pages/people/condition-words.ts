import { countryName } from '../../ui/country-name.ts';
import { type Condition, TEST_WORDS } from './filter.ts';

/** What things are called, by their name in filters. */
export interface Labels {
  readonly attributes: ReadonlyMap<string, string>;
  readonly traits: ReadonlyMap<string, string>;
  readonly segments: ReadonlyMap<string, string>;
}

/** Says a condition in words, as `Last country is Germany`; one that has no simple words as the JSON it is. */
export function conditionWords(condition: Condition, labels: Labels): string {
  const { attribute, trait, did, did_not, segment, ...tests } = condition;
  if (typeof segment === 'string') return `in ${labels.segments.get(segment) ?? segment}`;
  if (typeof attribute === 'string') return testsWords(labels.attributes.get(attribute) ?? attribute, tests, attribute);
  if (typeof trait === 'string') return testsWords(labels.traits.get(trait) ?? trait, tests, trait);
  const event = did ?? did_not;
  if (typeof event !== 'string' || 'where' in tests) return JSON.stringify(condition);
  const { count, within_days, since, before } = tests;
  const { at_least = undefined, at_most = undefined } =
    typeof count === 'object' && count !== null ? (count as Condition) : {};
  return [
    did === undefined ? 'did not' : 'did',
    event,
    typeof count === 'number' && `${count} times`,
    at_least !== undefined && `at least ${at_least} times`,
    at_most !== undefined && `at most ${at_most} times`,
    within_days !== undefined && `in the last ${within_days} days`,
    since !== undefined && `since ${since}`,
    before !== undefined && `before ${before}`,
  ]
    .filter(Boolean)
    .join(' ');
}

function testsWords(label: string, tests: Condition, name: string): string {
  const parts = Object.entries(tests).map(([test, value]) => {
    if (test === 'known') return value === true ? 'is known' : 'is not known';
    if (test === 'within_days') return `in the last ${value} days`;
    return `${TEST_WORDS[test] ?? test} ${valueWords(value, name)}`;
  });
  return `${label} ${parts.join(' and ')}`;
}

function valueWords(value: unknown, name: string): string {
  if (Array.isArray(value)) return value.map((item) => valueWords(item, name)).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return name.endsWith('country') ? countryName(String(value)) : String(value);
}
