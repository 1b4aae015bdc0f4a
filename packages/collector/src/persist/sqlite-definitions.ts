import type { EventDay, Store, TraitRow } from '@kith/fold';
import { traitType } from '@kith/fold';
import { DAY_MS } from '@kith/protocol';
import type { Db } from './database.ts';
import { heldBack } from './held-back.ts';
import { ownRowsWriter } from './rows.ts';
import { steady } from './steady.ts';

type DefinitionMethod = 'changeTraits' | 'eventDay' | 'flush' | 'putEventDay' | 'putTraits' | 'trackTimes';

/** In SQLite what definitions are read from: the days of event names, and traits with the types of their values. */
export function definitionStore(db: Db, heldCount: number): Pick<Store, DefinitionMethod> {
  const days = dayStore(db, heldCount);
  const traits = traitStore(db);
  return {
    ...days,
    ...traits,
    flush() {
      days.flush();
      traits.flush();
    },
  };
}

function dayStore(db: Db, heldCount: number): Pick<Store, 'eventDay' | 'flush' | 'putEventDay' | 'trackTimes'> {
  const read = db.prepare<[string, string], Pick<EventDay, 'count' | 'day' | 'name'> & Ends>(
    steady('SELECT name, day, count, first_t AS first, last_t AS last FROM event_days WHERE name = ? AND day = ?'),
  );
  const write = db.prepare(
    'INSERT OR REPLACE INTO event_days (name, day, count, first_t, last_t) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = db.prepare('DELETE FROM event_days WHERE name = ? AND day = ?');
  // An event whose stored copy waits to be folded counts as another one still, whose name and time are not known here.
  const times = db.prepare<[string, string, number, number, string], Ends>(
    steady(`SELECT min(log.t) AS first, max(log.t) AS last
     FROM event_counts AS counts
     CROSS JOIN atoms ON atoms.profile_id = counts.profile_id
     CROSS JOIN placements ON placements.atom_id = atoms.atom_id
     CROSS JOIN event_log AS log ON log.seq = placements.seq
     WHERE counts.name = ? AND counts.day = ? AND placements.t BETWEEN ? AND ?
       AND log.type = 'track' AND coalesce(log.name, '') = ?
       AND log.seq NOT IN (SELECT seq FROM replacements WHERE replacement_id >
         coalesce((SELECT value FROM watermarks WHERE name = 'replacement_id'), 0))`),
  );
  const held = heldBack<string, EventDay>(
    heldCount,
    (id) => {
      const row = read.get(id.slice(DAY_LENGTH), id.slice(0, DAY_LENGTH));
      return row && { ...row, ...known(row) };
    },
    (_, { name, day, count, first, last }) =>
      write.run(name, day, count, ...[first, last].map((t) => (Number.isFinite(t) ? t : null))),
  );
  return {
    eventDay: (name, day) => held.get(day + name),
    putEventDay(name, day, value) {
      if (value) return held.set(day + name, value);
      held.drop(day + name);
      remove.run(name, day);
    },
    trackTimes(name, day) {
      const start = Date.parse(day);
      return known(times.get(name, day, start, start + DAY_MS - 1, name));
    },
    flush: held.flush,
  };
}

interface Ends {
  readonly first: number | null;
  readonly last: number | null;
}

function known(ends: Ends | undefined): Pick<EventDay, 'first' | 'last'> {
  return { first: ends?.first ?? Number.POSITIVE_INFINITY, last: ends?.last ?? Number.NEGATIVE_INFINITY };
}

const DAY_LENGTH = '2026-11-22'.length;

function traitStore(db: Db): Pick<Store, 'changeTraits' | 'flush' | 'putTraits'> {
  const counts = new Map<string, number>();
  const add = (row: TraitRow | undefined, sign: 1 | -1) => {
    if (!row) return;
    const id = JSON.stringify([row.trait_group, row.key, traitType(row.value)]);
    counts.set(id, (counts.get(id) ?? 0) + sign);
  };
  const write = db.prepare(
    `INSERT INTO trait_types (trait_group, key, type, count) VALUES (?, ?, ?, ?)
     ON CONFLICT (trait_group, key, type) DO UPDATE SET count = count + excluded.count`,
  );
  const remove = db.prepare('DELETE FROM trait_types WHERE trait_group = ? AND key = ? AND type = ? AND count = 0');
  const onChange = (before: TraitRow | undefined, after: TraitRow | undefined) => {
    add(before, -1);
    add(after, 1);
  };
  const putGroup = ownRowsWriter(db, 'trait_rows', ['profile_id', 'trait_group'], onChange);
  const putOne = ownRowsWriter(db, 'trait_rows', ['profile_id', 'trait_group', 'key'], onChange);
  return {
    putTraits: (profileId, group, rows) => putGroup([profileId, group], rows),
    changeTraits(profileId, group, rows) {
      for (const [key, row] of rows) putOne([profileId, group, key], row ? [row] : []);
    },
    flush() {
      for (const [id, count] of counts) {
        const [group, key, type] = JSON.parse(id) as [string, string, string];
        if (count !== 0) write.run(group, key, type, count);
        if (count < 0) remove.run(group, key, type);
      }
      counts.clear();
    },
  };
}
