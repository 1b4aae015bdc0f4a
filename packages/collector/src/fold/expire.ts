import { rmSync } from 'node:fs';
import { type Expire, fold, type Rules, type Store } from '@kith/fold';
import { DAY_MS, parseTime } from '@kith/protocol';
import { type Db, openReadOnly } from '../persist/database.ts';
import { appendExpiry, standingRules } from '../persist/decision-log.ts';
import { identifiersIn } from '../persist/erased.ts';
import { deleteSelected, expireRejected, forgetRejectedWhere, selectedKeys, selectSeqs } from '../persist/erasing.ts';
import { erasureHash, type KeyedHash } from '../persist/erasure-secret.ts';
import { type Expiring, messagesBefore, noteExpiring, type OldMessage, readExpiring } from '../persist/expiring.ts';
import { inactiveStreams } from '../persist/inactive-streams.ts';
import { sqliteStore } from '../persist/sqlite-store.ts';
import { scratchPath } from '../persist/swap.ts';
import { foldedMarks, lowerMarks, receivedMarks } from '../persist/unfolded.ts';
import { foldAll } from './fold-all.ts';
import { nextSliceCount } from './slice-count.ts';

/** What an expiry took away. */
export interface Expiry {
  readonly decisionId: number;
  readonly eventCount: number;
  /** Profiles of which nothing is left. */
  readonly profileCount: number;
  readonly rejectedCount: number;
}

/** How large slices are. */
export interface Slicing {
  /** How long one should take, in ms: so long others may have to wait for it. */
  readonly ms: number;
  /** Messages in the first, and in each at least: what any slice costs would else be most of it. */
  readonly leastCount: number;
}

/** Where nobody waits for the end of a slice. */
const UNDISTURBED: Slicing = { ms: 500, leastCount: 1_000 };

/** Messages in a slice at most. */
const MAX_SLICE_COUNT = 20_000;

/** Messages that are found, in the order of arrival, before they are deleted in another: what one slice may have to sort. */
const CHUNK_COUNT = 100_000;

/** Messages that are looked at between two pauses. */
const LOOK_COUNT = 5_000;

/** Deletes what has expired as {@link expireInSlices} does, without a pause. */
export function expire(db: Db, decision: Expire, now: number, onStep: (expiring: Expiring) => void = () => {}): Expiry {
  const steps = expireInSlices(db, decision, now, UNDISTURBED);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    onStep(step.value);
  }
}

/**
 * Deletes every message from before a time, or all of everybody who was not seen since: profiles become the fold of what
 * remains. The decision acts at once on what comes; what is stored is deleted in slices, a transaction each, with pauses in which others
 * may write, though no decisions. After each the tables are the fold of what is left. Interrupted, it goes on
 * with {@link finishExpiry}. Hashes of what was deleted stay, so that no copy of it comes back under another time. SQLite uses the
 * space again.
 */
export function* expireInSlices(
  db: Db,
  decision: Expire,
  now: number,
  slicing: Slicing,
): Generator<Expiring, Expiry, void> {
  yield* finishExpiry(db, slicing);
  const begun = db
    .transaction(() => {
      const decisionId = appendExpiry(db, decision, now);
      const counts = { done: 0, position: 0, eventCount: 0, profileCount: 0 };
      const expiring: Expiring = { decision, decisionId, until: receivedMarks(db).seq, ...counts };
      noteExpiring(db, expiring);
      return expiring;
    })
    .immediate();
  return yield* carryOut(db, begun, slicing);
}

/** Goes on with an expiry that was interrupted. @returns undefined where none was. */
export function* finishExpiry(db: Db, slicing: Slicing): Generator<Expiring, Expiry | undefined, void> {
  const begun = readExpiring(db);
  return begun && (yield* carryOut(db, begun, slicing));
}

