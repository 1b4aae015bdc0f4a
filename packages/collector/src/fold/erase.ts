import { rmSync } from 'node:fs';
import { applyRules, DecisionError, type Erasable, type Erase, erasable, fold } from '@kith/fold';
import { formatTime, parseTime } from '@kith/protocol';
import { forgetInAudit } from '../persist/audit-table.ts';
import { cleanFile, type FileState, markUnclean } from '../persist/clean-file.ts';
import { type Db, openReadOnly } from '../persist/database.ts';
import { appendErasure, forgetIdentities, standingRules } from '../persist/decision-log.ts';
import { anonymousText } from '../persist/erased.ts';
import { countEvents, countOwn, deleteSelected, forgetRejected, type OwnCounts, select } from '../persist/erasing.ts';
import { erasureHash } from '../persist/erasure-secret.ts';
import { sqliteStore } from '../persist/sqlite-store.ts';
import { scratchPath } from '../persist/swap.ts';
import { markFolded } from '../persist/unfolded.ts';
import { foldAll } from './fold-all.ts';

/** What an erasure took away. */
export interface Erasure extends OwnCounts {
  readonly decisionId: number;
  readonly eventCount: number;
  readonly rejectedCount: number;
  /** Decisions that named the person, and no longer do. */
  readonly decisionCount: number;
}

/** The report of an erasure. */
export type ErasureReport = Erasure & FileState;

/**
 * Erases a person and cleans the files of what is left in them.
 * @throws DecisionError when the identity leads to nobody, or to several people.
 */
export function eraseAndClean(db: Db, decision: Erase, now: number): ErasureReport {
  const erasure = erase(db, decision, now);
  const state = cleanFile(db);
  try {
    // Tables that an interrupted rebuild has left behind hold the person too.
    for (const path of [scratchPath(db.name), `${scratchPath(db.name)}.part`]) rmSync(path, { force: true });
    return { ...erasure, ...state };
  } catch (error) {
    return {
      ...erasure,
      isClean: false,
      reason: `${error instanceof Error ? error.message : error}: remove it yourself`,
    };
  }
}

/**
 * Erases a person: deletes every message of theirs up to a time and everything derived from it, in one transaction, and
 * keeps hashes of what must never come back. What the files still hold of it is cleaned by `cleanFile` afterwards.
 * @throws DecisionError when the identity leads to nobody.
 */
export function erase(db: Db, decision: Erase, now: number): Erasure {
  return db.transaction(() => eraseNow(db, decision, now)).immediate();
}

function eraseNow(db: Db, decision: Erase, now: number): Erasure {
  const before = standingRules(db);
  foldAll(db, before);
  const target = requireTarget(
    erasable({ store: sqliteStore(db, before), rules: before }, decision.identity),
    decision,
  );

  const selected = select(db, target, decision.at === null ? null : (parseTime(decision.at)?.ms ?? null));
  // A clock that runs ahead must not save the latest messages of what is erased as a whole.
  const until = parseTime(decision.at ?? '')?.ms ?? Math.max(now, selected.latest);
  const profiles = profilesOf(target);
  const own = countOwn(db, profiles);
  const hash = erasureHash(db, true);
  const rejectedCount = forgetRejected(db, target);

  const ids = [...suppressed(target)].map((text) => hash(text));
  const decisionId = appendErasure(db, { until, at: formatTime(until), forever: decision.forever, ids }, now);
  const claim = db.prepare('INSERT INTO erased_claims (stream_hash, decision_id, user_hash) VALUES (?, ?, ?)');
  for (const device of target.devices) {
    for (const user of target.users) claim.run(hash(`a:${device}`), decisionId, hash(`u:${user}`));
  }

  fold(sqliteStore(db, before), { added: [], removed: selected.keys }, before);
  deleteSelected(db, hash, 'erased');
  const decisionCount = forgetIdentities(db, namesOf(target), hash);
  forgetInAudit(db, namesOf(target), hash);
  const after = standingRules(db);
  applyRules(sqliteStore(db, after), before, after);
  markFolded(db);
  markUnclean(db);

  const left = countOwn(db, profiles);
  return {
    decisionId,
    eventCount: selected.keys.length,
    sessionCount: own.sessionCount - left.sessionCount,
    responseCount: own.responseCount - left.responseCount,
    rejectedCount,
    decisionCount,
  };
}

// Of a device that others use too only what is anonymous is the erased profile's.
function suppressed(target: Erasable): Set<string> {
  const { profileId } = target;
  const ids = new Set(namesOf(target));
  if (profileId.startsWith('a:') && !ids.has(profileId)) ids.add(anonymousText(profileId.slice(2)));
  return ids;
}

/** What an erasure would take away. */
export interface ErasurePreview extends OwnCounts {
  readonly profileId: string;
  /** Every identifier that would stay away, as `u:<userId>` or `a:<anonymousId>`. */
  readonly identities: readonly string[];
  readonly eventCount: number;
}

/** Says what an erasure would take away now, and changes nothing. @throws DecisionError as {@link erase} does. */
export function whatErases(file: string, decision: Erase): ErasurePreview {
  const db = openReadOnly(file);
  try {
    const rules = standingRules(db);
    const target = requireTarget(erasable({ store: sqliteStore(db, rules), rules }, decision.identity), decision);
    const profiles = profilesOf(target);
    return {
      profileId: target.profileId,
      identities: namesOf(target),
      eventCount: countEvents(db, profiles, parseTime(decision.at ?? '')?.ms ?? null),
      ...countOwn(db, profiles),
    };
  } finally {
    db.close();
  }
}

function requireTarget(target: Erasable | undefined, { identity }: Erase): Erasable {
  if (target) return target;
  throw new DecisionError(`${identity} leads to nobody, or to several people: name one of them by u:<userId>`);
}

// The person's, and what an identity policy keeps apart on devices that are theirs alone.
function profilesOf({ profileId, ownDevices }: Erasable): string[] {
  return [...new Set([profileId, ...[...ownDevices].map((device) => `a:${device}`)])];
}

function namesOf({ users, ownDevices }: Erasable): string[] {
  return [...[...users].map((user) => `u:${user}`), ...[...ownDevices].map((device) => `a:${device}`)];
}
