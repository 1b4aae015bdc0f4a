import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';
import { openReadOnly } from '../src/persist/database.ts';
import { serve } from '../src/serve.ts';
import { basic } from './build-app.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kith-serve-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('what was acknowledged before and during a stop is stored and folded', async () => {
  const database = join(directory, 'kith.db');
  const config = readConfig(['--db', database, '--port', '0', '--geo', 'off'], {});
  const { address, keys, stop } = await serve(config, { logger: pino({ level: 'silent' }) });
  const send = async (number: number): Promise<string | undefined> => {
    const message = { type: 'track', event: 'E', messageId: `m${number}`, userId: `u${number % 10}` };
    const headers = { authorization: basic(keys.secretKey) };
    const response = await fetch(`${address}/v1/track`, {
      method: 'POST',
      headers,
      body: JSON.stringify(message),
    }).catch(() => undefined);
    return response?.status === 200 ? message.messageId : undefined;
  };
  const numbers = Array.from({ length: 200 }, (_, number) => number);
  const before = await Promise.all(numbers.slice(0, 50).map(send));
  const during = numbers.slice(50).map(send);
  await during[0];
  await stop();
  const acknowledged = [...before, ...(await Promise.all(during))].filter((id) => id !== undefined);
  expect(acknowledged.length).toBeGreaterThan(50);

  const db = openReadOnly(database);
  const stored = new Set(db.prepare('select message_id from events').pluck().all());
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  const folded = db.prepare('select sum(message_count) from profiles').pluck().get();
  expect(folded).toBe(stored.size);
  db.close();
});

test('a port that is taken ends the start and leaves nothing running', async () => {
  const config = readConfig(['--db', join(directory, 'a.db'), '--port', '0', '--geo', 'off'], {});
  const first = await serve(config, { logger: pino({ level: 'silent' }) });
  const port = new URL(first.address).port;
  const again = readConfig(['--db', join(directory, 'b.db'), '--port', port, '--geo', 'off'], {});
  await expect(serve(again, { logger: pino({ level: 'silent' }) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await first.stop();
});
