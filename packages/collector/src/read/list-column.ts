import type { Attributes } from './filter/attributes.ts';
import { FilterError } from './filter/filter-error.ts';
import type { SqlCondition } from './filter/filter-sql.ts';

/** What a list is sorted, or counted, by. */
export interface ListColumn {
  /** Its value, in SQL. */
  readonly value: string;
  /** The same as JSON, which tells `true` from 1 and a text from a number; undefined where the values are of one type. */
  readonly json?: string;
  /** What the rows are joined to for that, with the values to bind: they come before those of the condition. */
  readonly join: SqlCondition;
}

const TRAIT = 'traits.';

/**
 * A column by its name: an attribute, or a trait as `traits.KEY`.
 * @param parameter what named it, for people.
 * @throws FilterError on any other.
 */
export function listColumn(alias: string, attributes: Attributes, parameter: string, name: string): ListColumn {
  if (attributes.has(name)) return { value: `${alias}.${name}`, join: { sql: '', params: [] } };
  if (!name.startsWith(TRAIT) || name === TRAIT)
    throw new FilterError(parameter, `must be traits.KEY or one of ${[...attributes.keys()].join(', ')}`);
  const read = (value: string) => `(SELECT ${value} FROM json_each(${alias}.traits) WHERE key = wanted.trait_key)`;
  return {
    value: read('value'),
    json: read(`CASE WHEN type IN ('true', 'false') THEN type WHEN type <> 'null' THEN json_quote(value) END`),
    join: { sql: ' CROSS JOIN (SELECT ? AS trait_key) AS wanted', params: [name.slice(TRAIT.length)] },
  };
}
