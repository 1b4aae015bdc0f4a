import { once } from 'node:events';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { pino } from 'pino';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { verify } from '../../src/fold/verify.ts';
import { openDatabase } from '../../src/persist/database.ts';
import { lockFile } from '../../src/persist/file-lock.ts';
import { scratchPath } from '../../src/persist/swap.ts';
import { serve } from '../../src/serve.ts';
import { DAY_MS, fillFile, login, MINUTE_MS, page, START_MS, track } from '../fold/collector.ts';
import { rowsIn } from '../persist/rows-in.ts';
import { fileOfTests, temporaryFile } from '../persist/temporary-file.ts';
import { kith, type Outcome } from './kith.ts';

const filled = fileOfTests();
beforeAll(() =>
  fillFile(filled, ({ send }) =>
    send(
      page(0, 'page', 'laptop'),
      login(MINUTE_MS, 'login', 'laptop', 'ann'),
      track(12 * MINUTE_MS, 'order', 'Order Completed', { anonymousId: 'laptop', properties: { coupon: 'SPRING' } }),
      page(DAY_MS, 'next-day', 'laptop'),
    ),
  ),
);

// With somebody else beside Ann.
const filledByTwo = fileOfTests();
beforeAll(() =>
  fillFile(filledByTwo, ({ send }) =>
    send(login(0, 'login', 'laptop', 'ann'), login(MINUTE_MS, 'other-login', 'tablet', 'anna')),
  ),
);

let file: string;
beforeEach(() => {
  file = temporaryFile();
  copyFileSync(filled, file);
});

const run = (...flags: string[]): Promise<Outcome> => kith([...flags, '--db', file]);

const rows = (sql: string) => rowsIn(file, sql);

async function startServer() {
  const config = readConfig(['--db', file, '--port', '0', '--geo', 'off'], {});
  const collector = await serve(config, { logger: pino({ level: 'silent' }) });
  onTestFinished(() => collector.stop());
  return collector;
}

// Of the visit in which Ann logged in, the page before it and the order after it are the laptop's own; so is the next day.
const PREVIEW = `Nothing was changed. The decision would move 3 events:
  profiles  1 → 2 (0 would join others, 1 would be new)
  sessions  2 → 4
  3 events from u:ann to a:laptop
`;

describe.each(['beside a running server', 'on a file nobody writes'])('decided %s', (where) => {
  beforeEach(async () => {
    if (where.includes('server')) await startServer();
  });

  test('unlink previews, decides and is undone', async () => {
    const before = verify(file);
    expect(await run('unlink', 'u:ann', 'a:laptop', '--preview')).toMatchObject({ code: 0, out: PREVIEW });
    expect(verify(file)).toEqual(before);
    expect(await run('unlink', 'u:ann', 'a:laptop')).toEqual({ code: 0, out: 'decision 1 taken\n', error: '' });
    expect(verify(file)?.hash).not.toBe(before?.hash);
    expect(await run('undo', '1')).toEqual({ code: 0, out: 'decision 2 taken\n', error: '' });
    expect(verify(file)).toEqual(before);
  });

  test('a policy folds all history beside the database and leaves nothing behind', async () => {
    const preview = await run('policy', '--identity', 'none', '--session-gap', '10', '--preview');
    expect(preview).toMatchObject({ code: 0, out: PREVIEW });
    expect(await run('policy', '--identity', 'none', '--session-gap', '10')).toMatchObject({
      code: 0,
      out: 'decision 1 taken\n',
    });
    expect(rows('select count(*) from sessions')).toEqual([[4]]);
    expect(rows('select kind, value from decisions')).toEqual([
      ['policy', '{"identity_policy":"none","session_gap_ms":600000}'],
    ]);
    expect(existsSync(scratchPath(file))).toBe(false);
    expect(verify(file)).toMatchObject({ isEqual: true });
    expect(await run('undo', '1')).toMatchObject({ code: 0 });
    expect(rows('select count(*) from sessions')).toEqual([[2]]);
    expect(verify(file)).toMatchObject({ isEqual: true });
  });

  test('what is refused is refused with a sentence, and nothing is kept of it', async () => {
    for (const [flags, message] of REFUSED) {
      const { code, out, error } = await run(...flags);
      expect([code, out, error], flags.join(' ')).toEqual([1, '', expect.stringMatching(message)]);
      expect(error, flags.join(' ')).not.toMatch(/^\s+at /m);
    }
    expect(rows('select * from decisions')).toEqual([]);
  });
});

describe.each(['beside a running server', 'on a file nobody writes'])('joined %s', (where) => {
  beforeEach(async () => {
    copyFileSync(filledByTwo, file);
    if (where.includes('server')) await startServer();
  });

  test('merge previews, decides, is explained and undone', async () => {
    const before = verify(file);
    expect((await run('merge', 'u:ann', 'u:anna', '--preview')).out).toMatch(/events from u:ann to u:anna$/m);
    expect(verify(file)).toEqual(before);
    expect(await run('merge', 'u:ann', 'u:anna')).toEqual({ code: 0, out: 'decision 1 taken\n', error: '' });
    expect(rows('select distinct profile_id from events')).toEqual([['u:anna']]);
    expect((await run('why', 'u:anna')).out).toMatch(/an operator decided that it is the person’s/);
    expect(await run('undo', '1')).toEqual({ code: 0, out: 'decision 2 taken\n', error: '' });
    expect(verify(file)).toEqual(before);
  });
});

