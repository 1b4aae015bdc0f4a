import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Erase } from '@kith/fold';
import { expect, test } from 'vitest';
import { takeErasure } from '../../src/cli/with-writer.ts';
import { readConfig } from '../../src/config.ts';
import { prepareTables } from '../../src/fold/prepare-tables.ts';
import { verify } from '../../src/fold/verify.ts';
import { temporaryFile } from '../persist/temporary-file.ts';
import {
  at,
  fillFile,
  HOUR_MS,
  login,
  type Message,
  MINUTE_MS,
  page,
  START_MS,
  startCollector,
  stoppedCollector,
  track,
} from './collector.ts';

const DAYS = 24 * HOUR_MS;

function erasure(identity: string, rest: Partial<Erase> = {}): Erase {
  return { kind: 'erase', identity, at: null, forever: false, ...rest };
}

const PROFILES_OF = 'SELECT profile_id, message_count FROM profile_rows';
const PROFILES = `${PROFILES_OF} ORDER BY profile_id`;

const configOf = (database: string) => readConfig([`--db=${database}`], {});

/** How often texts occur in the bytes of a database's files. Read by another process: one that has it open must not. */
function occurrences(database: string, ...texts: string[]): number {
  const files = ['', '-wal', '-shm', '.scratch'].map((suffix) => database + suffix).filter((file) => existsSync(file));
  const script = `for (const file of process.argv[1].split('\\n')) {
    const bytes = require('fs').readFileSync(file);
    for (const text of process.argv[2].split('\\n'))
      for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) console.log(file, text);
  }`;
  const found = execFileSync(process.execPath, ['-e', script, files.join('\n'), texts.join('\n')]).toString();
  return found.split('\n').length - 1;
}

/** Messages of two people: Vicky, who is to be erased, with a device of her own, and Bob; they share a tablet. */
const VICKY: readonly Message[] = [
  page(0, 'v1', 'vickyphone'),
  login(MINUTE_MS, 'v2', 'vickyphone', 'vicky', { email: 'vicky@example.org', name: '🦩🦚🦜', plan: 'goldplan' }),
  page(2 * DAYS, 'v3', 'vickyphone'),
  track(2 * DAYS + 1, 'v4', 'Survey Answered', {
    anonymousId: 'vickyphone',
    properties: { survey_id: 'nps', response_id: 'vickyresponse', seq: 1, answers: { why: 'vickyanswer' } },
  }),
  login(3 * DAYS, 'v5', 'tablet', 'vicky'),
  page(3 * DAYS + MINUTE_MS, 'v6', 'tablet'),
  at(4 * DAYS, 'v7', { type: 'group', userId: 'vicky', groupId: 'acme', traits: { secret: 'vickygroup' } }),
];
const OTHERS: readonly Message[] = [
  login(5 * DAYS, 'b1', 'tablet', 'bob', { email: 'bob@example.org' }),
  page(6 * DAYS, 'b2', 'tablet'),
  track(7 * DAYS, 'b3', 'Order Completed', { userId: 'bob' }),
];
// The last is what the search index holds of her name: letters by three, the first of them next to others.
const TRACES = ['vicky', 'goldplan', '🦚🦜'];

