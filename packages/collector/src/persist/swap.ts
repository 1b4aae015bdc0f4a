import type { Db } from './database.ts';

/**
 * Replaces every derived row of a database by those of a scratch database, in one transaction. What was received since
 * the scratch database was folded lies behind its watermarks and is folded next.
 */
export function swapDerived(db: Db, scratchPath: string): void {
  db.prepare('ATTACH ? AS scratch').run(scratchPath);
  try {
    const tables = db
      .prepare<[], string>(`SELECT name FROM scratch.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      .pluck()
      .all();
    db.transaction(() => {
      for (const table of tables) {
        db.exec(`DELETE FROM main.${table}; INSERT INTO main.${table} SELECT * FROM scratch.${table}`);
      }
    }).immediate();
  } finally {
    db.exec('DETACH scratch');
  }
}
