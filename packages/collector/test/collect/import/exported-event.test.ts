import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fuzzInputs } from '../../../../../test/faults/fuzz-inputs.ts';
import { seededRandom } from '../../../../../test/random.ts';
import { fillSampleDatabase } from '../../../../../test/sample-database.ts';
import { SEED } from '../../../../../test/seed.ts';
import { exportedEvent } from '../../../src/collect/exported-event.ts';
import { keyring } from '../../../src/collect/keys.ts';
import { readMessages } from '../../../src/collect/read-messages.ts';
import { enricher } from '../../../src/enrich/enrich.ts';
import { verify } from '../../../src/fold/verify.ts';
import { openDatabase, openReadOnly } from '../../../src/persist/database.ts';
import { eventLog } from '../../../src/persist/event-log.ts';
import { KEYS } from '../../build-app.ts';
import { kith } from '../../cli/kith.ts';
import { fillFile } from '../../fold/collector.ts';
import { temporaryFile } from '../../persist/temporary-file.ts';

const COLUMNS = `SELECT * FROM event_log ORDER BY stream, message_id`;

function rowsOf(file: string): unknown[] {
  const db = openReadOnly(file);
  try {
    return db
      .prepare<[], Record<string, unknown>>(COLUMNS)
      .all()
      .map(({ seq: _seq, conflict_count: _count, ...row }) => row);
  } finally {
    db.close();
  }
}

async function carry(from: string, to: string): Promise<void> {
  const lines = join(dirname(from), 'events.jsonl.gz');
  await kith(['export', 'events', lines, '--db', from]);
  expect(await kith(['import', lines, '--db', to])).toMatchObject({ code: 0, error: '' });
}

test('two files become the one that a single collector would have had, whichever goes into which', async () => {
  const [one, other, both] = [temporaryFile(), temporaryFile(), temporaryFile()];
  await fillSampleDatabase(one);
  const page = (index: number) => ({
    type: 'page',
    anonymousId: 'device-ada',
    messageId: `x${index}`,
    timestamp: index,
  });
  const late = Array.from({ length: 40 }, (_, index) => page(Date.UTC(2026, 10, 2, 9) + index * 1_200_000));
  const fill = (path: string) =>
    fillFile(path, async (collector) => {
      await collector.send(...late, {
        type: 'identify',
        anonymousId: 'device-x',
        userId: 'ada',
        traits: { plan: 'team' },
      });
      await collector.sendFromBackend({ type: 'identify', userId: 'grace', traits: { plan: 'pro' } });
    });
  await fill(other);
  await fillSampleDatabase(both);
  await fill(both);

  const decided = temporaryFile();
  await fillSampleDatabase(decided);
  await carry(other, decided);
  expect(rowsOf(decided)).toEqual(rowsOf(both));
  const [merged, single] = [verify(decided), verify(both)];
  expect(merged).toMatchObject({ isEqual: true, ledgerFaults: [] });
  expect(merged?.hash).toBe(single?.hash);

  const [forth, back] = [temporaryFile(), temporaryFile()];
  for (const [path, files] of [
    [forth, [one, other]],
    [back, [other, one]],
  ] as const) {
    openDatabase(path).close();
    for (const file of files) await carry(file, path);
    await carry(files[0], path);
  }
  expect(rowsOf(forth)).toEqual(rowsOf(both));
  expect(verify(forth)?.hash).toBe(verify(back)?.hash);
});

test('whatever is stored is carried as it is', async () => {
  const [one, other] = [temporaryFile(), temporaryFile()];
  const db = openDatabase(one);
  const log = eventLog(db);
  const keys = keyring(KEYS);
  const enrich = enricher(() => null);
  const next = fuzzInputs(seededRandom(SEED));
  db.transaction(() => {
    for (let count = 0; count < 3_000; count++) {
      const { headers, body } = next();
      const isBrowser = headers['x-write-key'] !== KEYS.secretKey;
      const sender = {
        key: headers['x-write-key'] ?? null,
        isBrowser,
        userAgent: null,
        ip: '8.8.8.0',
        clientHints: {},
      };
      const reading = readMessages(
        { ...sender, body: body.toString(), type: 'batch', receivedAt: count },
        keys,
        enrich,
      );
      if ('events' in reading) for (const { event } of reading.events) log.append(event);
    }
  })();
  db.close();
  openDatabase(other).close();
  await carry(one, other);
  expect(rowsOf(one).length).toBeGreaterThan(1_000);
  expect(rowsOf(other)).toEqual(rowsOf(one));
});

test('a line that was changed into something else is refused', () => {
  expect(exportedEvent({ type: 'page', kith: { content_hash: 'x' } })).toBeNull();
  expect(exportedEvent('page')).toBeNull();
});