test('an erased person leaves nothing behind, and stays erased against late redelivery in any form', async () => {
  const database = temporaryFile();
  await fillFile(database, async ({ send }) => {
    await send(...VICKY, ...OTHERS, { type: 'track', userId: 'vicky', traits: { plan: 'goldplan' } });
  });
  expect(occurrences(database, ...TRACES)).toBeGreaterThan(20);

  const report = await takeErasure(configOf(database), erasure('a:vickyphone'));
  expect(report).toMatchObject({
    eventCount: 7,
    sessionCount: 4,
    responseCount: 1,
    rejectedCount: 1,
    isClean: true,
    reason: null,
  });
  expect(occurrences(database, ...TRACES)).toBe(0);
  const hash = verify(database)?.hash;

  await fillFile(database, async ({ send, sendFromBackend }) => {
    const resent = [...VICKY].reverse().map((message, index) => ({ ...message, sentAt: message.timestamp, index }));
    // The public key is not told who was erased; that nothing was stored the hash below says.
    expect(await send(...resent)).toMatchObject({ accepted: 7, duplicate: 0, rejected: [] });
    for (const message of VICKY) expect(await sendFromBackend(message)).toMatchObject({ accepted: 0, erased: 1 });
    // Never seen before, but hers; refused, but naming her; the same message with another time.
    for (const message of [
      page(9 * DAYS, 'unseen', 'vickyphone'),
      login(9 * DAYS, 'unseen', 'other', 'vicky'),
      { ...VICKY[5], timestamp: undefined },
    ]) {
      expect(await send(message)).toMatchObject({ accepted: 1 });
      expect(await sendFromBackend(message)).toMatchObject({ accepted: 0, erased: 1 });
    }
    expect(await send({ type: 'track', userId: 'vicky', traits: { plan: 'goldplan' } })).toMatchObject({
      accepted: 0,
      rejected: [{ code: 'missing_event' }],
    });
  });
  expect(verify(database)).toMatchObject({ isEqual: true, hash });
  expect(await stoppedCollector(database).rows(PROFILES)).toEqual([
    ['a:tablet', 1],
    ['u:bob', 2],
  ]);
  prepareTables(database);
  await stoppedCollector(database).adopt();
  expect(verify(database)).toMatchObject({ isEqual: true, hash });
  expect(occurrences(database, ...TRACES)).toBe(0);
});

test('nobody inherits what was the erased person’s on a shared device', async () => {
  const { send, rows, verdict, stop, database } = await startCollector();
  const erase = async (identity: string) => {
    await stop();
    return takeErasure(configOf(database), erasure(identity));
  };
  await send(...VICKY, ...OTHERS, page(8 * DAYS, 'nobody', 'tablet'));
  expect(await rows(PROFILES)).toEqual([
    ['a:tablet', 2],
    ['u:bob', 2],
    ['u:vicky', 7],
  ]);
  expect(await erase('u:vicky')).toMatchObject({ eventCount: 7 });
  const again = await startCollector(database);
  await again.send(page(9 * DAYS, 'later', 'tablet'));
  expect(await again.rows(PROFILES)).toEqual([
    ['a:tablet', 3],
    ['u:bob', 2],
  ]);
  expect(await verdict()).toMatchObject({ isEqual: true });
});

const LATER = Date.now() - START_MS + HOUR_MS;
const NEWER = [login(LATER, 'n1', 'vickyphone', 'vicky'), page(LATER + DAYS, 'n2', 'vickyphone')];

test.each([
  [false, [['u:vicky', 2]]],
  [true, []],
])('newer activity starts anew, unless it is erased forever: %s', async (forever, expected) => {
  const database = temporaryFile();
  await fillFile(database, ({ send }) => send(...VICKY, ...OTHERS));
  await takeErasure(configOf(database), erasure('u:vicky', { forever }));
  const { send, rows, verdict } = await startCollector(database);
  await send(...NEWER, ...VICKY);
  expect(await rows(`${PROFILES_OF} WHERE profile_id LIKE '%vicky%'`)).toEqual(expected);
  // Somebody else may use the device afterwards, whatever its former owner is to be spared.
  expect(await send(login(LATER + 3 * DAYS, 'c1', 'vickyphone', 'carl'))).toMatchObject({ accepted: 1 });
  expect(await verdict()).toMatchObject({ isEqual: true });
});

test('a device that was erased for ever stays so when its next owner is erased up to a time', async () => {
  const database = temporaryFile();
  await fillFile(database, ({ send }) => send(...VICKY, ...OTHERS));
  await takeErasure(configOf(database), erasure('u:vicky', { forever: true }));
  await fillFile(database, ({ send }) => send(login(LATER, 'c1', 'vickyphone', 'carl')));
  const at = new Date(START_MS + LATER + DAYS).toISOString();
  await takeErasure(configOf(database), erasure('u:carl', { at }));
  const { sendFromBackend, rows } = await startCollector(database);
  expect(await sendFromBackend(page(LATER + 2 * DAYS, 'x1', 'vickyphone'))).toMatchObject({ erased: 1 });
  expect(await sendFromBackend(login(LATER + 2 * DAYS, 'x2', 'vickyphone', 'carl'))).toMatchObject({ accepted: 1 });
  expect(await rows(`${PROFILES_OF} WHERE profile_id IN ('a:vickyphone', 'u:carl')`)).toEqual([['u:carl', 1]]);
});

