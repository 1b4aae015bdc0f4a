import { formatTime } from '@kith/protocol';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import { openReadOnly } from '../src/persist/database.ts';
import { retention } from '../src/retention.ts';
import { serve } from '../src/serve.ts';
import { DAY_MS, fillFile, login, page, START_MS, startCollector } from './fold/collector.ts';
import { temporaryFile } from './persist/temporary-file.ts';

/** All messages of these tests are received then. */
const RECEIVED = START_MS + 400 * DAY_MS;

test('messages expire by whole days, by one decision a day, and late ones too', async () => {
  const collector = await startCollector();
  await collector.send(page(0, 'm0', 'd'), page(DAY_MS, 'm1', 'd'), page(2 * DAY_MS, 'm2', 'd'));
  let now = RECEIVED;
  const said: string[] = [];
  const act = retention({
    database: collector.database,
    days: 399,
    expire: ({ before }) => collector.expire(before) as Promise<{ eventCount: number }>,
    now: () => now,
    tell: (message) => said.push(message),
  });
  const left = () => collector.rows('SELECT message_id FROM events ORDER BY 1');
  await act();
  expect(await left()).toEqual([['m1'], ['m2']]);
  now += 3_600_000;
  await act();
  expect(said).toEqual([
    `1 messages from before ${formatTime(START_MS + 15 * 3_600_000)} have expired, after 399 days`,
  ]);
  expect(await collector.sendFromBackend(page(0, 'late', 'd'))).toMatchObject({ accepted: 0, expired: 1 });
  now += DAY_MS;
  await act();
  expect(await left()).toEqual([['m2']]);
  expect(await collector.rows("SELECT count(*) FROM decisions WHERE kind = 'expire'")).toEqual([[2]]);
});

test('people who are not seen for so many days go as a whole, and those who are stay as a whole', async () => {
  const collector = await startCollector();
  const gone = [page(0, 'gone0', 'gone'), page(DAY_MS, 'gone1', 'gone')];
  await collector.send(...gone, page(0, 'old', 'd'), page(3 * DAY_MS, 'new', 'd'));
  // Whoever has a device in common with somebody active stays with them.
  await collector.send(
    login(0, 'ann', 'kiosk', 'ann'),
    page(DAY_MS, 'nobody', 'kiosk'),
    login(4 * DAY_MS, 'bob', 'kiosk', 'bob'),
  );
  const act = (days: number) =>
    retention({
      database: collector.database,
      days,
      inactive: true,
      expire: ({ before, inactive }) => collector.expire(before, inactive) as Promise<{ eventCount: number }>,
      now: () => RECEIVED,
      tell: (message) => said.push(message),
    })();
  const said: string[] = [];
  const left = () => collector.rows('SELECT message_id, profile_id FROM events ORDER BY 1');
  await act(398);
  expect(said).toEqual([
    expect.stringMatching(/^2 messages of people last seen before .* have expired, after 398 days$/),
  ]);
  const expected = [
    ['ann', 'u:ann'],
    ['bob', 'u:bob'],
    ['new', 'a:d'],
    ['nobody', 'a:kiosk'],
    ['old', 'a:d'],
  ];
  expect(await left()).toEqual(expected);
  await act(398);
  expect(said).toHaveLength(1);
  expect(await collector.sendFromBackend(...gone)).toMatchObject({ accepted: 0, expired: 2 });
  expect(await collector.sendFromBackend(page(2, 'unheard', 'd'))).toMatchObject({ accepted: 1 });
  await collector.expire(formatTime(RECEIVED));
  expect(await left()).toEqual([]);
});

test('a clock that is years ahead deletes nothing by itself', async () => {
  const collector = await startCollector();
  await collector.send(page(0, 'm0', 'd'));
  const tell = vi.fn();
  const act = retention({
    database: collector.database,
    days: 30,
    expire: () => expect.unreachable(),
    now: () => RECEIVED + 32 * DAY_MS,
    tell,
  });
  await act();
  await act();
  expect(tell.mock.calls).toEqual([[expect.stringContaining('all messages are older than 30 days')]]);
});

test('a collector that is told to keeps messages for so many days, and else for ever', async () => {
  const database = temporaryFile();
  await fillFile(database, ({ send }) => send(page(0, 'm0', 'd')));
  const count = () => {
    const db = openReadOnly(database);
    try {
      return db.prepare('SELECT count(*) FROM event_log').pluck().get();
    } finally {
      db.close();
    }
  };
  const run = (...flags: string[]) =>
    serve(readConfig([`--db=${database}`, '--port=0', '--geo=off', ...flags], {}), {
      logger: pino({ level: 'silent' }),
      now: () => RECEIVED,
    });
  await (await run()).stop();
  await (await run('--retention-days=401')).stop();
  expect(count()).toBe(1);
  const { stop } = await run('--retention-days=399');
  await vi.waitUntil(() => count() === 0, { timeout: 20_000 });
  await stop();
});
