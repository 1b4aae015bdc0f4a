import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { IngestRequest } from '../src/collect/ingest.ts';
import { keptRequest } from '../src/collect/kept-request.ts';
import { keyring } from '../src/collect/keys.ts';
import { readMessages } from '../src/collect/read-messages.ts';
import type { IdentityVerification } from '../src/collect/user-hash.ts';
import { readConfig } from '../src/config.ts';
import { enricher } from '../src/enrich/enrich.ts';
import type { EnrichedEvent } from '../src/enrich/enriched-event.ts';
import type { GeoLookup } from '../src/enrich/geo.ts';
import { type Db, openDatabase } from '../src/persist/database.ts';
import { definitionBudget } from '../src/persist/definition-budget.ts';
import { eventLog } from '../src/persist/event-log.ts';
import { ledger, ledgerFaults, readLedger } from '../src/persist/ledger.ts';
import { reprocess } from '../src/reprocess.ts';
import { serve } from '../src/serve.ts';
import { basic, KEYS, NOW } from './build-app.ts';
import { kith } from './cli/kith.ts';
import { type Message, startCollector, stoppedCollector, track } from './fold/collector.ts';
import { temporaryFile } from './persist/temporary-file.ts';

const locate: GeoLookup = (address) =>
  address === '8.8.8.0'
    ? { country: 'US', region: 'US-CA', city: 'Mountain View' }
    : address === '1.1.1.0'
      ? { country: 'AU', region: null, city: null }
      : null;

const identity: IdentityVerification = { secrets: ['identity-secret'], isEnforced: false };

/** A database into which requests are stored as the writer does it. */
function collector() {
  const db = openDatabase(temporaryFile());
  onTestFinished(() => void db.close());
  const log = eventLog(db);
  const send = (given: Partial<IngestRequest>) => {
    const request = { ...REQUEST, ...given };
    const reading = readMessages(request, keyring(KEYS), enricher(locate), identity);
    if ('status' in reading) throw new Error(reading.message);
    const { source, events, rejected } = reading;
    const changes = ledger(db)();
    for (const { event } of events) log.append(event);
    for (const message of rejected) {
      log.reject(message, keptRequest(message, reading, request, locate), source, request.receivedAt);
    }
    changes.count(source, events.length + rejected.length, { stored: events.length, rejected: rejected.length });
    changes.book();
  };
  const readAgain = (asked = {}) =>
    reprocess(
      db,
      { code: null, since: null, after: 0, isTrial: false, ...asked },
      // Without a source of places: what was kept must do.
      { log, enrich: enricher(() => null), identity },
    );
  return { db, send, readAgain };
}

const REQUEST: IngestRequest = {
  body: '',
  type: 'batch',
  key: KEYS.writeKey,
  receivedAt: NOW,
  isBrowser: true,
  ip: '8.8.8.0',
  userAgent:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
  clientHints: { 'sec-ch-ua-platform': '"Windows"', 'sec-ch-ua-platform-version': '"15.0.0"' },
};

const BACKEND = { key: KEYS.secretKey, isBrowser: false };

/** Requests whose messages lack their event, and get it later. */
const REQUESTS: readonly (readonly [string, Partial<IngestRequest>, Message])[] = [
  [
    'a browser',
    {},
    { batch: [{ type: 'track', anonymousId: 'd', messageId: 'm', timestamp: '2026-11-22T10:00:00Z' }] },
  ],
  ['a path that says the type', { type: 'track' }, { anonymousId: 'd', messageId: 'm' }],
  [
    'a batch that says when it was sent, and with what',
    {},
    {
      sentAt: '2026-11-22T10:00:00Z',
      context: { library: { name: 'l' }, locale: 'de' },
      batch: [{ type: 'track', anonymousId: 'd', messageId: 'm', timestamp: '2026-11-22T09:59:00Z' }],
    },
  ],
  [
    'messages without id and time',
    {},
    {
      batch: [
        { type: 'track', anonymousId: 'd' },
        { type: 'track', anonymousId: 'd' },
      ],
    },
  ],
  ['a visitor whose place a proxy knows', { place: { country: 'DE', region: 'BE', city: 'Berlin' } }, TRACK({})],
  ['a backend', BACKEND, TRACK({})],
  ['a backend that names an address', BACKEND, TRACK({ context: { ip: '1.1.1.1' } })],
  ['a backend that names an address nobody knows', BACKEND, TRACK({ context: { ip: '9.9.9.9' } })],
  ['a backend that names an address for a batch', BACKEND, { ...TRACK({}), context: { ip: '1.1.1.1' } }],
  ['an app with the secret key', BACKEND, TRACK({ context: { direct: true } })],
  ['a browser that names an address', {}, TRACK({ context: { ip: '1.1.1.1' } })],
  ['a backend with the public key', {}, TRACK({ context: { library: { name: 'analytics-node' } } })],
  ['a person who proves who they are', {}, TRACK({ userId: 'ann', context: { userHash: 'wrong' } })],
  ['an address that nobody knows', { ip: '9.9.9.0' }, TRACK({})],
];

