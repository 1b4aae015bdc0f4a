import { expect, test } from 'vitest';
import { type Checkpointer, checkpointer } from '../../src/persist/checkpointer.ts';
import { type Db, openDatabase } from '../../src/persist/database.ts';
import { temporaryFile } from './temporary-file.ts';

test('much that is written is copied into the file beside the writer, again and again, and nothing when it is little', async () => {
  const db = openFile();
  const checkpoints = checkpointer(db);
  checkpoints.offer();
  expect(copiedPages(db)).toBe(0);
  for (const number of [1, 2, 3]) {
    write(db, number);
    await allCopied(db, checkpoints);
  }
  await checkpoints.end();
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
});

test('a thread that ended is followed by another one when there is something to do', async () => {
  const db = openFile();
  const checkpoints = checkpointer(db);
  for (const number of [1, 2]) {
    write(db, number);
    await allCopied(db, checkpoints);
    await checkpoints.end();
  }
  db.close();
});

test('a file that cannot be opened twice is written on, with checkpoints of its own', async () => {
  const db = openDatabase(':memory:');
  const checkpoints = checkpointer(db);
  write(db, 1);
  checkpoints.offer();
  await checkpoints.end();
  expect(db.prepare('SELECT count(*) FROM meta').pluck().get()).toBeGreaterThan(0);
  db.close();
});

function openFile(): Db {
  const db = openDatabase(temporaryFile());
  db.pragma('wal_checkpoint(TRUNCATE)');
  return db;
}

/** Eight megabytes, which are two thousand pages. */
function write(db: Db, number: number): void {
  db.prepare('INSERT INTO meta (name, value) VALUES (?, hex(zeroblob(4000000)))').run(`large ${number}`);
}

/** Offered as often as a writer does: while the thread is at work an offer is not taken. */
function allCopied(db: Db, checkpoints: Checkpointer): Promise<void> {
  const leftPages = () => {
    checkpoints.offer();
    return logPages(db) - copiedPages(db);
  };
  return expect.poll(leftPages, { timeout: 20_000 }).toBe(0);
}

const logPages = (db: Db) => look(db).log;
const copiedPages = (db: Db) => look(db).checkpointed;

function look(db: Db): { readonly log: number; readonly checkpointed: number } {
  const [counts] = db.pragma('wal_checkpoint(NOOP)') as [{ log: number; checkpointed: number }];
  return counts;
}
