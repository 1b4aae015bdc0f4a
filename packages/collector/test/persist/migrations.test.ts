import { readdirSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { type Db, openDatabase, SCHEMA_VERSION } from '../../src/persist/database.ts';
import { ledgerFaults } from '../../src/persist/ledger.ts';
import { nameHash } from '../../src/persist/name-hash.ts';
import { startCollector } from '../fold/collector.ts';
import { temporaryFile } from './temporary-file.ts';

const VERSIONS = new URL('versions/', import.meta.url);

const earlier = Array.from({ length: SCHEMA_VERSION - 1 }, (_, index) => index + 1);

function fileOf(version: number): string {
  const file = temporaryFile();
  edit(file, (db) => db.exec(readFileSync(new URL(`${version}.sql`, VERSIONS), 'utf8')));
  return file;
}

function edit<T>(file: string, change: (db: Db) => T): T {
  const db = new Database(file);
  try {
    return change(db);
  } finally {
    db.close();
  }
}

// White space aside, which ALTER TABLE does not choose.
function schemaOf(db: Db): unknown[] {
  return db
    .prepare<[], { sql: string | null }>('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name')
    .all()
    .map(({ sql, ...rest }) => ({ ...rest, sql: sql?.replace(/\s+/g, ' ').replace(/ ?([(),]) ?/g, '$1') }));
}

test('there is a file of every earlier version to try', () => {
  expect(readdirSync(VERSIONS).sort()).toEqual(earlier.map((version) => `${version}.sql`).sort());
});

describe.each(earlier)('a file of version %i', (version) => {
  test('gets the schema that a new file has', () => {
    const migrated = openDatabase(fileOf(version));
    const fresh = openDatabase(temporaryFile());
    expect(schemaOf(migrated)).toEqual(schemaOf(fresh));
    expect(migrated.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    migrated.close();
    fresh.close();
  });

  test('keeps every fact, which folds into profiles', async () => {
    const file = fileOf(version);
    const facts = ['event_log', 'rejected_events', 'replacements', 'decisions'];
    const count = (db: Db) => facts.map((table) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
    const before = edit(file, count);
    const collector = await startCollector(file);
    expect(await collector.verdict()).toMatchObject({ isEqual: true, counts: { events: 3 } });
    expect(edit(file, count)).toEqual(before);
    expect(edit(file, ledgerFaults)).toEqual([]);
    expect(await collector.rows('SELECT profile_id, type, event_count, is_excluded FROM profiles')).toEqual([
      ['u:ann', 'customer', 1, 1],
    ]);
    const known = await collector.rows('SELECT name_hash FROM known_names');
    expect(known).toContainEqual([nameHash('event:Order Completed')]);
  });

  test('stays as it is where it cannot be brought forward', () => {
    const file = fileOf(version);
    edit(file, (db) => db.exec('DROP TABLE meta'));
    const schema = edit(file, schemaOf);
    expect(() => openDatabase(file)).toThrow(/no such table/);
    expect(edit(file, schemaOf)).toEqual(schema);
    expect(edit(file, (db) => db.pragma('user_version', { simple: true }))).toBe(version);
  });
});
