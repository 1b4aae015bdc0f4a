import {
  type Decision,
  type DecisionRow,
  decisionColumns,
  differentlyLinked,
  isInPlace,
  type Rules,
  rulesOf,
} from '@kith/fold';
import { formatTime } from '@kith/protocol';
import { type Db, openReadOnly } from '../persist/database.ts';
import { requireUndoable, standingDecisions } from '../persist/decision-log.ts';
import { relatedStreams } from '../persist/selection.ts';
import { compareFolds, type FoldDifference } from './compare-folds.ts';
import { type RefoldOptions, refold } from './refold.ts';

/** The rules in force and those that a decision would make. */
export interface RulesChange {
  readonly before: Rules;
  readonly after: Rules;
}

/** What the rules would be after a decision now, which is not taken. @throws DecisionError when there is nothing to undo. */
export function rulesAfter(db: Db, decision: Decision, now: number): RulesChange {
  const rows = standingDecisions(db);
  requireUndoable(rows, decision);
  const added: DecisionRow = {
    ...decisionColumns(decision),
    decision_id: Number.MAX_SAFE_INTEGER,
    decided_at: formatTime(now),
  };
  const after =
    decision.kind === 'undo' ? rows.filter((row) => row.decision_id !== decision.decisionId) : [...rows, added];
  return { before: rulesOf(rows), after: rulesOf(after) };
}

/**
 * Shows on the real data what a decision about identities or sessions would change, without taking it. Separating and
 * joining identifiers folds only the events that have to do with them, everything else all events.
 */
export function whatIf(
  file: string,
  decision: Decision,
  now: number,
  options: Pick<RefoldOptions, 'onProgress' | 'path'> = {},
): FoldDifference {
  const db = openReadOnly(file);
  const { before, after } = rulesAfter(db, decision, now);
  const streams = isInPlace(before, after)
    ? relatedStreams(db, changedStreams(db, before, after), before, after)
    : undefined;
  db.close();
  const scratch = refold(file, { ...options, rules: after, ...(streams && { selection: { streams } }) });
  try {
    return compareFolds(scratch);
  } finally {
    scratch.close();
  }
}

function changedStreams(db: Db, before: Rules, after: Rules): string[] {
  const ofUser = db.prepare<[string], string>('SELECT DISTINCT stream FROM atoms WHERE user_id = ?').pluck();
  return [...differentlyLinked(before, after)].flatMap((id) =>
    id.startsWith('a:') ? [id] : [id, ...ofUser.all(id.slice(2))],
  );
}
