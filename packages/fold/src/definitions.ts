import { canonicalJson, formatTime } from '@kith/protocol';
import type { EventDay } from './event-day.ts';
import type { EventDefinitionRow, TraitDefinitionRow, TraitRow } from './rows.ts';
import { traitType } from './trait.ts';

/** The definitions of event names, in any order. */
export function definitionsOfEvents(days: Iterable<EventDay>): EventDefinitionRow[] {
  return [...Map.groupBy(days, ({ name }) => name)].map(([name, own]) => ({
    name,
    first_seen_at: formatTime(Math.min(...own.map(({ first }) => first))),
    last_seen_at: formatTime(Math.max(...own.map(({ last }) => last))),
    count: own.reduce((sum, { count }) => sum + count, 0),
  }));
}

/** The definitions of traits, in any order. */
export function definitionsOfTraits(traits: Iterable<TraitRow>): TraitDefinitionRow[] {
  const keyOf = ({ trait_group, key }: TraitRow) => JSON.stringify([trait_group, key]);
  return [...Map.groupBy(traits, keyOf).values()].map((own) => {
    const [{ trait_group, key }] = own as [TraitRow];
    const types = Map.groupBy(own, ({ value }) => traitType(value));
    const [type = ''] = types.keys();
    const times = own.flatMap(({ first_at, updated_at }) => [first_at, updated_at]).sort();
    return {
      trait_group,
      key,
      type: types.size > 1 ? 'mixed' : type,
      types: canonicalJson(Object.fromEntries([...types].map(([name, same]) => [name, same.length]))),
      first_seen_at: times[0] ?? '',
      last_seen_at: times.at(-1) ?? '',
      count: own.length,
    };
  });
}
