import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { verify } from '../../src/fold/verify.ts';
import { type Db, openReadOnly } from '../../src/persist/database.ts';
import { type RunningCollector, serve } from '../../src/serve.ts';
import { basic } from '../build-app.ts';
import { POISON } from './poison.ts';

const NAMES = Object.keys(POISON);
const GOOD_COUNT = 99;

let collector: RunningCollector;
let db: Db;
let database: string;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kith-poison-'));
  database = join(directory, 'kith.db');
  const config = readConfig([`--db=${database}`, '--port=0', '--geo=off'], {});
  collector = await serve(config, { logger: pino({ level: 'silent' }) });
  db = openReadOnly(database);
});
afterAll(async () => {
  db?.close();
  await collector?.stop();
  rmSync(directory, { recursive: true });
}, 60_000);

/** Sends the kind's message as the fiftieth of a hundred. */
async function send(name: string): Promise<{ status: number; answer: Record<string, unknown> }> {
  const id = NAMES.indexOf(name);
  const good = Array.from({ length: GOOD_COUNT }, (_, index) =>
    JSON.stringify({ type: 'track', event: 'Good', userId: `good-${index % 10}`, messageId: `good-${id}-${index}` }),
  );
  const text = POISON[name]?.text.replace(/^\{/, `{"messageId":"poison-${id}",`);
  const batch = [...good.slice(0, 49), text, ...good.slice(49)];
  const response = await fetch(`${collector.address}/v1/batch`, {
    method: 'POST',
    headers: { authorization: basic(collector.keys.writeKey) },
    body: gzipSync(`{"batch":[${batch.join(',')}]}`),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

test('there are more than sixty kinds', () => {
  expect(NAMES.length).toBeGreaterThan(60);
});

test.each(NAMES)('%s harms none of its 99 neighbours', async (name) => {
  const { refused, stored } = POISON[name] ?? {};
  const id = NAMES.indexOf(name);
  const { status, answer } = await send(name);
  const count = db.prepare<[string], number>('SELECT count(*) FROM event_log WHERE message_id LIKE ?').pluck();
  const lastRefused = db.prepare('SELECT code, path, source FROM rejected_events ORDER BY rejected_id DESC LIMIT 1');
  expect(status).toBe(200);
  expect(count.get(`good-${id}-%`)).toBe(GOOD_COUNT);
  if (refused) {
    const [code, path] = refused;
    expect(answer).toMatchObject({ accepted: GOOD_COUNT, duplicate: 0, rejected: [{ index: 49, code, path }] });
    expect(lastRefused.get()).toEqual({ code, path, source: 'web' });
    expect(count.get(`poison-${id}`)).toBe(0);
  } else {
    expect(answer).toMatchObject({ accepted: GOOD_COUNT + 1, duplicate: 0, rejected: [] });
    expect(db.prepare('SELECT * FROM event_log WHERE message_id = ?').get(`poison-${id}`)).toMatchObject({
      message_id: `poison-${id}`,
      ...stored,
    });
  }
});

test('what was stored of all kinds together reads as JSON, and folds to the same from nothing', async () => {
  for (const column of ['properties', 'traits', 'context']) {
    const invalid = db.prepare(`SELECT count(*) FROM event_log WHERE NOT json_valid(${column})`).pluck();
    expect(invalid.get(), column).toBe(0);
    db.prepare(`SELECT count(json_extract(${column}, '$.a.b.c')) FROM event_log`).get();
  }
  expect(
    db.prepare('SELECT count(*) FROM rejected_events WHERE body IS NOT NULL AND NOT json_valid(body)').pluck().get(),
  ).toBe(0);
  const verdict = await vi.waitUntil(() => verify(database), { timeout: 30_000, interval: 20 });
  expect(verdict).toMatchObject({ isEqual: true, ledgerFaults: [] });
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
