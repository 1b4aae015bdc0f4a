import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { basic, buildApp, fakeWriter, KEYS } from '../build-app.ts';

afterEach(() => void vi.useRealTimers());

/** A collector that logs into a list, at every level. */
function loggedApp(submit = fakeWriter().submit) {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const { app } = buildApp({ logger, writer: { ...fakeWriter(), submit } });
  return { app, lines };
}

test('a flood of bad requests becomes a few lines, which hold nothing that was sent', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const submit = (request: { body: string }) => Promise.reject(new Error(`cannot read ${request.body}`));
  const { app, lines } = loggedApp(submit);
  const post = (headers: Record<string, string>, payload: string) =>
    app.inject({ method: 'POST', url: '/v1/batch?token=private', headers, payload, remoteAddress: '203.0.113.77' });
  for (let round = 0; round < 50; round++) {
    expect((await post({ authorization: basic('pk_private_wrong') }, 'private')).statusCode).toBe(401);
    expect((await post({ authorization: basic(KEYS.writeKey), 'content-encoding': 'br' }, 'private')).statusCode).toBe(
      415,
    );
    expect((await post({ authorization: basic(KEYS.writeKey) }, 'private')).statusCode).toBe(500);
    expect((await app.inject(`/v1/projects/${KEYS.secretKey}/settings`)).statusCode).toBe(403);
  }
  const kinds = () => lines.map(({ level, code, count }) => [level, code, count]);
  expect(kinds()).toEqual([
    [30, 'unknown_key', undefined],
    [30, 'unsupported_encoding', undefined],
    [50, 'internal_error', undefined],
    [50, 'secret_key_in_browser', undefined],
    [30, 'secret_key_in_browser', undefined],
  ]);
  expect(lines[2]).toMatchObject({ error: 'Error', at: expect.arrayContaining([expect.stringMatching(/sparse-log/)]) });
  vi.advanceTimersByTime(60_000);
  expect(kinds().slice(5)).toEqual([
    [30, 'unknown_key', 49],
    [30, 'unsupported_encoding', 49],
    [50, 'internal_error', 49],
    [50, 'secret_key_in_browser', 49],
    [30, 'secret_key_in_browser', 49],
  ]);
  vi.advanceTimersByTime(600_000);
  expect(lines).toHaveLength(10);
  expect(JSON.stringify(lines)).not.toMatch(/private|203\.0\.113|pk_|sk_|at_/);
});

test('requests that succeed are not logged', async () => {
  const { app, lines } = loggedApp();
  const payload = { batch: [{ type: 'page', anonymousId: 'a' }] };
  await app.inject({ method: 'POST', url: '/v1/batch', headers: { authorization: basic(KEYS.writeKey) }, payload });
  await app.inject('/health');
  await app.inject('/nowhere');
  expect(lines).toEqual([]);
});