function TRACK(rest: Message): Message {
  return { batch: [{ type: 'track', anonymousId: 'd', messageId: 'm', ...rest }] };
}

function withEvent(body: Message): Message {
  const fix = (message: Message) => ({ ...message, event: 'Bought' });
  return Array.isArray(body.batch) ? { ...body, batch: body.batch.map(fix) } : fix(body);
}

const fix = (db: Db) => db.exec(`UPDATE rejected_events SET body = json_set(body, '$.event', 'Bought')`);
const eventsIn = (db: Db) => db.prepare('SELECT * FROM event_log ORDER BY message_id').all();

describe('a message that is read again', () => {
  test.each(REQUESTS)('is stored as it would have been at once: %s', (_, request, body) => {
    const [right, wrong] = [collector(), collector()];
    right.send({ ...request, body: JSON.stringify(withEvent(body)) });
    wrong.send({ ...request, body: JSON.stringify(body) });
    expect(eventsIn(wrong.db)).toEqual([]);
    fix(wrong.db);
    const count = eventsIn(right.db).length;
    expect(count).toBeGreaterThan(0);
    expect(wrong.readAgain()).toMatchObject({ accepted: count, rejected: 0, unreadable: 0, next: null });
    expect(eventsIn(wrong.db)).toEqual(eventsIn(right.db));
    expect(readLedger(wrong.db)).toEqual(readLedger(right.db));
    expect(ledgerFaults(wrong.db)).toEqual([]);
    expect(wrong.db.prepare('SELECT count(*) FROM rejected_events').pluck().get()).toBe(0);
  });

  test('keeps neither key nor address until then', () => {
    const { db, send } = collector();
    const context = { ip: '1.1.1.1' };
    const messages = [{ type: 'track', userId: 'u', context, writeKey: KEYS.secretKey }];
    send({ ...BACKEND, body: JSON.stringify({ writeKey: KEYS.secretKey, context, batch: messages }) });
    const [row] = db.prepare<[], { request: string }>('SELECT * FROM rejected_events').all();
    expect(JSON.parse(row?.request ?? '')).toMatchObject({ kind: 'secret', namedPlace: { country: 'AU' } });
    expect(JSON.stringify(row)).not.toMatch(/1\.1\.1|8\.8\.8|sk_test/);
  });

  test('is refused again while nothing has changed, and stays', () => {
    const { db, send, readAgain } = collector();
    send({ body: JSON.stringify(TRACK({})) });
    expect(readAgain()).toMatchObject({ accepted: 0, rejected: 1 });
    expect(db.prepare('SELECT count(*) FROM rejected_events').pluck().get()).toBe(1);
    expect(ledgerFaults(db)).toEqual([]);
  });

  test('is a duplicate where it has come rightly meanwhile', () => {
    const { db, send, readAgain } = collector();
    send({ body: JSON.stringify(TRACK({})) });
    send({ body: JSON.stringify(withEvent(TRACK({}))) });
    fix(db);
    expect(readAgain()).toMatchObject({ accepted: 0, duplicate: 1 });
    expect(readLedger(db)).toMatchObject([{ received: 2, stored: 1, duplicate: 1, rejected: 0 }]);
    expect(ledgerFaults(db)).toEqual([]);
  });

  test('needs what its request said, which is not kept where it is long', () => {
    const { db, send, readAgain } = collector();
    send({ body: JSON.stringify({ ...TRACK({}), context: { note: 'x'.repeat(2_048) } }) });
    fix(db);
    expect(readAgain()).toMatchObject({ accepted: 0, unreadable: 1 });
  });

  test('can be chosen by code and time, and tried without a change', () => {
    const { db, send, readAgain } = collector();
    send({ body: JSON.stringify(TRACK({ messageId: 'early' })), receivedAt: NOW - 1_000 });
    send({ body: JSON.stringify(TRACK({ messageId: 'late' })) });
    send({ body: JSON.stringify({ batch: [{ type: 'nonsense' }] }) });
    fix(db);
    const since = new Date(NOW).toISOString();
    expect(readAgain({ isTrial: true })).toMatchObject({ accepted: 2, rejected: 1 });
    expect(eventsIn(db)).toEqual([]);
    expect(readAgain({ code: 'invalid_type' })).toMatchObject({ accepted: 0, rejected: 1 });
    expect(readAgain({ code: 'missing_event', since })).toMatchObject({ accepted: 1, rejected: 0 });
    expect(eventsIn(db)).toMatchObject([{ message_id: 'late' }]);
  });

  test('brings its new names, where somebody says that it may', () => {
    const { db, send, readAgain } = collector();
    send({ body: JSON.stringify(TRACK({})) });
    fix(db);
    db.exec("UPDATE rejected_events SET code = 'definition_budget'");
    expect(readAgain()).toMatchObject({ accepted: 0, rejected: 0 });
    expect(readAgain({ code: 'definition_budget' })).toMatchObject({ accepted: 1 });
    expect(definitionBudget(db).admits(eventsIn(db)[0] as EnrichedEvent, 0)).toBe(true);
  });

  test('comes in slices, each of which begins where the one before ended', () => {
    const { db, send, readAgain } = collector();
    const messages = Array.from({ length: 600 }, (_, index) => ({ ...TRACK({}), messageId: `m${index}` }));
    send({ body: JSON.stringify({ batch: messages.map((message) => ({ ...message, type: 'track' })) }) });
    let read = 0;
    for (let after: number | null = 0; after !== null; ) {
      const { next, rejected } = readAgain({ after });
      read += rejected;
      after = next;
    }
    expect([read, db.prepare('SELECT count(*) FROM rejected_events').pluck().get()]).toEqual([600, 600]);
  });
});