const REFUSED: readonly (readonly [flags: string[], message: RegExp])[] = [
  [['undo', '7'], /there is no decision 7 in force/],
  [['undo', '7', '--preview'], /there is no decision 7 in force/],
  [['unlink', 'a:laptop', 'a:phone'], /unlink takes a user and a device, or two users/],
  [['merge', 'a:laptop', 'a:phone'], /merge takes a user and a device, or two users/],
  [['merge', 'u:ann', 'u:ann'], /merge takes a user and a device, or two users/],
  [['merge', 'u:ann', 'u:anne'], /nobody is known as u:anne: kith find shows who is there/],
  [['merge', 'u:ann', 'u:anne', '--preview'], /nobody is known as u:anne/],
  [['merge', 'u:ann', 'a:lap'], /nobody is known as a:lap/],
  [['policy', '--identity', 'everybody'], /identity_policy must be device, first-device, session or none/],
];

describe('in a file nobody writes', () => {
  test.each([
    ['exclude', 'is_excluded'],
    ['test', 'is_test'],
    ['control', 'is_control_excluded'],
  ])('%s marks a person, and --off takes the mark away', async (command, column) => {
    expect(await run(command, 'a:laptop')).toMatchObject({ code: 0, out: 'decision 1 taken\n' });
    expect(rows(`select profile_id from profiles where ${column}`)).toEqual([['u:ann']]);
    expect(await run(command, 'u:ann', '--off')).toMatchObject({ code: 0 });
    // Her own mark is gone; the laptop's is another.
    expect(rows(`select profile_id from profiles where ${column}`)).toEqual([['u:ann']]);
    expect(await run(command, 'a:laptop', '--off')).toMatchObject({ code: 0 });
    expect(rows(`select profile_id from profiles where ${column}`)).toEqual([]);
  });

  test('reset notes when it was decided', async () => {
    const before = new Date().toISOString();
    expect(await run('reset', 'u:ann')).toMatchObject({ code: 0, out: 'decision 1 taken\n' });
    const [[at]] = rows('select reset_at from content_resets') as [[string]];
    expect(at >= before && at <= new Date().toISOString()).toBe(true);
  });

  test('map makes a trait of a property, and without a trait ends that', async () => {
    await run('map', 'Order Completed', 'coupon', 'lastCoupon');
    expect(rows(`select value from traits where key = 'lastCoupon'`)).toEqual([['"SPRING"']]);
    await run('map', 'Order Completed', 'coupon');
    expect(rows(`select value from traits where key = 'lastCoupon'`)).toEqual([]);
  });

  test('define labels, describes and hides, field by field, and is taken back', async () => {
    const definition = () =>
      rows(`select label, description, type, count, is_hidden from event_definitions where name = 'Order Completed'`);
    await run('define', 'event', 'Order Completed', '--label', 'Bought', '--description', 'A paid order');
    await run('define', 'event', 'Order Completed', '--hide');
    expect(definition()).toEqual([['Bought', 'A paid order', 'purchase', 1, 1]]);
    await run('define', 'event', 'Order Completed', '--label', '', '--show');
    expect(definition()).toEqual([['Order Completed', 'A paid order', 'purchase', 1, 0]]);
    await run('undo', '3');
    await run('undo', '1');
    expect(definition()).toEqual([['Order Completed', null, 'purchase', 1, 1]]);
  });

  test('define names what has not come yet, a trait by its one spelling', async () => {
    await run('define', 'trait', 'first_name', '--label', 'Given name');
    await run('define', 'event', 'Refunded', '--description', 'Money back');
    expect(rows(`select * from trait_definitions`)).toEqual([
      ['contact', 'firstName', 'Given name', null, null, '{}', null, null, 0, 0],
    ]);
    expect(rows(`select * from event_definitions where count = 0`)).toEqual([
      ['Refunded', 'Refunded', 'Money back', 'custom', null, null, 0, 0],
    ]);
  });

  test('expire asks first, previews, and deletes', async () => {
    const before = new Date(START_MS + DAY_MS).toISOString();
    const preview = '3 events would be deleted, with them all that is known of 0 profiles, and 0 refused messages\n';
    expect(await run('expire', '--before', before)).toMatchObject({
      code: 1,
      out: `${preview}Nothing was deleted: add --yes.\n`,
    });
    expect(await run('expire', '--before', before, '--preview')).toMatchObject({ code: 0, out: preview });
    expect(await run('expire', '--before', before, '--yes')).toMatchObject({
      code: 0,
      out: 'deleted by decision 1\n  events            3\n  profiles          0\n  refused messages  0\n',
    });
    expect(rows('select message_id from events')).toEqual([['next-day']]);
    expect(verify(file)).toMatchObject({ isEqual: true });
  });

  test('anonymous profiles are hidden without folding anything', async () => {
    await run('unlink', 'u:ann', 'a:laptop');
    expect(rows('select profile_id from profiles order by 1')).toEqual([['a:laptop'], ['u:ann']]);
    await run('policy', '--anonymous-profiles', 'none');
    expect(rows('select profile_id from profiles')).toEqual([['u:ann']]);
  });

  test('show prints a person, now and as of a time', async () => {
    const show = async (...flags: string[]) => JSON.parse((await run('show', ...flags)).out);
    expect((await show('u:ann')).profile).toMatchObject({ profile_id: 'u:ann', message_count: 4, type: 'customer' });
    const time = new Date(START_MS).toISOString();
    expect((await show('a:laptop', '--as-of', time)).profile).toMatchObject({
      profile_id: 'a:laptop',
      message_count: 1,
    });
    const { code, error } = await run('show', 'u:ann', '--as-of', time);
    expect([code, error]).toEqual([1, 'kith: nothing is known of u:ann at that time.\n']);
  });

  test.each<[string[], RegExp]>([
    [['exclude', 'ann'], /"ann" is no identity: write u:<userId> or a:<anonymousId>/],
    [['exclude'], /is no identity/],
    [['unlink', 'u:ann'], /is no identity/],
    [['undo', 'everything'], /undo takes the decisionId/],
    [['policy'], /say what to change/],
    [['policy', '--session-gap', 'long'], /session_gap_ms must be a number/],
    [['policy', '--anonymous-profiles', 'some'], /anonymous_profiles must be all, survey or none/],
    [['map', 'Order Completed'], /mapping takes an event/],
    [['expire', '--before', 'yesterday'], /before must be an ISO-8601 time/],
    [['expire', '--before', '2999-01-01T00:00:00Z'], /before lies in the future/],
    [['define', 'page', 'Home', '--hide'], /define takes event or trait, and its name/],
    [['define', 'event', 'Order Completed'], /define must say label, description or is_hidden/],
    [['define', 'event', 'Refunded', '--label', 'x'.repeat(1_001)], /texts of at most 1000 characters/],
    [['exclude', 'u:ann', '--nonsense'], /nonsense.*See kith exclude --help/s],
    [['show', 'u:ann', '--as-of', 'yesterday'], /--as-of takes an ISO-8601 time/],
  ])('%j is refused with a sentence', async (flags, message) => {
    const { code, out, error } = await run(...flags);
    expect([code, out, error]).toEqual([1, '', expect.stringMatching(message)]);
    expect(error).not.toMatch(/^\s+at /m);
    expect(rows('select * from decisions')).toEqual([]);
  });

  test('a database that does not exist is named, and not made', async () => {
    const none = `${file}.none`;
    const { code, error } = await kith(['exclude', 'u:ann', '--db', none]);
    expect([code, error]).toEqual([1, `kith: there is no database ${none}: give --db or KITH_DB.\n`]);
    expect(existsSync(none)).toBe(false);
  });
});

