import { describe, expect, test, vi } from 'vitest';
import type { WriterState } from '../../src/read/writer-state.ts';
import { buildApp, fakeWriter } from '../build-app.ts';

const STATE: WriterState = { isGeoLoaded: true, lagCount: 0, lagMs: 0, databaseBytes: 0, walBytes: 0, ledger: [] };

function appWith(state: () => Promise<WriterState>) {
  return buildApp({ writer: { ...fakeWriter(), state } }).app;
}

describe('GET /ready', () => {
  test.each<[string, Partial<WriterState>, number, string[]]>([
    ['all is well', { lagMs: 900, lagCount: 7 }, 200, []],
    ['places are being loaded', { isGeoLoaded: false }, 503, ['loading_places']],
    ['profiles trail far behind', { lagMs: 11_000, lagCount: 20_000 }, 503, ['profiles_behind']],
  ])('answers when %s', async (_, state, status, reasons) => {
    const response = await appWith(async () => ({ ...STATE, ...state })).inject({ url: '/ready' });
    const { lagMs = 0, lagCount = 0 } = state;
    expect([response.statusCode, response.json()]).toEqual([
      status,
      { status: status === 200 ? 'ready' : 'not ready', reasons, lag_ms: lagMs, lag_count: lagCount },
    ]);
  });

  test.each<[string, () => Promise<WriterState>]>([
    ['has stopped', () => Promise.reject(new Error('the writer has stopped'))],
    ['does not answer', () => new Promise(() => {})],
  ])('is no when the writer %s', async (_, state) => {
    const response = await appWith(state).inject({ url: '/ready' });
    expect([response.statusCode, response.json()]).toEqual([
      503,
      { status: 'not ready', reasons: ['writer_unavailable'] },
    ]);
  });

  test('is no as soon as the collector is stopping', async () => {
    const asked = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<WriterState>();
    const app = appWith(() => {
      asked.resolve();
      return gate.promise;
    });
    const address = await app.listen({ port: 0 });
    const response = fetch(`${address}/ready`);
    await asked.promise;
    const closed = app.close();
    await vi.waitUntil(() => !app.server.listening);
    gate.resolve(STATE);
    expect(await (await response).json()).toMatchObject({ status: 'not ready', reasons: ['stopping'] });
    await closed;
  });
});