describe('kith reprocess', () => {
  const bad = { type: 'track', userId: 'ann', messageId: 'm1', anonymousId: 'd' };
  const command = async (database: string, ...flags: string[]) =>
    (await kith(['reprocess', `--db=${database}`, ...flags])).out;

  test('changes a file that nobody writes, and folds what it stored', async () => {
    const running = await startCollector();
    await running.send(bad, track(0, 'm0', 'Seen', { anonymousId: 'd' }));
    await running.stop();
    const db = openDatabase(running.database);
    fix(db);
    db.close();
    expect(await command(running.database, '--dry-run')).toMatch(
      /^Nothing was changed. .* 1 refused messages\n {2}accepted {6}1\n/,
    );
    expect(await command(running.database, '--code', 'missing_event')).toMatch(
      /^Read again: 1 refused messages\n {2}accepted {6}1\n/,
    );
    const stopped = stoppedCollector(running.database);
    expect(await stopped.rows('SELECT profile_id, event_count FROM profiles')).toEqual([['u:ann', 2]]);
    expect((await stopped.verdict()).ledgerFaults).toEqual([]);
  });

  test('asks the server that runs', async () => {
    const { database, address, keys, stop } = await startServer();
    const batch = [bad];
    const headers = { authorization: basic(keys.writeKey) };
    await fetch(`${address}/v1/batch`, { method: 'POST', headers, body: JSON.stringify({ batch }) });
    const db = openDatabase(database);
    fix(db);
    expect(await command(database)).toMatch(/^Read again: 1 refused messages\n {2}accepted {6}1\n/);
    await stop();
    expect(db.prepare('SELECT message_id, profile_id FROM events').all()).toEqual([
      { message_id: 'm1', profile_id: 'u:ann' },
    ]);
    expect(ledgerFaults(db)).toEqual([]);
    db.close();
  });

  test.each([
    [['--since', 'soon'], /since must be an ISO-8601 time/],
    [['--nonsense'], /See kith reprocess --help/],
  ])('%o ends with what is wrong', async (flags, message) => {
    const { database } = await startCollector();
    expect(await kith(['reprocess', `--db=${database}`, ...flags])).toMatchObject({
      code: 1,
      error: expect.stringMatching(message),
    });
  });
});

async function startServer() {
  const database = temporaryFile();
  const config = readConfig([`--db=${database}`, '--port=0', '--geo=off'], {});
  const server = await serve(config, { logger: pino({ level: 'silent' }) });
  onTestFinished(() => server.stop());
  return { ...server, database };
}
