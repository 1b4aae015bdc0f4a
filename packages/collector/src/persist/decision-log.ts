import {
  type Decision,
  DecisionError,
  type DecisionRow,
  decisionColumns,
  type Expire,
  FOR_EVER,
  type Rules,
  rulesOf,
} from '@kith/fold';
import { formatTime } from '@kith/protocol';
import type { Db } from './database.ts';
import type { ErasedValue } from './erased.ts';
import type { KeyedHash } from './erasure-secret.ts';
import { knownIdentities } from './known-identities.ts';

/** At most so many people can be kept out of a measurement as its control group. */
export const MAX_CONTROL_COUNT = 20;

/** The decisions in force, by id: those that no later one has undone. */
export function standingDecisions(db: Db): DecisionRow[] {
  return db
    .prepare<[], DecisionRow>(
      `SELECT * FROM decisions
       WHERE kind <> 'undo' AND decision_id NOT IN (SELECT CAST(value AS INTEGER) FROM decisions WHERE kind = 'undo')
       ORDER BY decision_id`,
    )
    .all();
}

/** The rules in force. */
export function standingRules(db: Db): Rules {
  return rulesOf(standingDecisions(db));
}

/** The id of the latest decision; 0 when nobody has decided anything. */
export function latestDecisionId(db: Db): number {
  return Number(db.prepare('SELECT coalesce(max(decision_id), 0) FROM decisions').pluck().get());
}

/**
 * Appends a decision. Call in a transaction, before what follows from it.
 * @returns its id.
 * @throws DecisionError when there is nothing to undo, or the control group is full.
 */
export function appendDecision(db: Db, decision: Decision, now: number): number {
  requireUndoable(standingDecisions(db), decision);
  const controlCount = countControlGroup(db);
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO decisions (kind, identity, other_identity, value, decided_at)
       VALUES (@kind, @identity, @other_identity, @value, @decided_at)`,
    )
    .run({ ...decisionColumns(decision), decided_at: formatTime(now) });
  // A group that has grown by itself, when somebody's identifiers were separated, may still be made smaller step by step.
  const newControlCount = countControlGroup(db);
  if (newControlCount > MAX_CONTROL_COUNT && newControlCount > controlCount) {
    throw new DecisionError(
      `${MAX_CONTROL_COUNT} people are control-excluded already, which is the most: take somebody out first`,
    );
  }
  return Number(lastInsertRowid);
}

/**
 * Checks that those whom a decision joins are known: a misspelt identifier would wait for somebody to come, and then be joined.
 * @throws DecisionError naming the one that is not.
 */
export function requireKnown(db: Db, decision: Decision): void {
  if (decision.kind !== 'merge') return;
  const isKnown = knownIdentities(db);
  for (const identity of [decision.identity, decision.other]) {
    if (isKnown(identity)) continue;
    throw new DecisionError(`nobody is known as ${identity}: kith find shows who is there`);
  }
}

/** Checks that what an undo takes back stands. @throws DecisionError */
export function requireUndoable(standing: readonly DecisionRow[], decision: Decision): void {
  if (decision.kind === 'erase') throw new DecisionError('kith erase erases people, on its own');
  if (decision.kind === 'expire') throw new DecisionError('kith expire deletes what is old, on its own');
  if (decision.kind !== 'undo') return;
  const row = standing.find(({ decision_id }) => decision_id === decision.decisionId);
  if (row?.kind === 'erase') {
    throw new DecisionError('an erasure cannot be undone: what was erased is not there any more');
  }
  if (row?.kind === 'expire') {
    throw new DecisionError('what has expired cannot be brought back: it is not there any more');
  }
  if (!row) {
    throw new DecisionError(
      `there is no decision ${decision.decisionId} in force: kith sql "select * from decisions" lists them`,
    );
  }
}

/**
 * Notes from when on browsers have to prove who their users are, or no longer have to, where that was otherwise so far.
 * Nothing has to be folded anew: it concerns what is received from now on.
 */
export function noteEnforcement(db: Db, isEnforced: boolean, now: number): void {
  const [, until] = standingRules(db).enforced.at(-1) ?? [];
  if (isEnforced === (until === FOR_EVER)) return;
  const insert = db.prepare("INSERT INTO decisions (kind, value, decided_at) VALUES ('enforce', ?, ?)");
  insert.run(isEnforced ? '1' : '0', formatTime(now));
}

/** Appends the decision that everything from before a time has expired. @returns its id. */
export function appendExpiry(db: Db, decision: Expire, now: number): number {
  const insert = db.prepare("INSERT INTO decisions (kind, value, decided_at) VALUES ('expire', ?, ?)");
  return Number(insert.run(decisionColumns(decision).value, formatTime(now)).lastInsertRowid);
}

/** Appends the decision to erase somebody, which says whom only by keyed hashes. @returns its id. */
export function appendErasure(db: Db, value: ErasedValue & { readonly at: string }, now: number): number {
  const insert = db.prepare("INSERT INTO decisions (kind, value, decided_at) VALUES ('erase', ?, ?)");
  return Number(insert.run(JSON.stringify(value), formatTime(now)).lastInsertRowid);
}

/**
 * Puts hashes in the place of identities that decisions name: those no longer act. @returns how many decisions changed.
 */
export function forgetIdentities(db: Db, identities: readonly string[], hash: KeyedHash): number {
  const changed = new Set<number>();
  for (const column of ['identity', 'other_identity']) {
    const update = db
      .prepare<[string, string], number>(`UPDATE decisions SET ${column} = ? WHERE ${column} = ? RETURNING decision_id`)
      .pluck();
    for (const identity of identities) {
      for (const id of update.all(FORGOTTEN + hash(identity), identity)) changed.add(id);
    }
  }
  return changed.size;
}

const FORGOTTEN = 'erased:';

function isForgotten(identity: string | null): boolean {
  return identity?.startsWith(FORGOTTEN) === true;
}

// People, and identifiers that may become people's: whoever is excluded before they first come counts too.
function countControlGroup(db: Db): number {
  const flags = standingDecisions(db).filter((row) => row.kind === 'control' && !isForgotten(row.identity));
  const latest = new Map(flags.map(({ identity, value }) => [identity ?? '', value]));
  const people = db
    .prepare<[], string>(`SELECT DISTINCT profile_id FROM flagged_profiles WHERE flag = 'control'`)
    .pluck();
  const isKnown = knownIdentities(db);
  const unknown = [...latest].filter(([identity, value]) => value === '1' && !isKnown(identity));
  return people.all().length + unknown.length;
}
