import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openDatabase, openReadOnly } from '../../src/persist/database.ts';
import { ledger, ledgerFaults, readLedger } from '../../src/persist/ledger.ts';
import { type Message, startCollector, track } from '../fold/collector.ts';
import { temporaryFile } from './temporary-file.ts';

/** How many requests and erasures of random traffic are tried. */
const STEP_COUNT = 150;

const PEOPLE = ['ann', 'bob', 'eve'];

interface Step {
  readonly isBackend: boolean;
  readonly batch: readonly Message[];
  /** Whom to erase after it. */
  readonly erased: string | null;
}

/** Few people and few ids, so that many messages are copies, many of the other source; every fifth is no message. */
const steps: fc.Arbitrary<Step> = fc.record({
  isBackend: fc.boolean(),
  batch: fc.array(
    fc.record({ number: fc.nat(60), person: fc.constantFrom(...PEOPLE), kind: fc.nat(4) }).map(
      ({ number, person, kind }): Message =>
        kind === 0
          ? { type: 'track', userId: person, messageId: `m${number}` }
          : track(number * 1_000, `m${number}`, `E${kind}`, {
              userId: person,
              ...(kind === 1 && { anonymousId: `${person}s` }),
            }),
    ),
    { maxLength: 20 },
  ),
  erased: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...PEOPLE) }),
});

describe('the ledger', () => {
  test('accounts for every message at every commit, whatever is sent twice, refused or erased', async () => {
    const collector = await startCollector();
    const reader = openReadOnly(collector.database);
    const sent = { web: 0, backend: 0 };
    const expectBalance = () => {
      expect(ledgerFaults(reader)).toEqual([]);
      const received = Object.fromEntries(readLedger(reader).map((row) => [row.source, row.received]));
      for (const [source, count] of Object.entries(sent)) expect(received[source] ?? 0, source).toBe(count);
    };
    for (const { isBackend, batch, erased } of fc.sample(steps, { numRuns: STEP_COUNT, seed: 4 })) {
      const answer = await (isBackend ? collector.sendFromBackend(...batch) : collector.send(...batch));
      expect(answer).toMatchObject({ status: 200 });
      sent[isBackend ? 'backend' : 'web'] += batch.length;
      expectBalance();
      if (erased === null) continue;
      // Somebody who is not there cannot be erased.
      await collector.erase(`u:${erased}`).catch(() => {});
      expectBalance();
    }
    for (const row of readLedger(reader)) {
      expect(Math.min(row.duplicate, row.rejected, row.erased), row.source).toBeGreaterThan(5);
    }
    reader.close();
  });

  test('says which source a better copy came from', async () => {
    const collector = await startCollector();
    const message = track(0, 'm', 'Bought', { userId: 'ann' });
    await collector.send(message);
    await collector.sendFromBackend(message);
    await collector.send(message);
    expect(
      await collector.rows('SELECT source, received_count, stored_count, duplicate_count FROM ledger ORDER BY source'),
    ).toEqual([
      ['backend', 1, 1, 0],
      ['web', 2, 0, 2],
    ]);
    expect((await collector.verdict()).ledgerFaults).toEqual([]);
  });

  test('counts nothing of a transaction that is undone', () => {
    const db = openDatabase(temporaryFile());
    const begin = ledger(db);
    db.exec('BEGIN');
    const changes = begin();
    changes.count('web', 2, { stored: 1, rejected: 1 });
    changes.book();
    db.exec('ROLLBACK');
    expect(readLedger(db)).toEqual([]);
    db.close();
  });

  test.each([
    ['an event that is gone', 'DELETE FROM event_log', /of web 1 messages are stored, but 0 are in event_log/],
    ['a refused message that is gone', 'DELETE FROM rejected_events', /of web 1 messages are rejected, but 0/],
    ['a message that nobody counted', 'DELETE FROM ledger', /of web 0 messages are stored, but 1 are in event_log/],
    ['a sum that is wrong', 'UPDATE ledger SET received_count = 3', /of web 3 messages were received, but 2/],
  ])('shows %s', async (_, damage, fault) => {
    const collector = await startCollector();
    await collector.send(track(0, 'm', 'Seen', { userId: 'ann' }), { type: 'track', userId: 'ann' });
    await collector.stop();
    const db = openDatabase(collector.database);
    expect(ledgerFaults(db)).toEqual([]);
    db.exec(damage);
    expect(ledgerFaults(db).join()).toMatch(fault);
    db.close();
  });
});
