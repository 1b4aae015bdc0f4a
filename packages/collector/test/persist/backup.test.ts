import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verify } from '../../src/fold/verify.ts';
import { backUp } from '../../src/persist/backup.ts';
import { openDatabase, openReadOnly } from '../../src/persist/database.ts';
import { ledgerFaults } from '../../src/persist/ledger.ts';
import { kith } from '../cli/kith.ts';
import { startCollector, stoppedCollector, track } from '../fold/collector.ts';
import { temporaryFile } from './temporary-file.ts';

const batch = (from: number, count = 200) =>
  Array.from({ length: count }, (_, index) =>
    track(index * 1_000, `m${from + index}`, 'E', { userId: `u${index % 20}`, properties: { text: 'x'.repeat(500) } }),
  );

describe('a backup', () => {
  test('holds one moment of a database that is written meanwhile, whole, in a file of its own', async () => {
    const collector = await startCollector();
    for (let index = 0; index < 20; index++) await collector.send(...batch(index * 200), { type: 'track' });
    const before = (await collector.rows('SELECT count(*) FROM events'))[0];
    const target = `${collector.database}.backup`;
    const other = openDatabase(collector.database);
    const decide = other.prepare(
      "INSERT INTO decisions (kind, identity, value, decided_at) VALUES ('test', 'u:no', '1', '')",
    );
    let traffic: Promise<unknown> | undefined;
    let stepCount = 0;
    const { eventCount, rejectedCount, bytes } = await backUp(collector.database, target, () => {
      traffic ??= collector.send(...batch(10_000, 50));
      if (stepCount++ < 5) decide.run();
    });
    other.close();
    await traffic;
    expect([[eventCount], rejectedCount]).toEqual([before, 20]);
    expect(stepCount).toBeGreaterThan(1);
    expect(statSync(target)).toMatchObject({ size: bytes, mode: 0o100600 });
    expect(readdirSync(dirname(target)).filter((name) => name.includes('.backup'))).toEqual(['kith.db.backup']);

    const reader = openReadOnly(target);
    expect(reader.pragma('journal_mode', { simple: true })).toBe('delete');
    expect(reader.prepare('SELECT count(*) FROM decisions').pluck().get()).toBe(0);
    reader.close();
    await collector.stop();
    const copy = stoppedCollector(target);
    expect(await copy.rows('SELECT count(*) FROM events')).toEqual([before]);
    expect(verify(target)).toMatchObject({ isEqual: true, ledgerFaults: [] });
    const db = openReadOnly(collector.database);
    expect(db.prepare('SELECT count(*) FROM events').pluck().get()).toBe(4_050);
    expect(ledgerFaults(db)).toEqual([]);
    db.close();
  });

  test('is not begun where something is, and leaves nothing where it fails', async () => {
    const { database, send } = await startCollector();
    await send(track(0, 'm', 'E', { userId: 'u' }));
    const target = `${database}.backup`;
    writeFileSync(target, 'mine');
    expect(await kith(['backup', target, `--db=${database}`])).toMatchObject({
      code: 1,
      error: expect.stringMatching(/^kith: nothing was backed up: .* is there already/),
    });
    expect(statSync(target).size).toBe(4);
    expect(await kith(['backup', '/nowhere/kith.db', `--db=${database}`])).toMatchObject({
      code: 1,
      error: expect.stringMatching(/nothing was backed up/),
    });
  });

  test('that does not hold what it should is not kept', async () => {
    const { database, send, stop } = await startCollector();
    await send(track(0, 'm', 'E', { userId: 'u' }));
    await stop();
    const db = openDatabase(database);
    db.exec('UPDATE ledger SET received_count = 7');
    db.close();
    const target = `${database}.backup`;
    await expect(backUp(database, target, () => {})).rejects.toThrow(/ledger does not add up/);
    expect([existsSync(target), existsSync(`${target}.part`)]).toEqual([false, false]);
  });

  test('is made by the command', async () => {
    const { database, send } = await startCollector();
    await send(track(0, 'm', 'E', { userId: 'u' }));
    // It waits until the profiles know the event: a copy would be proved no earlier.
    expect((await kith(['verify', `--db=${database}`])).out).toMatch(/^verified/);
    const target = `${temporaryFile()}.backup`;
    expect(await kith(['backup', target, `--db=${database}`])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/: 1 events, 0 refused messages, \d+ bytes, proved\n$/),
    });
    expect((await kith(['verify', `--db=${target}`])).out).toMatch(/^verified/);
  });
});
