import { expect, onTestFinished, test } from 'vitest';
import { keyring } from '../src/collect/keys.ts';
import { startWriter } from '../src/writer.ts';
import { buildApp, KEYS } from './build-app.ts';
import { temporaryFile } from './persist/temporary-file.ts';

test('who asks hears which messages are stored, the ones of the same request included', async () => {
  const writer = await startWriter({ database: temporaryFile(), geo: 'off', keys: keyring(KEYS) });
  onTestFinished(() => writer.stop());
  const { app } = buildApp({ writer });
  const post = async (body: object) => {
    const payload = JSON.stringify({ writeKey: KEYS.writeKey, ...body });
    return (await app.inject({ method: 'POST', url: '/v1/batch', payload })).json();
  };
  const message = (messageId: string) => ({ type: 'track', event: 'Clicked', anonymousId: 'a', messageId });

  expect(await post({ batch: [message('1')] })).not.toHaveProperty('confirmed');
  expect(await post({ batch: [message('2')], confirm: ['1', 'unknown', '2', 7, null] })).toMatchObject({
    success: true,
    accepted: 1,
    confirmed: ['1', '2'],
  });
  expect(await post({ batch: [], confirm: ['2'] })).toEqual({
    success: true,
    accepted: 0,
    duplicate: 0,
    rejected: [],
    confirmed: ['2'],
  });
  expect(await post({ batch: [], confirm: 'nonsense' })).toMatchObject({ success: true, accepted: 0 });
});

test('of messages of backends, whose ids can be guessed, nobody hears', async () => {
  const writer = await startWriter({ database: temporaryFile(), geo: 'off', keys: keyring(KEYS) });
  onTestFinished(() => writer.stop());
  const { app } = buildApp({ writer });
  const post = async (writeKey: string, body: object) =>
    (await app.inject({ method: 'POST', url: '/v1/batch', payload: JSON.stringify({ writeKey, ...body }) })).json();
  const batch = [{ type: 'track', event: 'Order Completed', userId: 'u', messageId: 'order-1' }];
  expect(await post(KEYS.secretKey, { batch })).toMatchObject({ accepted: 1 });
  expect(await post(KEYS.writeKey, { batch: [], confirm: ['order-1'] })).toMatchObject({ confirmed: [] });
});
