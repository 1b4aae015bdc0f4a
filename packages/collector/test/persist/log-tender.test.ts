import { expect, test } from 'vitest';
import { openDatabase, openReadOnly } from '../../src/persist/database.ts';
import { fileWatch } from '../../src/persist/file-watch.ts';
import { LOG_LIMIT_BYTES, logTender } from '../../src/persist/log-tender.ts';
import { temporaryFile } from './temporary-file.ts';

const MIB = 1_048_576;

test('a reader that holds an old state makes the log grow and blocks nobody; once it lets go the log is emptied', () => {
  const path = temporaryFile();
  const db = openDatabase(path);
  const files = fileWatch(path);
  const tend = logTender({ db, files, path, warn: expect.unreachable });
  const reader = openReadOnly(path);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM meta').get();
  const grow = db.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, hex(zeroblob(2000000)))');
  for (let number = 0; files.logSize() <= LOG_LIMIT_BYTES; number++) grow.run(`large ${number}`);
  tend();
  expect(files.logSize()).toBeGreaterThan(LOG_LIMIT_BYTES);
  reader.close();
  tend();
  expect(files.logSize()).toBe(0);
  expect(db.pragma('busy_timeout', { simple: true })).toBe(250);
  db.close();
});

test('a log that grows on is told of twice, with what to do, and once more when it is small', () => {
  const db = openDatabase(':memory:');
  const warnings: string[] = [];
  let size = 0;
  const warn = (message: string) => void warnings.push(message);
  const tend = logTender({ db, files: { logSize: () => size }, path: 'my.db', warn });
  for (const mib of [10, 200, 257, 300, 700, 1_025, 2_000, 900, 200, 10]) {
    size = mib * MIB;
    tend();
  }
  expect(warnings).toEqual([
    expect.stringMatching(/my\.db-wal has grown to 257 MiB.*end its transaction.*fuser my\.db-wal/),
    expect.stringMatching(/1025 MiB/),
    'the log my.db-wal is small again',
  ]);
  db.close();
});
