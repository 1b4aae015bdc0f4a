/** A condition of the filter language, as docs/filters.md describes it. */
export type Condition = Readonly<Record<string, unknown>>;

/** Whom a filter selects. */
export type Subject = 'accounts' | 'profiles';

/** Whether all conditions of a group hold, one at least, or none. */
export type Join = 'all' | 'any' | 'none';

/** A group of conditions. */
export interface Group {
  readonly join: Join;
  readonly conditions: readonly Condition[];
}

/** Reads the filter of an address as a group. What is no group is one condition; what is no JSON is none. */
export function readFilter(text: string | undefined): Group {
  let filter: unknown;
  try {
    filter = JSON.parse(text ?? '');
  } catch {
    return { join: 'all', conditions: [] };
  }
  return isCondition(filter) ? wholeGroup(filter) : { join: 'all', conditions: [] };
}

/** A filter as a group: what is none is one condition. */
export function wholeGroup(filter: Condition): Group {
  return groupOf(filter) ?? { join: 'all', conditions: [filter] };
}

/** The filter that stands for a group; undefined for one without conditions. */
export function filterText(group: Group): string | undefined {
  return group.conditions.length === 0 ? undefined : JSON.stringify(filterOf(group));
}

/** The condition that stands for a group. */
export function filterOf({ join, conditions }: Group): Condition {
  const [only] = conditions;
  if (join === 'none') return { not: conditions.length === 1 ? only : { any: conditions } };
  return conditions.length === 1 && only ? only : { [join]: conditions };
}

/** The group that one more condition narrows. */
export function narrowed(group: Group, condition: Condition): Group {
  if (group.join === 'all') return { join: 'all', conditions: [...group.conditions, condition] };
  return { join: 'all', conditions: group.conditions.length === 0 ? [condition] : [filterOf(group), condition] };
}

/** Reads a condition as a group of others; undefined where it is none, as "not in a segment". */
export function groupOf(condition: Condition): Group | undefined {
  const [[word, inner] = [], ...more] = Object.entries(condition);
  if (more.length > 0) return undefined;
  if ((word === 'all' || word === 'any') && isConditions(inner)) return { join: word, conditions: inner };
  if (word !== 'not' || !isCondition(inner) || typeof inner.segment === 'string') return undefined;
  const negated = groupOf(inner);
  return { join: 'none', conditions: negated?.join === 'any' ? negated.conditions : [inner] };
}

/** Whether something may be a condition. */
export function isCondition(value: unknown): value is Condition {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isConditions(value: unknown): value is readonly Condition[] {
  return Array.isArray(value) && value.every(isCondition);
}
