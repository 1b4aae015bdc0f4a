import { DecisionError } from '@kith/fold';
import type { Db } from './database.ts';
import { latestDecisionId, standingRules } from './decision-log.ts';
import { expiringMark } from './expiring.ts';
import { rulesMark } from './rules-mark.ts';
import { withoutSearch } from './search-index.ts';

/** Where a fold from nothing is made ready to take the place of a file's derived tables. */
export function scratchPath(file: string): string {
  return `${file}.scratch`;
}

/**
 * Replaces every derived row of a database by those of a scratch database. What was received since the scratch database
 * was folded lies behind its watermarks and is folded next. Call outside a transaction.
 * @param decide appends the decision under whose rules the scratch database was folded, in the same transaction.
 * @throws DecisionError when there are no such tables, they were folded under other rules, or somebody has decided
 * something since.
 */
export function swapDerived(db: Db, path: string, decide?: () => void): void {
  db.prepare('ATTACH ? AS scratch').run(path);
  try {
    const tables = db
      .prepare<[], string>(`SELECT name FROM scratch.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      .pluck()
      .all();
    if (!tables.includes('watermarks')) throw new DecisionError(`${path} holds no folded tables: run kith rebuild`);
    const mark = (name: string) =>
      db.prepare('SELECT value FROM scratch.watermarks WHERE name = ?').pluck().get(name) as number | undefined;
    db.transaction(() => {
      if (mark('decision_id') !== latestDecisionId(db)) {
        throw new DecisionError('something was decided while the tables were folded: start again');
      }
      if (mark('expiring') !== expiringMark(db)) {
        throw new DecisionError('messages have expired while the tables were folded: start again when that is over');
      }
      decide?.();
      if (mark('rules') !== rulesMark(standingRules(db))) {
        throw new DecisionError('the tables beside the database were folded under other rules: start again');
      }
      withoutSearch(db, () => {
        for (const table of tables) {
          db.exec(`DELETE FROM main.${table}; INSERT INTO main.${table} SELECT * FROM scratch.${table}`);
        }
      });
    }).immediate();
  } finally {
    db.exec('DETACH scratch');
  }
}
