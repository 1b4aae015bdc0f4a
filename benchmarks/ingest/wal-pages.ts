import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnrichedEvent } from '../../packages/collector/src/enrich/enriched-event.ts';
import { type Db, openDatabase } from '../../packages/collector/src/persist/database.ts';
import { eventLog } from '../../packages/collector/src/persist/event-log.ts';

/** Events that one commit holds. */
const COMMIT_COUNT = 1_000;

/** Pages of the write-ahead log that storing an event costs: counts, the same on every machine under any load. */
export interface WalPages {
  readonly perEvent: number;
  /** Of that, what each index of the log costs. */
  readonly perIndex: number;
}

/** Counts the pages that storing events costs, once as it is and once with every index of the log twice. */
export function walPages(events: readonly EnrichedEvent[]): WalPages {
  const perEvent = pagesPerEvent(events, () => {});
  let indexCount = 0;
  const more = pagesPerEvent(events, (db) => {
    const found = db.prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'event_log'",
    );
    const indexes = found.all();
    indexCount = indexes.length;
    for (const { name, sql } of indexes) db.exec(sql.replace(name, `second_${name}`));
  });
  return { perEvent, perIndex: (more - perEvent) / indexCount };
}

function pagesPerEvent(events: readonly EnrichedEvent[], prepare: (db: Db) => void): number {
  const directory = mkdtempSync(join(tmpdir(), 'kith-benchmark-'));
  try {
    const db = openDatabase(join(directory, 'kith.db'));
    prepare(db);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.pragma('wal_autocheckpoint = 0');
    const log = eventLog(db);
    const store = db.transaction((some: readonly EnrichedEvent[]) => {
      for (const event of some) log.append(event);
    });
    for (let at = 0; at < events.length; at += COMMIT_COUNT) store.immediate(events.slice(at, at + COMMIT_COUNT));
    const [{ log: pageCount }] = db.pragma('wal_checkpoint(PASSIVE)') as [{ log: number }];
    db.close();
    return pageCount / events.length;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
