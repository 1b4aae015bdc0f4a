import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatTime } from '@kith/protocol';
import { describe, expect, test } from 'vitest';
import { restore } from '../../src/fold/restore.ts';
import { verify } from '../../src/fold/verify.ts';
import { appendAudit } from '../../src/persist/audit-table.ts';
import { backUp } from '../../src/persist/backup.ts';
import { type Db, openDatabase, openReadOnly } from '../../src/persist/database.ts';
import { changeGrants } from '../../src/persist/grant-table.ts';
import { ledgerFaults } from '../../src/persist/ledger.ts';
import { kith } from '../cli/kith.ts';
import { temporaryFile } from '../persist/temporary-file.ts';
import {
  DAY_MS,
  fillFile,
  login,
  type Message,
  page,
  START_MS,
  startCollector,
  stoppedCollector,
} from './collector.ts';

const VICKY: readonly Message[] = [
  login(2 * DAY_MS, 'v1', 'vickyphone', 'vicky', { email: 'vicky@example.org' }),
  page(2 * DAY_MS + 1, 'v2', 'vickyphone'),
  login(3 * DAY_MS, 'v3', 'tablet', 'vicky'),
  page(3 * DAY_MS + 1, 'v4', 'tablet'),
];
const OTHERS: readonly Message[] = [
  page(0, 'old', 'phone'),
  login(5 * DAY_MS, 'b1', 'tablet', 'bob'),
  page(6 * DAY_MS, 'b2', 'tablet'),
];
const REFUSED = { type: 'track', userId: 'vicky', messageId: 'refused' };
const nothing = () => {};

/** A file with everybody, and a backup of it. */
async function backedUp(): Promise<{ database: string; backup: string }> {
  const database = temporaryFile();
  await fillFile(database, async ({ send, decide }) => {
    await send(...VICKY, ...OTHERS, REFUSED);
    await decide({ kind: 'exclude', identity: 'u:vicky', value: true });
    await decide({ kind: 'test', identity: 'u:bob', value: true });
  });
  const backup = `${database}.backup`;
  await backUp(database, backup, nothing);
  return { database, backup };
}

function query(database: string, sql: string): unknown[] {
  const db = openReadOnly(database);
  try {
    expect(ledgerFaults(db)).toEqual([]);
    return db.prepare(sql).raw().all();
  } finally {
    db.close();
  }
}

const PROFILES = 'SELECT profile_id, message_count FROM profile_rows ORDER BY profile_id';
const beside = (database: string) => readdirSync(dirname(database)).filter((name) => name.includes('.restore'));

