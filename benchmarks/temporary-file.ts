import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnrichedEvent } from '../packages/collector/src/enrich/enriched-event.ts';
import { type Projection, project } from '../packages/collector/src/fold/project.ts';
import { type Db, openDatabase } from '../packages/collector/src/persist/database.ts';
import { standingRules } from '../packages/collector/src/persist/decision-log.ts';
import { eventLog } from '../packages/collector/src/persist/event-log.ts';
import { sqliteStore } from '../packages/collector/src/persist/sqlite-store.ts';
import { unfolded } from '../packages/collector/src/persist/unfolded.ts';

/** Events that one commit of the log holds. */
const COMMIT_COUNT = 1_000;

/** A database of its own, as the writer keeps it, and its fold. */
export interface TemporaryFile {
  readonly path: string;
  readonly db: Db;
  /** Appends events to the log, without folding them. */
  readonly append: (events: Iterable<EnrichedEvent>) => void;
  /** Folds everything that waits, so many events in a transaction. */
  readonly fold: (sliceCount: number) => void;
  /** Opens the fold anew, by the rules now in force. */
  readonly reopen: () => void;
}

/** Works on a database in a temporary place, which is removed afterwards whatever happens. */
export function withTemporaryFile<T>(work: (file: TemporaryFile) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'kith-benchmark-'));
  try {
    const path = join(directory, 'kith.db');
    const db = openDatabase(path);
    try {
      return work(temporaryFile(path, db));
    } finally {
      db.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function temporaryFile(path: string, db: Db): TemporaryFile {
  const log = eventLog(db);
  const store = db.transaction((events: readonly EnrichedEvent[]) => {
    for (const event of events) log.append(event);
  });
  let projection = openFold(db);
  const foldSlice = db.transaction((count: number) => project(projection, count));
  return {
    path,
    db,
    append(events) {
      let waiting: EnrichedEvent[] = [];
      for (const event of events) {
        if (waiting.push(event) < COMMIT_COUNT) continue;
        store.immediate(waiting);
        waiting = [];
      }
      if (waiting.length > 0) store.immediate(waiting);
    },
    fold(sliceCount) {
      while (foldSlice.immediate(sliceCount) > 0);
    },
    reopen() {
      projection = openFold(db);
    },
  };
}

function openFold(db: Db): Projection {
  const rules = standingRules(db);
  return { next: unfolded(db, rules), store: sqliteStore(db, rules), rules };
}