describe('when another process writes the file', () => {
  beforeEach(() => {
    const lock = lockFile(file);
    onTestFinished(() => lock?.release());
  });

  test('and says nowhere that it is a server, the command says so', async () => {
    const { code, error } = await run('exclude', 'u:ann');
    expect([code, error]).toEqual([1, expect.stringMatching(/another process writes this database/)]);
  });

  test('and its server does not answer, the command says so', async () => {
    const port = await closedPort();
    writeFileSync(`${file}.server.json`, JSON.stringify({ address: `http://127.0.0.1:${port}` }));
    const { code, error } = await run('exclude', 'u:ann');
    expect([code, error]).toEqual([
      1,
      expect.stringMatching(/the server at http:\/\/127\.0\.0\.1:\d+ does not answer \(.*ECONNREFUSED/),
    ]);
    expect(error).not.toMatch(/^\s+at /m);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('a file of a later version is refused, and says what to do', async () => {
  const db = openDatabase(file);
  db.pragma('user_version = 99');
  db.close();
  const { code, error } = await run('exclude', 'u:ann');
  expect([code, error]).toEqual([
    1,
    expect.stringMatching(/^kith: cannot open the database: .* later Kith .*: update Kith\n$/),
  ]);
});

test('a server with another admin token refuses, and the command says what it said', async () => {
  await startServer();
  const { code, error } = await run('exclude', 'u:ann');
  expect(code).toBe(0);
  expect(error).toBe('');
  writeFileSync(
    `${file}.keys.json`,
    JSON.stringify({ writeKey: 'pk_12345678', secretKey: 'sk_12345678', adminToken: 'at_12345678' }),
  );
  const refused = await run('exclude', 'u:ann');
  expect([refused.code, refused.error]).toEqual([1, expect.stringMatching(/refused: send the admin token/)]);
});
