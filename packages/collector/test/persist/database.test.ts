import Database from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import { verify } from '../../src/fold/verify.ts';
import { type Db, openDatabase, openReadOnly, requireSafeSqlite, SCHEMA_VERSION } from '../../src/persist/database.ts';
import { fillFile, login, MINUTE_MS, page, startCollector, stoppedCollector, track } from '../fold/collector.ts';
import { temporaryFile } from './temporary-file.ts';

const MESSAGES = [
  page(0, 'm1', 'laptop'),
  login(MINUTE_MS, 'm2', 'laptop', 'ann', { plan: 'pro' }),
  track(2 * MINUTE_MS, 'm3', 'Order Completed', { anonymousId: 'laptop' }),
];

let file: string;
beforeEach(() => {
  file = temporaryFile();
});

function edit(change: (db: Db) => void): void {
  const db = new Database(file);
  change(db);
  db.close();
}

describe('opening', () => {
  test('a commit is durable: the log is written through before it returns', () => {
    const db = openDatabase(file);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('secure_delete', { simple: true })).toBe(1);
    db.close();
  });

  test('it is durable in a file that exists, too, whatever it was opened with before', () => {
    openDatabase(file).close();
    edit((db) => db.pragma('synchronous = OFF'));
    const db = openDatabase(file);
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    db.close();
  });

  test('a reader cannot write, and finds no file that is not there', () => {
    expect(() => openReadOnly(file)).toThrow(/unable to open/);
    openDatabase(file).close();
    const db = openReadOnly(file);
    expect(() => db.exec('DELETE FROM event_log')).toThrow(/readonly|query_only/);
    db.close();
  });

  test('what is no database is refused and left alone', () => {
    edit((db) => db.exec('CREATE TABLE mine (a)'));
    edit((db) => db.pragma(`user_version = ${SCHEMA_VERSION + 1}`));
    expect(() => openDatabase(file)).toThrow(/later Kith/);
    edit((db) => expect(db.prepare('SELECT name FROM sqlite_master').pluck().all()).toEqual(['mine']));
  });
});

describe('a file of a later version', () => {
  beforeEach(async () => {
    await fillFile(file, ({ send }) => send(...MESSAGES));
    edit((db) => db.pragma(`user_version = ${SCHEMA_VERSION + 1}`));
  });

  test('is refused with what to do', () => {
    const versions = `schema ${SCHEMA_VERSION + 1}, this one knows ${SCHEMA_VERSION}`;
    expect(() => openDatabase(file)).toThrow(`${file} was written by a later Kith (${versions}): update Kith`);
  });

  test('is refused by the writer too, which leaves it as it is and lets go of it', async () => {
    await expect(startCollector(file)).rejects.toThrow(/written by a later Kith/);
    edit((db) => {
      expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION + 1);
      expect(db.prepare('SELECT count(*) FROM event_log').pluck().get()).toBe(3);
      db.pragma(`user_version = ${SCHEMA_VERSION}`);
    });
    const collector = await startCollector(file);
    expect(await collector.verdict()).toMatchObject({ isEqual: true, counts: { events: 3 } });
  });
});

describe('derived tables of another definition', () => {
  const OUTDATED = `UPDATE meta SET value = 'another' WHERE name = 'derived'`;

  test('are made anew from the facts, and equal what they were', async () => {
    await fillFile(file, ({ send }) => send(...MESSAGES));
    const before = verify(file);
    edit((db) => {
      db.exec(OUTDATED);
      db.exec('DROP TABLE session_rows; CREATE TABLE session_rows (other TEXT); CREATE TABLE of_an_older_kith (a)');
      db.exec('DROP VIEW events; CREATE VIEW events AS SELECT 1 AS one');
    });
    const collector = await startCollector(file);
    expect(await collector.verdict()).toEqual(before);
    expect(await collector.rows(`SELECT 1 FROM sqlite_master WHERE name = 'of_an_older_kith'`)).toEqual([]);
  });

  test('keep every fact: messages, refusals, replaced copies and decisions', async () => {
    await fillFile(file, async ({ send, decide }) => {
      await send(...MESSAGES, { type: 'track', messageId: 'nobody', event: 'E' });
      await decide({ kind: 'unlink', identity: 'u:ann', other: 'a:laptop' });
      await decide({ kind: 'exclude', identity: 'u:ann', value: true });
    });
    const facts = () => {
      const tables = ['event_log', 'rejected_events', 'replacements', 'decisions'];
      const db = openReadOnly(file);
      const rows = tables.map((table) => db.prepare(`SELECT * FROM ${table}`).all());
      db.close();
      return rows;
    };
    const before = facts();
    const verdict = verify(file);
    edit((db) => db.exec(OUTDATED));
    const collector = await startCollector(file);
    expect(await collector.verdict()).toEqual(verdict);
    expect(facts()).toEqual(before);
    expect(await collector.rows('SELECT profile_id FROM profiles WHERE is_excluded')).toEqual([['u:ann']]);
  });

  test('are not touched when the definition is the same', async () => {
    await fillFile(file, ({ send }) => send(...MESSAGES));
    edit((db) => db.exec(`UPDATE profile_rows SET gender = 'kept'`));
    openDatabase(file).close();
    expect(await stoppedCollector(file).rows('SELECT DISTINCT gender FROM profiles')).toEqual([['kept']]);
  });

  test('are noted by a hash of what defines them', () => {
    const db = openDatabase(file);
    const digest = db.prepare(`SELECT value FROM meta WHERE name = 'derived'`).pluck().get();
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    db.close();
  });
});

describe('SQLite', () => {
  test.each(['3.51.3', '3.51.10', '3.52.0', '4.0.0'])('%s is safe enough', (version) => {
    expect(() => requireSafeSqlite(version)).not.toThrow();
  });

  test.each(['3.51.2', '3.51', '3.50.9', '3.7.17', '2.99.99'])('%s is refused, with why', (version) => {
    expect(() => requireSafeSqlite(version)).toThrow(`SQLite ${version} can lose commits`);
  });
});
