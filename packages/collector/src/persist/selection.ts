import type { Rules } from '@kith/fold';
import type { Db } from './database.ts';
import { latestDecisionId } from './decision-log.ts';
import { FOLDED_COLUMNS, type FoldedRow, foldedEvent } from './event-row.ts';
import { expiringMark } from './expiring.ts';
import { rulesMark } from './rules-mark.ts';
import { type NextUnfolded, receivedMarks } from './unfolded.ts';

/**
 * Puts the events of a scratch database's file into the order in which folding them is cheapest: stream by stream.
 * @param streams only these streams; all by default.
 * @param until only events up to this time, in ms since 1970.
 * @returns how many events there are to fold.
 */
export function selectEvents(db: Db, { streams, until }: Selection = {}): number {
  db.exec('CREATE TEMP TABLE selected (seq INTEGER PRIMARY KEY, log_seq INTEGER NOT NULL UNIQUE)');
  if (streams) {
    const insert = db.prepare(
      `INSERT INTO selected (log_seq)
       SELECT seq FROM file.atoms JOIN file.placements USING (atom_id) JOIN file.event_log USING (seq)
       WHERE atoms.stream = ? AND event_log.t <= ? ORDER BY event_log.t`,
    );
    for (const stream of streams) insert.run(stream, until ?? Number.MAX_SAFE_INTEGER);
  } else {
    db.prepare('INSERT INTO selected (log_seq) SELECT seq FROM file.event_log WHERE t <= ? ORDER BY stream, t').run(
      until ?? Number.MAX_SAFE_INTEGER,
    );
  }
  return Number(db.prepare('SELECT count(*) FROM selected').pluck().get());
}

/** Follows the selected events of a scratch database. What it has folded then stands for all that its file holds. */
export function selectedEvents(db: Db, rules: Rules): NextUnfolded {
  const after = db
    .prepare<[number, number], FoldedRow>(
      `SELECT ${FOLDED_COLUMNS}, selected.seq FROM selected JOIN event_log ON event_log.seq = selected.log_seq
     WHERE selected.seq > ? ORDER BY selected.seq LIMIT ?`,
    )
    .raw();
  const mark = db.prepare('INSERT OR REPLACE INTO watermarks (name, value) VALUES (?, ?)');
  let rank = 0;
  return (limit) => {
    const rows = after.all(rank, limit);
    rank = Number(rows.at(-1)?.at(-1) ?? rank);
    return {
      fresh: rows.map((row) => foldedEvent(row, rules)),
      replaced: [],
      done() {
        if (rows.length > 0) return;
        const { seq, replacement } = receivedMarks(db);
        mark.run('seq', seq);
        mark.run('replacement_id', replacement);
        mark.run('decision_id', latestDecisionId(db));
        mark.run('rules', rulesMark(rules));
        mark.run('expiring', expiringMark(db));
      },
    };
  };
}

/** Which events of a file to fold. */
export interface Selection {
  readonly streams?: Iterable<string>;
  readonly until?: number;
}

/**
 * Every stream that may have a say in whose the events of the given streams are: those that share users, aliases, or what
 * operators have joined by any of the given rules.
 */
export function relatedStreams(db: Db, streams: Iterable<string>, ...rules: readonly Rules[]): Set<string> {
  const users = db
    .prepare<[string], string>('SELECT DISTINCT user_id FROM atoms WHERE stream = ? AND user_id IS NOT NULL')
    .pluck();
  const ofUser = db.prepare<[string], string>('SELECT DISTINCT stream FROM atoms WHERE user_id = ?').pluck();
  const aliases = db.prepare<{ id: string }, { stream: string; previous_id: string; user_id: string }>(
    'SELECT stream, previous_id, user_id FROM aliases WHERE previous_id = @id OR user_id = @id',
  );
  const found = new Set(streams);
  const seen = new Set<string>();
  const visit = (user: string) => {
    if (seen.has(user)) return;
    seen.add(user);
    for (const stream of ofUser.all(user)) found.add(stream);
    for (const { stream, previous_id, user_id } of aliases.all({ id: user })) {
      found.add(stream).add(`a:${previous_id}`);
      visit(previous_id);
      visit(user_id);
    }
    followMerges(`u:${user}`);
  };
  const followMerges = (end: string) => {
    for (const { identity, user } of rules.flatMap(({ merges }) => merges.get(end) ?? [])) {
      found.add(identity).add(`u:${user}`);
    }
  };
  for (const stream of found) {
    followMerges(stream);
    visit(stream.slice(2));
    for (const user of users.all(stream)) visit(user);
  }
  return found;
}
