import { expect, test } from 'vitest';
import { keyring } from '../../src/collect/keys.ts';
import { refold } from '../../src/fold/refold.ts';
import { verify } from '../../src/fold/verify.ts';
import { openDatabase } from '../../src/persist/database.ts';
import { scratchPath } from '../../src/persist/swap.ts';
import { startWriter } from '../../src/writer.ts';
import { temporaryFile } from '../persist/temporary-file.ts';

const KEYS = { writeKey: 'pk_rebuild_test', secretKey: 'sk_rebuild_test' };

async function collectorWithEvents(count: number) {
  const database = temporaryFile();
  const writer = await startWriter({ database, geo: 'off', keys: keyring(KEYS) });
  const send = (from: number, to: number) =>
    writer.submit({
      body: JSON.stringify({ batch: Array.from({ length: to - from }, (_, index) => message(from + index)) }),
      type: 'batch',
      key: KEYS.writeKey,
      receivedAt: Date.UTC(2026, 0, 2),
      isBrowser: true,
      ip: null,
      userAgent: null,
      clientHints: {},
    });
  await send(0, count);
  return { database, writer, send };
}

function message(index: number): object {
  return {
    type: index % 5 === 0 ? 'identify' : 'track',
    event: 'Clicked',
    messageId: `m${index}`,
    anonymousId: `device ${index % 7}`,
    ...(index % 5 === 0 && { userId: `user ${index % 3}`, traits: { visits: index } }),
    timestamp: new Date(Date.UTC(2026, 0, 1) + index * 400_000).toISOString(),
  };
}

test('a stopped collector has folded everything, and a rebuild twice gives the same state', async () => {
  const { database, writer } = await collectorWithEvents(300);
  await writer.stop();
  const first = verify(database);
  expect(first).toMatchObject({ isEqual: true, counts: { events: 300 } });
  expect(verify(database)?.hash).toBe(first?.hash);
});

test('a row that somebody changed is named, with what it should be', async () => {
  const { database, writer } = await collectorWithEvents(20);
  await writer.stop();
  const db = openDatabase(database);
  db.exec(`UPDATE trait_rows SET value = '"forged"' WHERE key = 'visits'`);
  db.close();
  const verdict = verify(database);
  expect(verdict?.isEqual).toBe(false);
  expect(verdict?.difference).toMatchObject({ relation: 'traits', found: { value: '"forged"' } });
});

test('tables folded beside a running writer are adopted, and what arrived meanwhile is folded on top', async () => {
  const { database, writer, send } = await collectorWithEvents(100);
  const scratch = refold(database, { path: scratchPath(database) });
  scratch.exec('COMMIT');
  scratch.close();
  await send(50, 150);
  await writer.adopt();
  await send(150, 200);
  await writer.stop();
  expect(verify(database)).toMatchObject({ isEqual: true, counts: { events: 200 } });
});

test('without tables to adopt nothing changes', async () => {
  const { database, writer } = await collectorWithEvents(10);
  await expect(writer.adopt()).rejects.toThrow();
  await writer.stop();
  expect(verify(database)).toMatchObject({ isEqual: true, counts: { events: 10 } });
});

test('a second writer of the same file is refused', async () => {
  const { database, writer } = await collectorWithEvents(1);
  await expect(startWriter({ database, geo: 'off', keys: keyring(KEYS) })).rejects.toThrow(/another Kith/);
  await writer.stop();
});
