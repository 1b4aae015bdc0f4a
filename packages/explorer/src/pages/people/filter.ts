/** A condition of the filter language, as docs/filters.md describes it. */
export type Condition = Readonly<Record<string, unknown>>;

/** A filter as rows of conditions: all of them hold, or any. */
export interface FilterRows {
  readonly join: 'all' | 'any';
  readonly conditions: readonly Condition[];
}

/** Reads the filter of an address. What is no list of conditions is one condition; what is no JSON is none. */
export function readFilter(text: string | undefined): FilterRows {
  let filter: unknown;
  try {
    filter = JSON.parse(text ?? '');
  } catch {
    return { join: 'all', conditions: [] };
  }
  if (typeof filter !== 'object' || filter === null) return { join: 'all', conditions: [] };
  for (const join of ['all', 'any'] as const) {
    const conditions = (filter as Condition)[join];
    if (Array.isArray(conditions) && Object.keys(filter).length === 1) return { join, conditions };
  }
  return { join: 'all', conditions: [filter as Condition] };
}

/** The filter that stands for some rows; undefined for none. */
export function filterText({ join, conditions }: FilterRows): string | undefined {
  if (conditions.length === 0) return undefined;
  return JSON.stringify(conditions.length === 1 ? conditions[0] : { [join]: conditions });
}

/** Words for the tests of the filter language. */
export const TEST_WORDS: Readonly<Record<string, string>> = {
  is: 'is',
  is_not: 'is not',
  in: 'is one of',
  not_in: 'is none of',
  contains: 'contains',
  starts_with: 'starts with',
  over: 'over',
  at_least: 'at least',
  under: 'under',
  at_most: 'at most',
  before: 'before',
  after: 'after',
  within_days: 'in the last days',
  on_day: 'on the day',
  known: 'is known',
};
