import { applyRules, type Decision, DecisionError, isInPlace } from '@kith/fold';
import type { Db } from '../persist/database.ts';
import { appendDecision, requireKnown, standingRules } from '../persist/decision-log.ts';
import { sqliteStore } from '../persist/sqlite-store.ts';

/**
 * Takes a decision: keeps it and makes all history follow it, in one transaction.
 * @returns its id.
 * @throws DecisionError when it cannot be taken, joins somebody who is not known, or needs all events folded anew.
 */
export function decide(db: Db, decision: Decision, now: number): number {
  return db
    .transaction(() => {
      requireKnown(db, decision);
      return follow(db, decision, now);
    })
    .immediate();
}

/** As {@link decide}, whomever it is about: who is not known yet may come. Call in a transaction. */
export function follow(db: Db, decision: Decision, now: number): number {
  const before = standingRules(db);
  const id = appendDecision(db, decision, now);
  const after = standingRules(db);
  if (!isInPlace(before, after)) {
    throw new DecisionError('this changes how every event is read: let kith policy, kith map or kith undo do it');
  }
  applyRules(sqliteStore(db, after), before, after);
  return id;
}