function* carryOut(db: Db, begun: Expiring, { ms, leastCount }: Slicing): Generator<Expiring, Expiry, void> {
  const rules = standingRules(db);
  const hash = erasureHash(db, true);
  db.transaction(() => foldAll(db, rules)).immediate();
  const { decision } = begun;
  const before = timeOf(decision);
  const inactive = decision.inactive ? inactiveStreams(db, before, rules) : undefined;
  const limit = inactive ? Number.MAX_SAFE_INTEGER : before;
  const look = messagesBefore(db);
  let state = begun;
  const bounds = { ms, least: leastCount, most: MAX_SLICE_COUNT };
  let sliceCount = leastCount;
  while (state.done < state.until) {
    let end = state.done;
    const chunk: OldMessage[] = [];
    for (; end < state.until && chunk.length < CHUNK_COUNT; yield state) {
      const to = Math.min(end + LOOK_COUNT, state.until);
      for (const message of look(limit, end, to)) if (!inactive || inactive.has(message.stream)) chunk.push(message);
      end = to;
    }
    // Day by day, so that days are soon without messages, and nobody asks for the first of those that are left.
    chunk.sort(byDayAndStream);
    for (let from = 0; from < chunk.length; yield state) {
      const started = performance.now();
      const slice = chunk.slice(from, from + sliceCount);
      from += slice.length;
      const position = Math.round(state.done + ((end - state.done) * from) / chunk.length);
      const seqs = slice.map(({ seq }) => seq);
      state = db.transaction(() => removeSlice(db, { ...state, position }, { seqs, limit, rules, hash })).immediate();
      sliceCount = nextSliceCount(sliceCount, performance.now() - started, bounds);
    }
    state = { ...state, done: end, position: end };
    db.transaction(() => noteExpiring(db, state)).immediate();
  }
  return end(db, state, inactive);
}

interface Slice {
  readonly seqs: readonly number[];
  /** In ms since 1970. */
  readonly limit: number;
  readonly rules: Rules;
  readonly hash: KeyedHash;
}

function removeSlice(db: Db, state: Expiring, { seqs, limit, rules, hash }: Slice): Expiring {
  // A better copy may have come meanwhile, whose place nobody knows yet.
  if (receivedMarks(db).replacement > foldedMarks(db).replacement) foldAll(db, rules);
  const eventCount = state.eventCount + selectSeqs(db, seqs, limit);
  const { store, goneCount } = countingGone(sqliteStore(db, rules));
  fold(store, { added: [], removed: [...selectedKeys(db)].flat() }, rules);
  deleteSelected(db, hash, 'expired');
  lowerMarks(db);
  const next = { ...state, eventCount, profileCount: state.profileCount + goneCount() };
  noteExpiring(db, next);
  return next;
}

function end(db: Db, state: Expiring, inactive: ReadonlySet<string> | undefined): Expiry {
  // Tables that an interrupted rebuild has left behind hold what has expired, too.
  for (const path of [scratchPath(db.name), `${scratchPath(db.name)}.part`]) rmSync(path, { force: true });
  const { decision, decisionId, eventCount, profileCount } = state;
  const isTheirs = (body: string) => identifiersIn(body).some((id) => inactive?.has(id));
  return db
    .transaction(() => {
      const rejectedCount = inactive ? forgetRejectedWhere(db, isTheirs) : expireRejected(db, decision.before);
      noteExpiring(db, undefined);
      return { decisionId, eventCount, profileCount, rejectedCount };
    })
    .immediate();
}

// Counts the profiles that go, less those that come because somebody else's claim is gone.
function countingGone(store: Store): { readonly store: Store; readonly goneCount: () => number } {
  let count = 0;
  return {
    store: {
      ...store,
      putProfile(profile) {
        if (!store.profile(profile.row.profile_id)) count -= 1;
        store.putProfile(profile);
      },
      deleteProfile(profileId) {
        if (store.profile(profileId)) count += 1;
        store.deleteProfile(profileId);
      },
    },
    goneCount: () => count,
  };
}

function byDayAndStream(a: OldMessage, b: OldMessage): number {
  const days = Math.floor(a.t / DAY_MS) - Math.floor(b.t / DAY_MS);
  return days || (a.stream < b.stream ? -1 : Number(a.stream > b.stream)) || a.t - b.t;
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
