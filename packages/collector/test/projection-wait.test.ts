import { pino } from 'pino';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { event } from '../../fold/test/worlds.ts';
import { readConfig } from '../src/config.ts';
import { openDatabase, openReadOnly } from '../src/persist/database.ts';
import { eventLog } from '../src/persist/event-log.ts';
import { markFolded } from '../src/persist/unfolded.ts';
import { projectionWait } from '../src/projection-wait.ts';
import { serve } from '../src/serve.ts';
import { basic } from './build-app.ts';
import { enriched } from './persist/enriched.ts';
import { temporaryFile } from './persist/temporary-file.ts';

afterEach(() => void vi.useRealTimers());

describe('waiting for profiles', () => {
  test('a request with ?wait=profile is answered once they know what it sent, however much is before it', async () => {
    const database = temporaryFile();
    const config = readConfig([`--db=${database}`, '--port=0', '--geo=off'], {});
    const server = await serve(config, { logger: pino({ level: 'silent' }) });
    onTestFinished(() => server.stop());
    const reader = openReadOnly(database);
    const countOf = reader.prepare<[string], number>('SELECT message_count FROM profiles WHERE profile_id = ?').pluck();
    const send = async (userId: string, count: number, query: string) => {
      const batch = Array.from({ length: count }, () => ({ type: 'track', event: 'E', userId }));
      const headers = { authorization: basic(server.keys.secretKey) };
      const request = { method: 'POST', headers, body: JSON.stringify({ batch }) };
      return (await (await fetch(`${server.address}/v1/batch${query}`, request)).json()) as object;
    };
    await Promise.all(Array.from({ length: 8 }, (_, index) => send(`crowd${index}`, 400, '')));
    const answers = Array.from({ length: 5 }, async (_, index) => {
      const answer = await send(`user${index}`, 3, '?wait=profile');
      return [answer, countOf.get(`user${index}`), countOf.get(`u:user${index}`)];
    });
    const expected = { success: true, accepted: 3, duplicate: 0, rejected: [], projected: true };
    expect(await Promise.all(answers)).toEqual(answers.map(() => [expected, undefined, 3]));
    expect(await send('user1', 1, '?wait=anything')).not.toHaveProperty('projected');
    expect(await send('user1', 0, '?wait=profile')).toMatchObject({ accepted: 0, projected: true });
    reader.close();
  });

  test('ends after five seconds, or with a stop, with what is so', () => {
    vi.useFakeTimers();
    const db = openDatabase(temporaryFile());
    onTestFinished(() => void db.close());
    const wait = projectionWait(db);
    const released: [string, boolean][] = [];
    const hold = (name: string) => wait.hold((isProjected) => released.push([name, isProjected]));
    eventLog(db).append(enriched(event({ messageId: 'm1', userId: 'ann' })));
    hold('late');
    wait.check();
    vi.advanceTimersByTime(4_999);
    expect(released).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(released.splice(0)).toEqual([['late', false]]);

    hold('folded');
    markFolded(db);
    eventLog(db).append(enriched(event({ messageId: 'm2', userId: 'ann' })));
    hold('stopped');
    wait.check();
    expect(released.splice(0)).toEqual([['folded', true]]);
    wait.end();
    vi.advanceTimersByTime(10_000);
    expect(released).toEqual([['stopped', false]]);
  });
});
