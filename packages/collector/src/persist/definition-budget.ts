import { dayOf } from '@kith/protocol';
import type { EnrichedEvent } from '../enrich/enriched-event.ts';
import type { Db } from './database.ts';
import { nameHash } from './name-hash.ts';
import { steady } from './steady.ts';

/** Keeps senders from bringing ever new names of events and traits, each of which costs every list of names for ever. */
export interface DefinitionBudget {
  /**
   * Whether an event fits the budget of its source for the day; its new names count from then on. Call in the transaction
   * that stores it.
   * @param limit new names a day; null for any number.
   */
  readonly admits: (event: EnrichedEvent, limit: number | null) => boolean;
  /** Forgets what was noted since the last commit: the transaction was undone. */
  readonly reload: () => void;
}

/** Names kept in memory: more than an honest project has. */
const MEMO_SIZE = 20_000;

/** Opens the budget of a database. Only hashes of names are kept, because a name may come from somebody who is erased. */
export function definitionBudget(db: Db): DefinitionBudget {
  const find = db.prepare<[number], number>(steady('SELECT 1 FROM known_names WHERE name_hash = ?')).pluck();
  const note = db.prepare('INSERT OR IGNORE INTO known_names (name_hash) VALUES (?)');
  const spent = db
    .prepare<[string, string], number>('SELECT count FROM new_names WHERE source = ? AND day = ?')
    .pluck();
  const spend = db.prepare('INSERT OR REPLACE INTO new_names (source, day, count) VALUES (?, ?, ?)');
  const known = new Set<string>();
  const isKnown = (name: string): boolean => {
    if (known.has(name)) return true;
    if (find.get(nameHash(name)) === undefined) return false;
    remember(name);
    return true;
  };
  const remember = (name: string): void => {
    if (known.size >= MEMO_SIZE) known.clear();
    known.add(name);
  };
  return {
    admits(event, limit) {
      const fresh = namesOf(event).filter((name) => !isKnown(name));
      if (fresh.length === 0) return true;
      if (limit !== null) {
        const day = dayOf(event.receivedAt);
        const count = (spent.get(event.source, day) ?? 0) + fresh.length;
        if (count > limit) return false;
        spend.run(event.source, day, count);
      }
      for (const name of fresh) {
        note.run(nameHash(name));
        remember(name);
      }
      return true;
    },
    reload: () => known.clear(),
  };
}

function namesOf({ type, name, traits }: EnrichedEvent): string[] {
  if (type === 'track') return [`event:${name}`];
  return type === 'identify' || type === 'group' ? Object.keys(traits).map((key) => `trait:${key}`) : [];
}