describe('a restoration', () => {
  test('deletes again who was erased since, though the backup knows of earlier erasures and expiries', async () => {
    const database = temporaryFile();
    await fillFile(database, ({ send }) => send(...VICKY, ...OTHERS));
    const stopped = stoppedCollector(database);
    await stopped.expire(formatTime(START_MS + 1));
    await stopped.erase('u:bob');
    await backUp(database, `${database}.backup`, nothing);
    await stopped.expire(formatTime(START_MS + 2 * DAY_MS + 1));
    await stopped.erase('u:vicky');
    expect(await restore(database, `${database}.backup`, nothing)).toMatchObject({ eventCount: 1 });
    const { sendFromBackend } = await startCollector(database);
    expect(await sendFromBackend(login(3 * DAY_MS, 'v9', 'phone', 'vicky'))).toMatchObject({ erased: 1 });
    expect(await sendFromBackend(page(2 * DAY_MS, 'o9', 'phone'))).toMatchObject({ expired: 1 });
  });

  test('gives nobody the access back that was taken away since, and keeps the audit without whom was erased', async () => {
    const database = temporaryFile();
    const grant = { action: 'add', kind: 'key', scopes: ['read'] } as const;
    const noted = { done_at: '', actor: 'crm', action: 'read', path: '/api/profiles/:profile_id' } as const;
    const edit = (change: (db: Db) => unknown) => {
      const db = openDatabase(database);
      change(db);
      db.close();
    };
    await fillFile(database, ({ send }) => send(...VICKY, ...OTHERS));
    edit((db) => {
      changeGrants(db, { ...grant, name: 'crm', secretHash: 'a' }, 0);
      appendAudit(db, [{ ...noted, identity: 'u:vicky', decision_id: null }]);
    });
    await backUp(database, `${database}.backup`, nothing);
    edit((db) => {
      changeGrants(db, { action: 'revoke', name: 'crm' }, 1);
      changeGrants(db, { ...grant, name: 'shop', secretHash: 'b' }, 2);
      appendAudit(db, [{ ...noted, identity: 'u:bob', decision_id: null }]);
    });
    await stoppedCollector(database).erase('u:vicky');
    await restore(database, `${database}.backup`, nothing);
    expect(query(database, 'SELECT name, revoked_at IS NULL FROM access ORDER BY 1')).toEqual([
      ['crm', 0],
      ['shop', 1],
    ]);
    expect(query(database, 'SELECT identity FROM audit ORDER BY audit_id')).toEqual([
      [expect.stringMatching(/^erased:/)],
      ['u:bob'],
    ]);
  });

  test('brings back what the backup holds, and loses what came since', async () => {
    const { database, backup } = await backedUp();
    const before = verify(database)?.hash;
    await fillFile(database, ({ send }) => send(page(9 * DAY_MS, 'later', 'other')));
    expect(verify(database)?.hash).not.toBe(before);
    expect(await restore(database, backup, nothing)).toEqual({
      eventCount: 7,
      erasedCount: 0,
      expiredCount: 0,
      rejectedCount: 0,
    });
    expect(verify(database)).toMatchObject({ isEqual: true, hash: before });
    expect(query(database, 'PRAGMA journal_mode')).toEqual([['wal']]);
    expect(beside(database)).toEqual([]);
  });

  test('deletes again who was not seen for long, with what was refused of theirs, and nothing of who stays', async () => {
    const database = temporaryFile();
    const refused = (anonymousId: string) => ({ type: 'track', anonymousId, messageId: `refused-${anonymousId}` });
    await fillFile(database, ({ send }) =>
      send(
        login(2 * DAY_MS, 'z1', 'zoephone', 'zoe'),
        ...[login(0, 'b0', 'tablet', 'bob'), login(5 * DAY_MS, 'b1', 'tablet', 'bob')],
        ...[refused('zoephone'), refused('tablet'), refused('stranger')],
      ),
    );
    await backUp(database, `${database}.backup`, nothing);
    const stopped = stoppedCollector(database);
    await stopped.expire(formatTime(START_MS + DAY_MS));
    await stopped.expire(formatTime(START_MS + 4 * DAY_MS), true);
    expect(await restore(database, `${database}.backup`, nothing)).toMatchObject({ expiredCount: 2, rejectedCount: 1 });
    expect(query(database, PROFILES)).toEqual([['u:bob', 1]]);
    expect(query(database, "SELECT body ->> '$.anonymousId' FROM rejected_events ORDER BY 1")).toEqual([
      ['stranger'],
      ['tablet'],
    ]);
    expect(readFileSync(database).includes('zoe')).toBe(false);
  });

  test('deletes again who was erased and what has expired since, in every form', async () => {
    const { database, backup } = await backedUp();
    const stopped = stoppedCollector(database);
    await stopped.erase('u:vicky');
    await stopped.expire(formatTime(START_MS + DAY_MS));
    const wanted = verify(database)?.hash;
    const decisions = query(database, 'SELECT kind, identity, value FROM decisions ORDER BY kind');

    expect(await restore(database, backup, nothing)).toEqual({
      eventCount: 2,
      erasedCount: 4,
      expiredCount: 1,
      rejectedCount: 1,
    });
    expect(verify(database)).toMatchObject({ isEqual: true, hash: wanted });
    expect(query(database, PROFILES)).toEqual([
      ['a:tablet', 1],
      ['u:bob', 1],
    ]);
    expect(query(database, 'SELECT kind, identity, value FROM decisions ORDER BY kind')).toEqual(decisions);
    expect(query(database, 'SELECT received_count, stored_count, erased_count, expired_count FROM ledger')).toEqual([
      [8, 2, 5, 1],
    ]);
    expect(readFileSync(database).includes('vicky')).toBe(false);

    await fillFile(database, async ({ sendFromBackend }) => {
      expect(await sendFromBackend(...VICKY, OTHERS[0]!)).toMatchObject({ accepted: 0, erased: 4, expired: 1 });
    });
    expect(verify(database)?.hash).toBe(wanted);
    // Once more changes nothing more.
    expect(await restore(database, backup, nothing)).toMatchObject({ eventCount: 2, erasedCount: 4 });
  });

  test('leaves revoked keys revoked', async () => {
    const { database, backup } = await backedUp();
    const db = openDatabase(database);
    db.exec("UPDATE keys SET revoked_at = '2026-11-22T00:00:00.000Z' WHERE kind = 'secret'");
    db.close();
    await restore(database, backup, nothing);
    expect(query(database, 'SELECT kind, revoked_at FROM keys ORDER BY key_id')).toEqual([
      ['public', null],
      ['secret', '2026-11-22T00:00:00.000Z'],
    ]);
  });

  test('takes the place of nothing, too', async () => {
    const { database, backup } = await backedUp();
    const hash = verify(database)?.hash;
    const other = temporaryFile();
    await restore(other, backup, nothing);
    expect(verify(other)).toMatchObject({ isEqual: true, hash });
  });

  test('of a damaged backup, or of one whose erasures nobody can tell, changes nothing', async () => {
    const { database, backup } = await backedUp();
    const hash = verify(database)?.hash;
    const damaged = `${backup}.damaged`;
    copyFileSync(backup, damaged);
    truncateSync(damaged, 40_960);
    await expect(restore(database, damaged, nothing)).rejects.toThrow();
    writeFileSync(damaged, 'nothing of the kind');
    await expect(restore(database, damaged, nothing)).rejects.toThrow();

    await stoppedCollector(database).erase('u:vicky');
    const erased = verify(database)?.hash;
    const keys = `${database}.keys.json`;
    renameSync(keys, `${keys}.away`);
    await expect(restore(database, backup, nothing)).rejects.toThrow(/erasureSecret/);
    renameSync(`${keys}.away`, keys);
    expect(hash).not.toBe(erased);
    expect(verify(database)).toMatchObject({ isEqual: true, hash: erased });
    expect(beside(database)).toEqual([]);
  });
});

