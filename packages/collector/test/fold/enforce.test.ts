import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { keyring } from '../../src/collect/keys.ts';
import { verify } from '../../src/fold/verify.ts';
import { startWriter } from '../../src/writer.ts';
import { rowsIn } from '../persist/rows-in.ts';
import { temporaryFile } from '../persist/temporary-file.ts';
import { login, type Message, MINUTE_MS, page, stoppedCollector } from './collector.ts';

let database: string;
beforeEach(() => {
  database = temporaryFile();
});

/** Runs a collector, sends what a browser sends now, without any proof, and stops it. */
async function run(isEnforced: boolean, ...batch: Message[]): Promise<object> {
  const identity = { secrets: ['a secret of the backend'], isEnforced };
  const keys = keyring({ writeKey: 'pk_enforce_test', secretKey: 'sk_enforce_test' });
  const writer = await startWriter({ database, geo: 'off', keys, identity });
  onTestFinished(() => writer.stop());
  const answer = await writer.submit({
    body: JSON.stringify({ batch }),
    type: 'batch',
    key: 'pk_enforce_test',
    receivedAt: Date.now(),
    isBrowser: true,
    ip: null,
    userAgent: null,
    clientHints: {},
  });
  await writer.stop();
  expect(verify(database)).toMatchObject({ isEqual: true });
  return answer;
}

const rows = (sql: string) => rowsIn(database, sql);

const group = { type: 'group', groupId: 'acme', traits: { name: 'Acme' } };

test('what is not proved has no say from the start of enforcement to its end', async () => {
  await run(false, login(0, 'm1', 'laptop', 'ann', { plan: 'free' }));
  await run(true, login(MINUTE_MS, 'm2', 'laptop', 'bob', { plan: 'pro' }), {
    ...page(MINUTE_MS, 'm3', 'phone'),
    ...group,
    userId: 'bob',
  });
  await run(true);
  await run(false, login(2 * MINUTE_MS, 'm4', 'tablet', 'eve'));
  expect(rows('select kind, value from decisions')).toEqual([
    ['enforce', '1'],
    ['enforce', '0'],
  ]);
  expect(rows('select message_id, profile_id, account_id from events order by 1')).toEqual([
    ['m1', 'u:ann', null],
    ['m2', 'u:ann', null],
    ['m3', 'a:phone', null],
    ['m4', 'u:eve', null],
  ]);
  expect(rows(`select profile_id, value from traits where key = 'plan'`)).toEqual([['u:ann', '"free"']]);
  expect(rows('select * from accounts')).toEqual([]);
});

test('taken back, it is as if it had never been', async () => {
  await run(true, login(0, 'm1', 'laptop', 'ann', { plan: 'free' }));
  expect(rows('select profile_id from profiles')).toEqual([['a:laptop']]);
  await stoppedCollector(database).take({ kind: 'undo', decisionId: 1 });
  expect(rows('select profile_id from profiles')).toEqual([['u:ann']]);
  expect(verify(database)).toMatchObject({ isEqual: true });
});

test('somebody whose messages were not proved is erased with them', async () => {
  await run(false, login(0, 'm1', 'laptop', 'ann'));
  await run(true, login(MINUTE_MS, 'm2', 'phone', 'ann'), page(MINUTE_MS, 'm3', 'phone'));
  await stoppedCollector(database).erase('u:ann');
  expect(rows('select message_id, profile_id from events')).toEqual([['m3', 'a:phone']]);
  expect(verify(database)).toMatchObject({ isEqual: true });
});
