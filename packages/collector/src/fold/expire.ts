import { rmSync } from 'node:fs';
import { type Expire, fold } from '@kith/fold';
import { parseTime } from '@kith/protocol';
import { type Db, openReadOnly } from '../persist/database.ts';
import { appendExpiry, standingRules } from '../persist/decision-log.ts';
import { identifiersIn } from '../persist/erased.ts';
import {
  deleteSelected,
  expireRejected,
  forgetRejectedWhere,
  selectBefore,
  selectedKeys,
  selectStreams,
} from '../persist/erasing.ts';
import { erasureHash } from '../persist/erasure-secret.ts';
import { inactiveStreams } from '../persist/inactive-streams.ts';
import { sqliteStore } from '../persist/sqlite-store.ts';
import { scratchPath } from '../persist/swap.ts';
import { markFolded } from '../persist/unfolded.ts';
import { foldAll } from './fold-all.ts';

/** What an expiry took away. */
export interface Expiry {
  readonly decisionId: number;
  readonly eventCount: number;
  /** Profiles of which nothing is left. */
  readonly profileCount: number;
  readonly rejectedCount: number;
}

/**
 * Deletes every message from before a time, or all of everybody who was not seen since, in one transaction: profiles become the
 * fold of what remains. Hashes of what
 * was deleted stay, so that no copy of it comes back under another time. SQLite uses the space again.
 */
export function expire(db: Db, decision: Expire, now: number): Expiry {
  const expiry = db.transaction(() => expireNow(db, decision, now)).immediate();
  // Tables that an interrupted rebuild has left behind hold what has expired, too.
  for (const path of [scratchPath(db.name), `${scratchPath(db.name)}.part`]) rmSync(path, { force: true });
  return expiry;
}

function expireNow(db: Db, decision: Expire, now: number): Expiry {
  const rules = standingRules(db);
  foldAll(db, rules);
  const hash = erasureHash(db, true);
  const decisionId = appendExpiry(db, decision, now);
  const profileCount = countProfiles(db);
  const inactive = decision.inactive && inactiveStreams(db, timeOf(decision), rules);
  const eventCount = inactive ? selectStreams(db, inactive) : selectBefore(db, timeOf(decision));
  const store = sqliteStore(db, rules);
  for (const removed of selectedKeys(db)) fold(store, { added: [], removed }, rules);
  deleteSelected(db, hash, 'expired');
  const rejectedCount = inactive
    ? forgetRejectedWhere(db, (body) => identifiersIn(body).some((id) => inactive.has(id)))
    : expireRejected(db, decision.before);
  markFolded(db);
  return { decisionId, eventCount, profileCount: profileCount - countProfiles(db), rejectedCount };
}

/** Says what an expiry would take away now, and changes nothing. */
export function whatExpires(file: string, decision: Expire): Omit<Expiry, 'decisionId'> {
  const db = openReadOnly(file);
  const count = (sql: string, bound: number | string) => db.prepare<unknown[], number>(sql).pluck().get(bound) ?? 0;
  try {
    if (decision.inactive) return whoExpires(db, timeOf(decision));
    return {
      eventCount: count('SELECT count(*) FROM event_log WHERE t < ?', timeOf(decision)),
      profileCount: count(
        `SELECT count(*) FROM (SELECT profile_id FROM atoms JOIN placements USING (atom_id)
         GROUP BY profile_id HAVING max(placements.t) < ?)`,
        timeOf(decision),
      ),
      rejectedCount: count('SELECT count(*) FROM rejected_events WHERE received_at < ?', decision.before),
    };
  } finally {
    db.close();
  }
}

function whoExpires(db: Db, before: number): Omit<Expiry, 'decisionId'> {
  const streams = inactiveStreams(db, before, standingRules(db));
  const bodies = db.prepare<[], string>('SELECT body FROM rejected_events WHERE body IS NOT NULL').pluck();
  const isTheirs = (body: string) => identifiersIn(body).some((id) => streams.has(id));
  const count = (sql: string) =>
    db
      .prepare<[string], number>(sql)
      .pluck()
      .get(JSON.stringify([...streams])) ?? 0;
  return {
    eventCount: count('SELECT count(*) FROM event_log WHERE stream IN (SELECT value FROM json_each(?))'),
    profileCount: count(
      'SELECT count(DISTINCT profile_id) FROM json_each(?) AS given JOIN atoms ON atoms.stream = given.value',
    ),
    rejectedCount: bodies.all().filter(isTheirs).length,
  };
}

function timeOf({ before }: Expire): number {
  return parseTime(before)?.ms ?? 0;
}

function countProfiles(db: Db): number {
  return db.prepare<[], number>('SELECT count(*) FROM profile_rows').pluck().get() ?? 0;
}