describe('kith restore', () => {
  test('asks, says what it deleted again, and is refused while a server runs', async () => {
    const { database, backup } = await backedUp();
    await stoppedCollector(database).erase('u:vicky');
    expect(await kith(['restore', backup, `--db=${database}`])).toMatchObject({
      code: 1,
      out: expect.stringContaining('--yes'),
    });
    expect(await kith(['restore', backup, '--yes', `--db=${database}`])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^restored 3 events.*\n.*erased events {5}4\n/),
    });
    const { stop } = await startCollector(database);
    expect(await kith(['restore', backup, '--yes', `--db=${database}`])).toMatchObject({
      code: 1,
      error: expect.stringContaining('stop it first'),
    });
    await stop();
    expect(existsSync(backup)).toBe(true);
  });
});

describe('kith snapshot', () => {
  test('takes the place of the last one, which whoever has it open goes on reading', async () => {
    const { database } = await backedUp();
    const target = `${database}.snapshot`;
    const take = () => kith(['snapshot', target, `--db=${database}`]);
    expect(await take()).toMatchObject({ code: 0 });
    const reader = openReadOnly(target);
    await fillFile(database, ({ send }) => send(page(9 * DAY_MS, 'later', 'other')));
    expect(await take()).toMatchObject({ code: 0, out: expect.stringContaining(': 8 events') });
    expect(reader.prepare('SELECT count(*) FROM events').pluck().get()).toBe(7);
    reader.close();
    expect(query(target, 'SELECT count(*) FROM events')).toEqual([[8]]);
  });
});

describe('kith vacuum', () => {
  test('makes the file as small as what it holds, while nobody writes it', async () => {
    const { database } = await backedUp();
    const hash = verify(database)?.hash;
    const db = openDatabase(database);
    db.exec("INSERT INTO meta VALUES ('large', hex(zeroblob(1000000))); DELETE FROM meta WHERE name = 'large'");
    const bytes = () => Number(db.pragma('page_count', { simple: true }));
    const before = bytes();
    expect(await kith(['vacuum', `--db=${database}`])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^writing \d+ MB anew.*\n[12]\d{6} unused bytes are gone, \d+ are left\n/),
    });
    expect(bytes()).toBeLessThan(before / 2);
    db.close();
    expect(verify(database)).toMatchObject({ isEqual: true, hash });
    const { stop } = await startCollector(database);
    expect(await kith(['vacuum', `--db=${database}`])).toMatchObject({ code: 1 });
    await stop();
  });
});
