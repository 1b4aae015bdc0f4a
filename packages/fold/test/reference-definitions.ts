import { canonicalJson, formatTime } from '@kith/protocol';
import type { Event } from '../src/event.ts';
import type { EventDefinitionRow, TraitDefinitionRow, TraitRow } from '../src/rows.ts';
import { groupBy } from './reference-groups.ts';

/** The names of track events. */
export function eventDefinitions(events: readonly Event[]): EventDefinitionRow[] {
  const tracks = events.filter(({ type }) => type === 'track').toSorted((a, b) => a.t - b.t);
  return [...groupBy(tracks, (event) => event.name ?? '')].map(([name, own]) => ({
    name,
    first_seen_at: formatTime(own[0]!.t),
    last_seen_at: formatTime(own.at(-1)!.t),
    count: own.length,
  }));
}

/** The traits that people have. */
export function traitDefinitions(rows: readonly TraitRow[]): TraitDefinitionRow[] {
  return [...groupBy(rows, ({ trait_group, key }) => `${trait_group} ${key}`).values()].map((own) => {
    const types = own
      .map(({ value }) => JSON.parse(value))
      .map((value) => (Array.isArray(value) ? 'array' : typeof value));
    const counts = Object.fromEntries(types.map((type) => [type, types.filter((other) => other === type).length]));
    return {
      trait_group: own[0]!.trait_group,
      key: own[0]!.key,
      type: new Set(types).size > 1 ? 'mixed' : types[0]!,
      types: canonicalJson(counts),
      first_seen_at: own.map((row) => row.first_at).sort()[0]!,
      last_seen_at: own
        .map((row) => row.updated_at)
        .sort()
        .at(-1)!,
      count: own.length,
    };
  });
}