test('up to a time only what was before it is erased, and the rest starts anew', async () => {
  const database = temporaryFile();
  const { send, rows, stop } = await startCollector(database);
  await send(...VICKY, ...OTHERS);
  await stop();
  const at = new Date(START_MS + 2 * DAYS).toISOString();
  expect(await takeErasure(configOf(database), erasure('u:vicky', { at }))).toMatchObject({ eventCount: 3 });
  // The login was erased: what the device did afterwards is its own.
  expect(await rows(PROFILES)).toEqual([
    ['a:tablet', 1],
    ['a:vickyphone', 1],
    ['u:bob', 2],
    ['u:vicky', 3],
  ]);
  expect(verify(database)).toMatchObject({ isEqual: true });
});

test('a device of its own is erased without those who share it, and several people are not erased by their device', async () => {
  const database = temporaryFile();
  await fillFile(database, ({ send }) => send(...VICKY, ...OTHERS, page(8 * DAYS, 'nobody', 'tablet')));
  const config = configOf(database);
  expect(await takeErasure(config, erasure('a:tablet'))).toMatchObject({ eventCount: 2, sessionCount: 2 });
  await fillFile(database, async ({ send }) => {
    expect(await send(...OTHERS, page(9 * DAYS, 'other', 'tablet'))).toMatchObject({ accepted: 2, duplicate: 2 });
  });
  await expect(takeErasure(config, erasure('a:tablet'))).rejects.toThrow(/several people/);
  await expect(takeErasure(config, erasure('u:nobody'))).rejects.toThrow(/leads to nobody/);
  expect(verify(database)).toMatchObject({ isEqual: true });
});

test('decisions that named the person keep only hashes, no longer act, and the erasure cannot be undone', async () => {
  const database = temporaryFile();
  const collector = await startCollector(database);
  const { send, rows, stop } = collector;
  await send(...VICKY, ...OTHERS);
  await collector.take({ kind: 'control', identity: 'u:vicky', value: true });
  await collector.take({ kind: 'exclude', identity: 'u:bob', value: true });
  await collector.take({ kind: 'unlink', identity: 'a:tablet', other: 'u:vicky' });
  await stop();
  expect(await takeErasure(configOf(database), erasure('u:vicky'))).toMatchObject({ decisionCount: 2, isClean: true });
  expect(occurrences(database, 'vicky')).toBe(0);
  expect(await rows('SELECT kind, identity FROM standing_decisions ORDER BY decision_id')).toEqual([
    ['control', expect.stringMatching(/^erased:[\w-]{22}$/)],
    ['exclude', 'u:bob'],
    ['unlink', 'a:tablet'],
    ['erase', null],
  ]);
  // Separated from the tablet, she was not Bob's rival for it: it is his.
  expect(await rows(PROFILES)).toEqual([['u:bob', 4]]);
  const again = await startCollector(database);
  await expect(again.decide({ kind: 'undo', decisionId: 4 })).rejects.toThrow(/cannot be undone/);
  await expect(again.adopt(erasure('u:bob'))).rejects.toThrow();
});

test('without the secret, or with another, nothing is stored', async () => {
  const database = temporaryFile();
  await fillFile(database, ({ send }) => send(...VICKY, ...OTHERS));
  await takeErasure(configOf(database), erasure('u:vicky'));
  const keys = JSON.parse(readFileSync(`${database}.keys.json`, 'utf8'));
  expect(keys.erasureSecret).toMatch(/^es_\w{64}$/);
  expect(occurrences(database, keys.erasureSecret)).toBe(0);
  for (const erasureSecret of [undefined, 'es_other']) {
    writeFileSync(`${database}.keys.json`, JSON.stringify({ ...keys, erasureSecret }));
    await expect(startCollector(database)).rejects.toThrow(/restore the key file/);
  }
});
