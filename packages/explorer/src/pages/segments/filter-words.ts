import { conditionWords, type Labels } from '../people/condition-words.ts';
import type { Condition } from '../people/filter.ts';

/** Says a whole filter in words, as `Last country is Germany and (did Order Completed or in Buyers)`. */
export function filterWords(filter: Condition, labels: Labels): string {
  return words(filter, labels, false);
}

function words(filter: Condition, labels: Labels, isInside: boolean): string {
  const { all, any, not, account, member, survey } = filter;
  if (Array.isArray(all)) return joined(all, 'and', 'everybody', labels, isInside);
  if (Array.isArray(any)) return joined(any, 'or', 'nobody', labels, isInside);
  if (isCondition(not)) return `not ${words(not, labels, true)}`;
  if (isCondition(account)) return `in a company with ${words(account, labels, true)}`;
  if (isCondition(member)) return `with a user whose ${words(member, labels, true)}`;
  if (typeof survey === 'string') return surveyWords(survey, filter, labels);
  return conditionWords(filter, labels);
}

function joined(filters: readonly Condition[], join: string, none: string, labels: Labels, isInside: boolean): string {
  const [only] = filters;
  if (only === undefined) return none;
  if (filters.length === 1) return words(only, labels, isInside);
  const text = filters.map((filter) => words(filter, labels, true)).join(` ${join} `);
  return isInside ? `(${text})` : text;
}

function surveyWords(id: string, { survey: _, state, question, ...tests }: Condition, labels: Labels): string {
  if (typeof question === 'string') return `in ${id} ${conditionWords({ trait: question, ...tests }, labels)}`;
  return typeof state === 'string' ? `${state.replace('_', ' ')} ${id}` : `saw ${id}`;
}

function isCondition(value: unknown): value is Condition {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
